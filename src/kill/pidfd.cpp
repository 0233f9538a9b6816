// pidfd_open, pidfd_send_signal (Linux) over process handles. kill() does the sending. While a handle is held here the
// pid means this process and no other, for the peers that are kept open and for unmanaged processes, too.
#include "kill/pidfd.h"

#include "nt/process/process_handle.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/identity.h"

namespace psig {
namespace {

constexpr int kLeastCode = -64; // what a receiver believes (receiver.cpp)

// A second handle, so that the process stays what it is should the caller close his meanwhile.
class Held {
public:
  ~Held() { nt::process_close(&process_); }
  Held() = default;
  Held(const Held &) = delete;
  Held &operator=(const Held &) = delete;
  // EBADF. -1 and its neighbours are pseudo-handles, of the calling process itself for one: never meant.
  [[nodiscard]] Errno take(posix_pidfd_t pidfd) {
    return pidfd > 0 ? nt::process_from_handle(reinterpret_cast<nt::Handle>(pidfd), &process_) : EBADF;
  }
  [[nodiscard]] const nt::Process &operator*() const { return process_; }

private:
  nt::Process process_;
};

// As rt_sigqueueinfo(): another process is told no code that means the kernel.
Errno record_of(const siginfo_t *info, int sig, bool self, Record *out) {
  *out = record_from_self(sig, info == nullptr ? SI_USER : info->si_code);
  if (info == nullptr) return 0;
  if (info->si_signo != sig) return EINVAL;
  if (!self && (info->si_code >= 0 || info->si_code == SI_TKILL)) return EPERM;
  if (!self && info->si_code < kLeastCode) return EINVAL;
  out->error = info->si_errno;
  out->value = reinterpret_cast<std::uint64_t>(info->si_value.sival_ptr);
  return 0;
}

} // namespace

Errno pidfd_open(pid_t pid, posix_pidfd_t *out) {
  nt::Process process;
  const Errno error = pid > 0xFFFFFFFF ? ESRCH : nt::process_open(static_cast<std::uint32_t>(pid), &process);
  if (error == 0) *out = reinterpret_cast<posix_pidfd_t>(process.handle);
  return error;
}

Errno pidfd_send(posix_pidfd_t pidfd, int sig, const siginfo_t *info) {
  const DeliveryGuard delivery;
  Held held;
  if (const Errno error = held.take(pidfd)) return error;
  const bool self = (*held).pid == g_identity.pid;
  Record record;
  if (const Errno error = record_of(info, sig, self, &record)) return error;
  if (!nt::process_alive((*held).handle)) return ESRCH;
  if (!self) return g_upcalls.send((*held).pid, record, info != nullptr);
  return sig == 0 ? 0 : post(nullptr, record, info != nullptr);
}

Errno pidfd_close(posix_pidfd_t pidfd) {
  Held held; // which shows that it is a process's
  if (const Errno error = held.take(pidfd)) return error;
  nt::handle_close(reinterpret_cast<nt::Handle>(pidfd));
  return 0;
}

Errno pidfd_created(posix_pidfd_t pidfd, unsigned long long *created) {
  Held held;
  const Errno error = held.take(pidfd);
  if (error == 0) *created = (*held).created;
  return error;
}

Errno pidfd_wait(posix_pidfd_t pidfd, int *milliseconds, unsigned *status, bool *ended) {
  Held held;
  if (const Errno error = held.take(pidfd)) return error;
  const std::uint64_t start = nt::now_ns();
  std::uint32_t code = 0;
  *ended = nt::process_wait((*held).handle, milliseconds == nullptr ? -1 : *milliseconds, &code);
  if (*ended && status != nullptr) *status = code;
  if (milliseconds == nullptr) return 0;
  const auto passed = static_cast<long long>((nt::now_ns() - start) / 1'000'000);
  *milliseconds = passed < *milliseconds ? *milliseconds - static_cast<int>(passed) : 0;
  return 0;
}

} // namespace psig
