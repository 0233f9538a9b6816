// The handshake is that of signal/handle_wait.h.
#include "interrupt/interruptible_wait.h"

#include "base/win32_error.h"
#include "interrupt/last_error.h"
#include "nt/thread/suspended_thread.h"
#include "nt/thread/teb.h"
#include "nt/thread/thread.h"
#include "nt/thread/thread_identity.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/handle_wait.h"
#include "signal/place.h"

namespace psig {
namespace {

// Guarded on entry and on return. False: handlers may not run here, and nothing is published any more.
bool wait_guarded(Thread *thread, std::uint64_t deadline, BareWait wait, const void *argument, unsigned long *answer) {
  for (;;) {
    {
      const WaitsForHandles published(thread);
      *answer = deliverable(thread) ? kWoken : wait(argument, nt::milliseconds_until(deadline));
      if (*answer != kWoken) return true;
    }
    if (deliverable(thread) && !may_run_here(thread)) return false;
    drain(thread, nullptr);
  }
}

} // namespace

bool may_run_here(Thread *thread) {
  const nt::SuspendLock lock;
  return lock.held() && !place_here(thread).locked;
}

Thread *may_wait() {
  Thread *thread = self();
  if (thread == nullptr || thread->gate.guards.load(std::memory_order_relaxed) != 0) return nullptr;
  if ((g_delivery_methods.load(std::memory_order_relaxed) & POSIX_SIGNAL_DELIVER_WAIT) == 0) return nullptr;
  return nt::holds_loader_lock(thread->tid) ? nullptr : thread;
}

Thread *waiter() {
  Thread *thread = may_wait();
  if (thread == nullptr) return nullptr;
  const LastError stays(thread); // at the first of its waits, which makes the event
  return wait_event(thread) != nullptr ? thread : nullptr;
}

unsigned long interruptible_wait(Thread *thread, unsigned long milliseconds, BareWait wait, const void *argument) {
  LastError last_error(thread);
  const std::uint64_t deadline = nt::deadline_after_ms(milliseconds);
  unsigned long answer;
  thread->gate.guards.store(1);
  if (wait_guarded(thread, deadline, wait, argument, &answer)) {
    if (answer == nt::kWaitFailed) last_error.failed();
    const DeliveryGuard as_it_returns(DeliveryGuard::kAdopted);
    return answer;
  }
  thread->gate.guards.store(0); // delivered as without all this: by those who reach for it
  schedule_retry(thread, nt::now_ns());
  do answer = wait(argument, nt::milliseconds_until(deadline));
  while (answer == kWoken); // by what came before
  if (answer == nt::kWaitFailed) last_error.failed();
  return answer;
}

unsigned long interruptible_wait_any(Thread *thread, nt::Handle *handles, unsigned count, unsigned long milliseconds,
                                     int alertable) {
  handles[count] = thread->wait_event.load(std::memory_order_relaxed);
  return interruptible_wait(thread, milliseconds, [=](unsigned long left) {
    const unsigned long answer = nt::g_foreign.wait_several_ex(count + 1, handles, 0, left, alertable);
    return answer == count ? kWoken : answer;
  });
}

namespace {

// Whom the handle stands for is asked at once after a look, which is enough for most waits: a handle may be closed at
// any moment. No handler runs while a copy of it is held.
class OneWait {
public:
  OneWait(Thread *thread, nt::Handle handle, int alertable) : thread_(thread), handle_(handle), alertable_(alertable) {}
  unsigned long round(unsigned long left) {
    if (!looked_) {
      looked_ = true;
      const unsigned long now = nt::g_foreign.wait_one_ex(handle_, 0, alertable_);
      if (now != nt::kWaitTimeout || left == 0) return now;
      if (!nt::thread_identity(handle_, &who_)) return closed();
      if (wait_event(thread_) != nullptr && deliverable(thread_)) return kWoken; // no sender could set it before
    }
    if (who_.tid == 0) return wait(handle_, left);
    const nt::Handle copy = nt::thread_again(handle_, who_);
    if (copy == nullptr) return 0;
    const unsigned long answer = wait(copy, left);
    nt::handle_close(copy);
    return answer;
  }

private:
  // As the bare call answers to a handle that is closed before it.
  [[nodiscard]] unsigned long closed() const {
    nt::teb_field<std::uint32_t>(thread_->teb, nt::kTebLastError) = win32::kInvalidHandle;
    return nt::kWaitFailed;
  }
  [[nodiscard]] unsigned long wait(nt::Handle handle, unsigned long left) const {
    const nt::Handle both[] = {handle, wait_event(thread_)};
    const unsigned count = both[1] != nullptr ? 2 : 1; // without an event: delivered as it returns
    const unsigned long answer = nt::g_foreign.wait_several_ex(count, both, 0, left, alertable_);
    return answer == 1 ? kWoken : answer;
  }

  Thread *thread_;
  nt::Handle handle_;
  int alertable_;
  bool looked_ = false;
  nt::ThreadIdentity who_;
};

} // namespace

unsigned long interruptible_wait_one(Thread *thread, nt::Handle handle, unsigned long milliseconds, int alertable) {
  OneWait one(thread, handle, alertable);
  return interruptible_wait(thread, milliseconds, [&](unsigned long left) { return one.round(left); });
}

} // namespace psig
