// Threads that Wine ends alone. If a thread has no stack for an exception, Windows ends its process. Wine ends only the
// thread, with status 0 and without a notice to any DLL (abort_thread() in its ntdll). That happens where a handler
// overflows an alternate stack by its own calls. So the dispatcher waits for the threads that have one, and ends the
// process as the system would. Nothing is done on Windows.
#pragma once

namespace psig {

// Upcalls::altstack_set. [target]
void aborted_threads_watch();

// The dispatcher's part: how many threads it is to wait for, their handles, and what is called for one that has ended.
[[nodiscard]] unsigned aborted_threads();
[[nodiscard]] void *aborted_thread(unsigned index);
void aborted_thread_ended(void *handle);

// Before the process ends in order: if the dispatcher has not yet seen such a thread, the end is SIGSEGV's. [target]
void aborted_threads_at_exit();

} // namespace psig
