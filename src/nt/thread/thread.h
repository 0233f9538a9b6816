// Threads as the kernel knows them: handles, ids, liveness.
#pragma once

#include <cstdint>

namespace psig::nt {

using Handle = void *;

[[nodiscard]] Handle thread_open(unsigned long tid); // null if there is none, or it belongs to another process
[[nodiscard]] bool thread_alive(Handle thread);
[[nodiscard]] std::uintptr_t thread_teb(Handle thread); // 0 if unknown
[[nodiscard]] unsigned long thread_tid(Handle thread);
[[nodiscard]] unsigned thread_suspensions(Handle thread); // how often it is suspended; 0 if unknown. [suspended]
// False while it is being created, under Wine: it has no TEB yet, and its context cannot be had before whoever creates
// it goes on. [suspended]
[[nodiscard]] bool thread_is_created(Handle thread);
void thread_pause(unsigned times); // lets others run, for longer the more often that was in vain. [suspended]
void handle_close(Handle handle);
[[nodiscard]] Handle handle_copy(Handle handle); // null if that fails
// Whether they are of the same object; `otherwise` where the system cannot tell. [thread]
[[nodiscard]] bool handle_same(Handle one, Handle other, bool otherwise);
// Whether it is signalled within so many milliseconds (below 0: however long it takes). [thread]
[[nodiscard]] bool handle_wait(Handle handle, long long milliseconds);
// Whether it ended within so many milliseconds (below 0: however long it takes), with its exit status. [thread]
[[nodiscard]] bool thread_wait(Handle thread, long long milliseconds, std::uint32_t *status);

[[nodiscard]] const void *thread_begins_at(Handle thread); // null if unknown. [any]
// Whether it has been started for a control event, by the console or by whoever does as it does. [any]
[[nodiscard]] bool thread_of_control_event(Handle thread);
void control_events_start(); // [loader]

// Ends one synchronous operation that the thread is in: false if it is in none just now. [any]
[[nodiscard]] bool thread_cancel_io(Handle thread);

// A library thread: small stack, no thread-local state of its own. Does not wait for it to run.
Handle thread_start(void (*function)(void *), void *argument);

// Calls `visit` for every thread of this process; not [suspended]. Used when the library is loaded late, and to stop.
void threads_visit(void (*visit)(unsigned long tid, void *argument), void *argument);

// The same without heap or lock of this process, and with an open handle that `visit` has to close; fit for use while
// other threads are suspended. Needs NtGetNextThread (Windows Vista).
void threads_visit_unlocked(void (*visit)(Handle thread, unsigned long tid, void *argument), void *argument);

// The thread with the earliest creation time: the main thread, while it lives.
[[nodiscard]] unsigned long oldest_tid();

// Another thread's id and slot, whose TEB may go away at any moment: false then.
[[nodiscard]] bool teb_peek_tid(std::uintptr_t teb, unsigned long *tid);
[[nodiscard]] bool tls_peek(std::uintptr_t teb, unsigned slot, void **value);
[[nodiscard]] bool tls_poke(std::uintptr_t teb, unsigned slot, void *value);

// The calling thread's; a slot of 64 and above may make the system allocate its table first (docs/differences.md).
[[nodiscard]] bool tls_set_own(unsigned slot, void *value);

unsigned tls_allocate(); // ~0u when the process has no slot left

} // namespace psig::nt
