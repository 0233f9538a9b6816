// The system knows who is in a job. A pid of its list may be another process's by the time it is opened. So each
// process is asked whether it is in the job, and stays open while it is signalled or waited for. [any]
#include "kill/job.h"

#include "base/exit_status.h"
#include "base/signal_numbers.h"
#include "kill/send.h"
#include "mailbox/own.h"
#include "mailbox/peer.h"
#include "nt/process/job.h"
#include "nt/system/memory.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"

namespace psig {
namespace {

nt::Handle handle_of(posix_job_t job) { return reinterpret_cast<nt::Handle>(job); }

// 0 would be the caller's own job, and -1 and its neighbours are pseudo-handles.
bool valid(posix_job_t job) { return job > 0 && nt::is_job(handle_of(job)); }

class Members {
public:
  Members() = default;
  ~Members() {
    if (list_.pages != nullptr) nt::memory_release(list_.pages);
  }
  Members(const Members &) = delete;
  Members &operator=(const Members &) = delete;
  [[nodiscard]] Errno read(nt::Handle job) {
    job_ = job;
    return nt::job_members(job, &list_);
  }
  [[nodiscard]] bool with_self() const {
    for (unsigned i = 0; i < list_.count; ++i)
      if (list_.pids[i] == own_process_facts().pid) return true;
    return false;
  }
  // The next one that lives, the caller left out; it is closed by the next call.
  [[nodiscard]] bool next(nt::Process *process) {
    nt::process_close(process);
    while (at_ < list_.count) {
      const auto pid = static_cast<std::uint32_t>(list_.pids[at_++]);
      if (pid == own_process_facts().pid || nt::process_open(pid, process) != 0) continue;
      if (nt::job_has(job_, *process)) return true;
      nt::process_close(process);
    }
    return false;
  }

private:
  nt::Handle job_ = nullptr;
  nt::JobMembers list_;
  unsigned at_ = 0;
};

bool in_job(const Peer &peer, const void *job) { return nt::job_has(const_cast<nt::Handle>(job), peer.process); }

} // namespace

Errno job_create(bool kill_on_close, posix_job_t *out) {
  nt::Handle job = nullptr;
  const Errno error = nt::job_create(kill_on_close ? nt::kKillOnClose : 0, &job);
  if (error == 0) *out = reinterpret_cast<posix_job_t>(job);
  return error;
}

Errno job_close(posix_job_t job) {
  if (!valid(job)) return EBADF;
  nt::handle_close(handle_of(job));
  return 0;
}

Errno job_kill(posix_job_t job, int signo) {
  if (!valid(job)) return EBADF;
  const DeliveryGuard delivery;
  Members members;
  if (const Errno error = members.read(handle_of(job))) return error;
  nt::Process process;
  const Record record = record_from_self(signo, SI_USER);
  const bool self = members.with_self();
  bool sent = false, any = false;
  Errno first = ESRCH;
  while (members.next(&process)) {
    // All at once, before one of them can start another.
    const Errno error = signo == kSigKill ? nt::job_end(handle_of(job), exit_status_of_signal(signo, false))
                                          : kill_send_each(process.pid, record, {in_job, handle_of(job), false});
    if (!any) first = error;
    any = true;
    sent = sent || error == 0;
    if (signo == kSigKill && error == 0) break;
  }
  nt::process_close(&process);
  if (self && signo != 0) (void)post(nullptr, record, false); // it may be the end
  return sent || self ? 0 : first;
}

Errno job_wait(posix_job_t job, int *milliseconds, bool *empty) {
  if (!valid(job)) return EBADF;
  const std::uint64_t start = nt::now_ns();
  const long long limit = milliseconds != nullptr && *milliseconds > 0 ? *milliseconds : 0;
  const auto left = [&]() -> long long {
    if (milliseconds == nullptr) return -1;
    const auto passed = static_cast<long long>((nt::now_ns() - start) / 1'000'000);
    return passed < limit ? limit - passed : 0;
  };
  bool ended = true;
  for (*empty = false; ended && !*empty;) { // again until nobody is there: one may have started another
    Members members;
    if (const Errno error = members.read(handle_of(job))) return error;
    nt::Process process;
    std::uint32_t status = 0;
    *empty = true;
    while (ended && members.next(&process)) {
      *empty = false;
      ended = nt::process_wait(process.handle, left(), &status);
    }
    nt::process_close(&process);
  }
  if (milliseconds != nullptr) *milliseconds = static_cast<int>(left());
  return 0;
}

} // namespace psig
