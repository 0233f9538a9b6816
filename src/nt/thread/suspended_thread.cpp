// The suspend lock and the suspension guard.
#include "nt/thread/suspended_thread.h"

#include <atomic>

#include "base/lock.h"

namespace psig::nt {
namespace {

Lock<LockRank::kSuspend> g_suspend_lock;
std::atomic<bool> g_exiting{false};

} // namespace

// The exit flag is checked under the lock: once it is set and the lock has been passed, no suspension exists or can
// begin. The lock itself is given back, since a thread that unloads a module waits for it with the loader lock held.
SuspendLock::SuspendLock() {
  g_suspend_lock.acquire();
  held_ = !g_exiting.load();
  if (!held_) g_suspend_lock.release();
}

SuspendLock::~SuspendLock() {
  if (held_) g_suspend_lock.release();
}

void SuspendLock::end_suspensions() {
  g_exiting.store(true);
  pass_through();
}

bool SuspendLock::held_by_caller() { return g_suspend_lock.held_by(lock_self()); }

void SuspendLock::pass_through() { LockGuard passing(g_suspend_lock); }

SuspendedThread::SuspendedThread(const SuspendLock &lock, Handle thread, mcontext_t *context) : thread_(thread) {
  if (!lock.held() || !g_calls.suspend(thread)) return;
  held_ = g_calls.get_context(thread, context);
  if (!held_) g_calls.resume(thread);
}

SuspendedThread::~SuspendedThread() {
  if (held_) g_calls.resume(thread_);
}

} // namespace psig::nt
