// Sleeping (XSH sleep, usleep of Issue 6). [thread]
#include "interrupt/sleep.h"

#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/signal_wait.h"

namespace psig {

Errno sleep_for(unsigned long long nanoseconds, unsigned long long *remaining) {
  const std::uint64_t start = nt::now_ns();
  const std::uint64_t end = nanoseconds < nt::kForever - start ? start + nanoseconds : nt::kForever - 1;
  Errno error;
  {
    const DeliveryGuard delivery;
    if (delivery.thread() == nullptr) return EAGAIN;
    error = wait_handler(delivery.thread(), end);
  }
  const std::uint64_t now = nt::now_ns();
  if (remaining != nullptr) *remaining = error == EINTR && now < end ? end - now : 0;
  return error == ETIMEDOUT ? 0 : error;
}

} // namespace psig
