// What the library asks of, and does to, a process without the library. It is one table, so that tests can put doubles
// in the place of what a system lacks. Every call keeps `process` open, so that the pid cannot become another's.
#pragma once

#include <atomic>
#include <cstdint>

#include "nt/process/process_handle.h"

namespace psig::nt {

struct TargetFacts {
  bool may_end = false, may_read = false, may_thread = false; // what its descriptor allows us
  bool same_machine = false;
  bool console_program = false; // console subsystem, or attached to a console
  bool has_console = false, on_our_console = false;
  bool ignores_ctrl_c = false;        // ConsoleFlags
  std::uint32_t console_group = 0;    // 0 if the system does not say
  bool leader_ignores_ctrl_c = false; // looked for only if it has the flag itself
  bool windows = false;               // top-level, visible, nobody's; not looked for in a console program
  bool suspended = false;             // each of its threads
};

struct TargetCalls {
  // Control events to a whole group work. Wine 8 has none, and Wine 10's wreck target and sender.
  bool group_events;
  // event_inside() may never return if the process ends meanwhile: Wine.
  bool thread_may_hang;
  void (*probe)(const Process &process, TargetFacts *out);
  std::uint32_t (*group)(const Process &process); // 0 if the system does not say
  Errno (*group_event)(std::uint32_t group, unsigned event);
  // The control event inside this process alone; in one that is suspended it happens when it is resumed. The caller
  // owns `made`, the thread that runs the target's handlers.
  Errno (*event_inside)(const Process &process, unsigned event, bool suspended, Handle *made);
  Errno (*close_windows)(const Process &process);
  Errno (*suspend)(const Process &process);
  Errno (*resume)(const Process &process);
  bool (*helper_there)(bool other_machine);
  Errno (*helper)(const wchar_t *what, const Process &process, unsigned event, bool other_machine);
  // Switches its Ctrl-C on. EPERM ESRCH
  Errno (*enable_ctrl_c)(const Process &process);
};

extern TargetCalls g_target_calls;

void target_calls_start(); // by what the system is. [loader]

// Of the components below; each as in the table.
void target_probe(const Process &process, TargetFacts *out);
std::uint32_t target_group(const Process &process);
Errno console_group_event(std::uint32_t group, unsigned event);
Errno console_event_inside(const Process &process, unsigned event, bool suspended, Handle *made);
// The same in this process, on a thread of its own whose id is stored before it runs. Null: it cannot be done. [thread]
Handle console_event_here(unsigned event, std::atomic<unsigned long> *tid);
// Before an event inside it, by whomever: the process's own switch must not suppress more than Ctrl-C. Needs
// PROCESS_VM_READ, PROCESS_VM_WRITE and PROCESS_VM_OPERATION.
void console_events_enable(Handle process, unsigned event);
Errno console_ctrl_c_enable(const Process &process);
// What the end of such a thread means, its process being alive still.
enum class EventEnd { kHandled, kSuppressed };
EventEnd console_event_end(std::uint32_t thread_status);
// Whether a control event is at work in it whose handlers have not returned: one that came before that of `before`, if
// that is not null. False where the system does not tell, as of a process of another architecture.
bool console_event_at_work(const Process &process, Handle before);
bool windows_exist(std::uint32_t pid);
Errno windows_close(const Process &process);
bool process_suspended(const Process &process);
Errno process_suspend(const Process &process);
Errno process_resume(const Process &process);
bool helper_there(bool other_machine);
// `what` is "inside", "asleep" (inside one that is suspended) or "group"; helper/helper.c.
// EINVAL ENOSYS ESRCH EPERM EAGAIN
Errno helper_run(const wchar_t *what, const Process &process, unsigned event, bool other_machine);
// A minidump of this process into an open file. ENOSYS: there is no helper, or it cannot be started.
Errno helper_dump(Handle file, unsigned long tid, const void *pointers, unsigned type);

// The console's part of a process's parameters. False: it may not be read.
struct ConsoleParameters {
  std::uintptr_t flags_address; // of the Ctrl-C flag, in the other process
  std::uintptr_t console;       // its handle; 0, or a small negative number while it has none
  std::uint32_t flags, group, subsystem;
};
bool console_parameters(Handle process, ConsoleParameters *out); // needs PROCESS_VM_READ
// Also of one that has not run yet. False: they may not be written. Needs what console_events_enable() needs.
bool console_ctrl_c_switch(Handle process, bool on);

} // namespace psig::nt
