// sigsuspend, sigtimedwait (XSH pages of those names). [thread]
#include "nt/wait.h"
#include "signal/cancel.h"
#include "signal/engine.h"
#include "signal/entry.h"
#include "signal/wait.h"

namespace psig::entry {

Errno suspend(const sigset_t *mask) {
  const Inhibit inhibit;
  if (inhibit.thread() == nullptr) return EAGAIN;
  if (cancel_due(inhibit.thread())) return ECANCELED;
  return wait_suspend(inhibit.thread(), mask != nullptr ? *mask : inhibit.thread()->blocked.load());
}

Errno timedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout) {
  std::uint64_t deadline = nt::kForever;
  if (timeout != nullptr) {
    if (timeout->tv_nsec < 0 || timeout->tv_nsec > 999'999'999 || timeout->tv_sec < 0) return EINVAL;
    constexpr std::uint64_t kSecond = 1'000'000'000, kMost = 1ULL << 33; // 272 years
    const auto seconds = static_cast<std::uint64_t>(timeout->tv_sec);
    if (seconds < kMost) deadline = nt::now_ns() + seconds * kSecond + static_cast<std::uint64_t>(timeout->tv_nsec);
  }
  const Inhibit inhibit;
  if (inhibit.thread() == nullptr) return EAGAIN;
  if (cancel_due(inhibit.thread())) return ECANCELED; // what is pending stays so
  if ((*set & kEndSet) != 0) g_upcalls.end_wanted();
  Record record;
  const Errno error = wait_accept(inhibit.thread(), *set, deadline, &record);
  if (error == 0 && info != nullptr) record_to_siginfo(record, info);
  return error;
}

} // namespace psig::entry
