// The library's own threads held still: what happens meanwhile is the caller's doing alone.
#pragma once

#include "nt/teb.h"
#include "nt/thread.h"
#include "signal/engine.h"

#include <windows.h>

namespace psig_test {

class Standstill {
public:
  Standstill() {
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
  // Not inside the engine's lock, which the caller needs.
  void hold(HANDLE thread, unsigned long tid) {
    for (; SuspendThread(thread) != static_cast<DWORD>(-1); SwitchToThread()) {
      CONTEXT context;
      context.ContextFlags = CONTEXT_CONTROL;
      GetThreadContext(thread, &context); // it stands from here on
      if (!psig::g_engine.lock.held_by(static_cast<std::uint32_t>(tid)) && count_ < kMost) {
        threads_[count_++] = thread;
        return;
      }
      ResumeThread(thread);
    }
    CloseHandle(thread);
  }

  static constexpr int kMost = 8;
  HANDLE threads_[kMost];
  int count_ = 0;
};

} // namespace psig_test
