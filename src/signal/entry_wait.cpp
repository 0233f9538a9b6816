// sigsuspend, sigtimedwait (XSH pages of those names). [thread]
#include "base/time_value.h"
#include "nt/thread/word_wait.h"
#include "signal/cancel.h"
#include "signal/engine.h"
#include "signal/entry.h"
#include "signal/signal_wait.h"
#include "signal/user_memory.h"

namespace psig::entry {

Errno suspend(const sigset_t *mask) {
  const DeliveryGuard delivery;
  if (delivery.thread() == nullptr) return EAGAIN;
  if (cancel_due(delivery.thread())) return ECANCELED;
  SigSet wanted = delivery.thread()->blocked.load();
  if (mask != nullptr)
    if (const Errno error = user_read(&wanted, mask)) return error;
  return wait_suspend(delivery.thread(), wanted);
}

namespace {

// When a timeout is over. EFAULT, EINVAL.
Errno deadline_of(const struct timespec *user, std::uint64_t *deadline) {
  struct timespec timeout;
  if (const Errno error = user_read(&timeout, user)) return error;
  if (!valid_time(timeout.tv_sec, timeout.tv_nsec, kBillion)) return EINVAL;
  if (timeout.tv_sec < kMostSeconds) *deadline = nt::deadline_after(time_ns(timeout.tv_sec, timeout.tv_nsec));
  return 0;
}

} // namespace

// In the order in which Linux finds what is wrong. If `info` is, the signal has been taken by then.
Errno timedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout) {
  SigSet wanted;
  if (const Errno error = user_read(&wanted, set)) return error;
  std::uint64_t deadline = nt::kForever;
  if (timeout != nullptr)
    if (const Errno error = deadline_of(timeout, &deadline)) return error;
  const DeliveryGuard delivery;
  if (delivery.thread() == nullptr) return EAGAIN;
  if (cancel_due(delivery.thread())) return ECANCELED; // what is pending stays so
  if ((wanted & kEndSet) != 0) g_upcalls.end_wanted();
  Record record;
  if (const Errno error = wait_accept(delivery.thread(), wanted, deadline, &record)) return error;
  if (info == nullptr) return 0;
  if (record.code == SI_TKILL) record.code = SI_USER; // as glibc tells whoever waits; a handler sees SI_TKILL
  siginfo_t own;
  record_to_siginfo(record, &own);
  return user_write(info, own);
}

} // namespace psig::entry
