// A suspended thread, and the lock that lets only one be suspended at a time.
//
// SuspendThread is asynchronous and GetThreadContext is its barrier, so constructing one does both. One process-wide
// lock excludes two threads that suspend each other, and a suspender that dies while the process exits. Nobody gets
// that lock any more once the exit path has been through it (golang/go#35775). While one of these lives its holder is
// [suspended]: no heap, no lock, no CRT, no loader, no wait. Its rank is the innermost: a build with PSIG_CHECKS
// notices every other lock that is taken under it.
#pragma once

#include <posix/signal.h>

#include "base/lock_check.h"
#include "nt/thread/system_calls.h"

namespace psig::nt {

class SuspendLock {
public:
  SuspendLock(); // held() is false once the process is exiting
  ~SuspendLock();
  SuspendLock(const SuspendLock &) = delete;
  SuspendLock &operator=(const SuspendLock &) = delete;
  [[nodiscard]] bool held() const { return held_; }

  // The exit path: no thread of this process will be suspended any more. [any]
  static void end_suspensions();
  static bool held_by_caller();
  // Of those that run under it, and are [suspended] while a thread is held: the first line.
  static void assert_held() {
    if constexpr (kChecks) lock_check::held(LockRank::kSuspend);
  }
  // For module unloading: waits until no suspended thread is being looked at.
  static void pass_through();

private:
  bool held_ = false;
};

class SuspendedThread {
public:
  explicit SuspendedThread(const SuspendLock &lock, Handle thread, mcontext_t *context);
  ~SuspendedThread();
  SuspendedThread(const SuspendedThread &) = delete;
  SuspendedThread &operator=(const SuspendedThread &) = delete;

  // False if the thread has gone, or could not be read: then it is not suspended any more.
  [[nodiscard]] bool held() const { return held_; }
  [[nodiscard]] bool redirect(const mcontext_t *context) const { return g_calls.set_context(thread_, context); }

private:
  Handle thread_;
  bool held_ = false;
};

} // namespace psig::nt
