// The calling thread enters its alternate stack, or the kernel has put it there. The TEB is changed, and the thread
// remembers where it came from. [target]
#pragma once

#include "nt/thread/stack.h"
#include "signal/thread.h"

namespace psig {

class OnAltstack {
public:
  OnAltstack(Thread *thread, const nt::StackLimits &home)
      : thread_(thread), limits_(altstack_bottom(thread->altstack), altstack_top(thread->altstack)) {
    thread->home = home;
  }
  ~OnAltstack() { thread_->home = {}; }
  OnAltstack(const OnAltstack &) = delete;
  OnAltstack &operator=(const OnAltstack &) = delete;

private:
  Thread *thread_;
  nt::StackSwitch limits_;
};

} // namespace psig
