// The order of start and stop, and the wiring of the components.
//
//   TLS callback, under the loader lock   start_early(): imports, modules, thread slot, mailbox, engine table
//   constructor or first call             start_threads(): the dispatcher
//   the DLL's process attach              dispatcher_start(), where no constructor will: the dispatcher calls
//                                         start_threads() when the loader lets it run
//   thread attach and detach              TLS callback
//   exit                                  exit_path.cpp
#pragma once

#include "base/errno_result.h"

namespace psig {

struct SpawnRequest;

void start_early();   // [loader]; once, later calls return at once
bool owns_engine();   // false in a copy that uses another module's
void start_threads(); // outside the loader lock where there is a choice; once. Others wait for its end

void default_actions_install(); // the engine's upcalls: terminate, stop, resume
void cores_start();             // as the environment and the parent want them
void exit_path_install();
void thread_hooks_install();

// The dispatcher thread: mailbox, timers, what is stuck, stop and continue.
void dispatcher_start(); // once, later calls return at once; also [loader]
void dispatcher_watch(unsigned long long due_ns);
void dispatcher_wake();
bool on_dispatcher();
bool dispatcher_there(); // it runs, or will

// Stop and continue (stop.cpp).
[[nodiscard]] bool stop_is_void(int signo); // default_actions.cpp
void stop_now();                            // on the dispatcher: suspends every other thread
bool stop_requested();                      // and not yet carried out
void stop_process(int signo);
void resume_process();

// All threads of the program but the caller stand still from then on, as in a stop. Waits for the end of a stop. False:
// no memory. (stop.cpp; [thread], guarded)
[[nodiscard]] bool hold_for_exec();
void release_after_exec();                       // it has failed
int stop_left_by_exec();                         // a stop signal that has come meanwhile; 0: none
Errno process_exec(const SpawnRequest *request); // does not return but for an error (exec.cpp). [thread]

} // namespace psig
