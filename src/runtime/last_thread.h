// The end of the last thread ends the process (XSH pthread_exit). The library's own threads do not count: without them
// the system would do it, by the same rule. The system is asked whether other threads are left, because not every
// thread is in the table of threads.
#pragma once

namespace psig {

struct Thread;

// A thread of the program is on its way out. [loader]
class LeavingThread {
public:
  explicit LeavingThread(const Thread &thread); // before it is detached
  void detached() const;                        // and after it

private:
  unsigned long long mask_;
  bool library_, posix_;
};

// The dispatcher's part: waits for this handle, if any, and then calls the other one.
[[nodiscard]] void *last_thread_handle();
void last_thread_ended();

// exit() of the program's C run-time, for the end with status 0; without it no exit handlers run.
void last_thread_exits_by(void (*function)(int));

} // namespace psig
