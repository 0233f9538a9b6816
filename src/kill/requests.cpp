// Lock: g_lock, a leaf; nothing waits under it. A thread that waits does so on a handle of its own, because the entry
// may give way to a later one meanwhile.
#include "kill/requests.h"

#include "base/lock.h"
#include "nt/process/target_calls.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"

namespace psig {
namespace {

// The handle of an ended thread keeps its process's number from being used again, so they are few.
constexpr unsigned kKept = 16;

struct Request {
  std::uint32_t pid;
  std::uint64_t created;
  nt::Handle thread;
};

Lock<LockRank::kRequests> g_lock;
constinit Request g_requests[kKept] PSIG_GUARDED_BY(g_lock) = {};
unsigned g_next PSIG_GUARDED_BY(g_lock);

// The later one of two to the same process counts.
nt::Handle find(const nt::Process &process) {
  const LockGuard guard(g_lock);
  for (unsigned back = 1; back <= kKept; ++back) {
    const Request &request = g_requests[(g_next + kKept - back) % kKept];
    if (request.thread != nullptr && request.pid == process.pid && request.created == process.created)
      return nt::handle_copy(request.thread);
  }
  return nullptr;
}

// The process first: it is what ends the thread when it ends.
int meaning(const nt::Process &process, nt::Handle thread, bool over, std::uint32_t status) {
  if (!nt::process_alive(process.handle)) return POSIX_REQUEST_ENDED;
  if (!over) return nt::console_event_at_work(process, thread) ? POSIX_REQUEST_BEHIND : POSIX_REQUEST_PENDING;
  return nt::console_event_end(status) == nt::EventEnd::kHandled ? POSIX_REQUEST_HANDLED : POSIX_REQUEST_SUPPRESSED;
}

} // namespace

void request_made(const nt::Process &process, nt::Handle thread) {
  nt::Handle former;
  {
    const LockGuard guard(g_lock);
    Request &slot = g_requests[g_next++ % kKept];
    former = slot.thread;
    slot = {process.pid, process.created, thread};
  }
  if (former != nullptr) nt::handle_close(former);
}

Errno request_outcome(posix_pidfd_t pidfd, int *milliseconds, int *outcome) {
  nt::Process process;
  if (pidfd <= 0 || nt::process_from_handle(reinterpret_cast<nt::Handle>(pidfd), &process) != 0) return EBADF;
  nt::Handle thread;
  {
    const DeliveryGuard delivery;
    thread = find(process);
  }
  *outcome = POSIX_REQUEST_NONE;
  if (thread != nullptr) {
    const std::uint64_t start = nt::now_ns();
    std::uint32_t status = 0;
    const bool over = nt::thread_wait(thread, milliseconds == nullptr ? -1 : *milliseconds, &status);
    *outcome = meaning(process, thread, over, status);
    const auto passed = static_cast<long long>((nt::now_ns() - start) / 1'000'000);
    if (milliseconds != nullptr) *milliseconds = passed < *milliseconds ? *milliseconds - static_cast<int>(passed) : 0;
    nt::handle_close(thread);
  }
  nt::process_close(&process);
  return 0;
}

} // namespace psig
