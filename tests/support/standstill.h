// The library's own threads held still: what happens meanwhile is the caller's doing alone.
#pragma once

#include "nt/thread/rest.h"
#include "nt/thread/suspended_thread.h"
#include "nt/thread/teb.h"
#include "nt/thread/thread.h"
#include "signal/engine.h"

#include <posix/unistd.h>

#include <windows.h>

namespace psig_test {

// Returns when the dispatcher is known as the library's and serves: it keeps the alarms.
inline void dispatcher_has_begun() {
  sigset_t alarm, before;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  sigprocmask(SIG_BLOCK, &alarm, &before);
  ualarm(1, 0);
  int sig = 0;
  sigwait(&alarm, &sig);
  sigprocmask(SIG_SETMASK, &before, nullptr);
}

class Standstill {
public:
  Standstill() {
    dispatcher_has_begun();
    psig::nt::threads_visit_unlocked(
        [](HANDLE thread, unsigned long tid, void *self) {
          if (tid != psig::nt::current_tid()) static_cast<Standstill *>(self)->hold(thread, tid);
          else CloseHandle(thread);
        },
        this);
  }
  ~Standstill() {
    while (count_ > 0) {
      ResumeThread(threads_[--count_]);
      CloseHandle(threads_[count_]);
    }
  }
  Standstill(const Standstill &) = delete;
  Standstill &operator=(const Standstill &) = delete;

private:
  // Each where it may stand for long: with no lock that the caller needs.
  void hold(HANDLE thread, unsigned long tid) {
    while (count_ < kMost && psig::nt::thread_alive(thread)) {
      if (try_hold(thread, tid)) {
        threads_[count_++] = thread;
        return;
      }
      SwitchToThread();
    }
    CloseHandle(thread);
  }
  static bool try_hold(HANDLE thread, unsigned long tid) {
    const psig::nt::SuspendLock lock;
    if (!lock.held() || SuspendThread(thread) == static_cast<DWORD>(-1)) return false;
    alignas(16) CONTEXT context;
    context.ContextFlags = CONTEXT_FULL;
    if (GetThreadContext(thread, &context) && !psig::g_engine.lock.held_by(static_cast<std::uint32_t>(tid)) &&
        psig::nt::at_rest(reinterpret_cast<const mcontext_t *>(&context), tid, psig::nt::thread_teb(thread)))
      return true;
    ResumeThread(thread);
    return false;
  }

  static constexpr int kMost = 8;
  HANDLE threads_[kMost];
  int count_ = 0;
};

} // namespace psig_test
