// The engine as its callers see it: one table of functions per process, shared by every copy of the library in it.
//
// Each copy's C entries (the api directories of the components) call through engine() and turn the returned
// error number into their own CRT's errno. The first copy to start owns the engine; later copies find its table by the
// exported data symbol posix_signals_engine_v1 and use it instead of their own (docs/adr/0003).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <posix/signal.h>
#include <posix/spawn.h>

#include "base/errno_result.h"

struct rlimit;                     // <posix/sys/resource.h>
struct posix_signals_cancel_calls; // signal/thread_notices.h

namespace psig {

inline constexpr unsigned kEngineAbi = 1;

struct SpawnRequest;
struct WaitRequest;
struct WaitResult;

struct EngineTable {
  unsigned abi;
  unsigned size;
  // generation
  Errno (*raise)(int sig);
  Errno (*kill)(pid_t pid, int sig);
  Errno (*sigqueue)(pid_t pid, int sig, union sigval value);
  Errno (*thread_kill)(pthread_t thread, int sig);
  Errno (*thread_queue)(pthread_t thread, int sig, union sigval value);
  Errno (*tgkill)(pid_t process, pid_t tid, int sig);
  // dispositions, masks, stack
  Errno (*action)(int sig, const struct sigaction *act, struct sigaction *old);
  Errno (*mask)(int how, const sigset_t *set, sigset_t *old);
  Errno (*pending)(sigset_t *set);
  Errno (*altstack)(const stack_t *ss, stack_t *old);
  // waiting
  Errno (*suspend)(const sigset_t *mask);
  Errno (*timedwait)(const sigset_t *set, siginfo_t *info, const struct timespec *timeout); // null timeout: for ever
  Errno (*sleep)(unsigned long long nanoseconds, unsigned long long *remaining);            // EINTR by a handler
  // time: microseconds, 0 disarms; returns what was left of the former one
  unsigned long long (*alarm)(unsigned long long first_us, unsigned long long interval_us);
  // process identity
  Errno (*getpgid)(pid_t pid, pid_t *pgid);
  Errno (*setpgid)(pid_t pid, pid_t pgid);
  Errno (*getsid)(pid_t pid, pid_t *sid);
  long (*limit)(int name);
  // threads: the pthread_create wrapper (src/runtime/pthread_wrap.cpp)
  // Before the real pthread_create, in the creator, which takes no signals until thread_created(); false if inside one.
  bool (*thread_creating)(sigset_t *mask);
  // After it; tid 0 if it failed. The new thread waits for *go, so that its handle still means it.
  void (*thread_created)(pthread_t thread, unsigned long tid, std::atomic<std::uint32_t> *go);
  void (*thread_started)(pthread_t self, const sigset_t *mask); // first thing in the new thread
  void (*thread_is)(pthread_t self);                            // pthread_self() was asked for this thread
  // jumps: the mask of sigsetjmp/siglongjmp, and what a jump abandons
  void (*jump_save)(sigset_t *mask);
  void (*jump_landed)(const sigset_t *mask); // null: mask not saved
  // ending the process: takes the suspend lock for ever
  void (*exiting)(void);
  // beyond POSIX
  unsigned (*delivery_methods)(unsigned methods);
  int (*fallback_delay)(int milliseconds);
  void *(*event)(void);
  int (*dispatch)(void);
  Errno (*setsid)(pid_t *sid);
  Errno (*explain)(pid_t pid, int sig, struct posix_kill_plan *out);
  Errno (*kill_tree)(pid_t root, int sig, bool parents_first);
  // children (src/process/spawn_request.h)
  Errno (*spawn)(const SpawnRequest *request, pid_t *pid);
  Errno (*wait)(const WaitRequest *request, WaitResult *result);
  // processes by handle
  Errno (*pidfd_open)(pid_t pid, posix_pidfd_t *out);
  Errno (*pidfd_send)(posix_pidfd_t pidfd, int sig, const siginfo_t *info);
  Errno (*pidfd_close)(posix_pidfd_t pidfd);
  Errno (*pidfd_created)(posix_pidfd_t pidfd, unsigned long long *created);
  Errno (*require_verified)(bool on);
  Errno (*pidfd_wait)(posix_pidfd_t pidfd, int *milliseconds, unsigned *status, bool *ended);
  Errno (*outcome)(posix_pidfd_t process, int *milliseconds, int *outcome);
  // the console
  Errno (*console_map)(unsigned event, int sig, int *former);
  Errno (*tty_check)(void *handle);
  Errno (*tty_getpgrp)(void *handle, pid_t *pgid);
  Errno (*tty_setpgrp)(void *handle, pid_t pgid);
  Errno (*tty_getsid)(void *handle, pid_t *sid);
  Errno (*tty_winsize)(void *handle, unsigned short *columns, unsigned short *rows);
  Errno (*tty_read)(void *handle, void *buffer, std::size_t size, std::size_t *got); // ENOTTY: not one to be read here
  Errno (*crt_errors)(unsigned which, unsigned *former);
  void (*abort)(); // does not return, unless by a handler that jumps
  // jobs
  Errno (*job_create)(bool kill_on_close, posix_job_t *out);
  Errno (*job_close)(posix_job_t job);
  Errno (*job_kill)(posix_job_t job, int sig);
  Errno (*job_wait)(posix_job_t job, int *milliseconds, bool *empty);
  Errno (*status)(pid_t pid, struct posix_process_status *out);
  // faults
  int (*fault_chance)(int first);
  int (*crash_message)(int on);
  // limits, and the core
  Errno (*rlimit)(int resource, const struct rlimit *wanted, struct rlimit *former);
  Errno (*core_pattern)(const char *pattern);
  // I/O of the caller's C run-time that a signal may cancel (src/interrupt/blocking_io.h)
  Errno (*blocking_io)(bool (*io)(void *argument), void *argument, bool restartable);
  // services: 0, and the arguments that the body is to be called with, whether it is one or not
  Errno (*service_begin)(int *argc, char ***argv);
  void (*service_body_ended)();
  Errno (*service_map)(unsigned control, int sig, int *former);
  // exit() of the C run-time that the program itself uses
  void (*program_exits_by)(void (*function)(int));
  // cancellation (src/signal/cancel.h). Waits say ECANCELED, and the caller comes to the point with nothing held.
  void (*cancel)(pthread_t thread, const posix_signals_cancel_calls *calls);
  void (*cancel_point)();
  Errno (*process_tree)(pid_t root, struct posix_tree_member *members, unsigned room, unsigned *count);
  // around the child of system() (src/process/shell.h)
  void (*shell_begin)(sigset_t *mask, sigset_t *defaults);
  void (*shell_end)(const sigset_t *mask);
  // the caller's memory, which may be none (src/signal/user_memory.h)
  Errno (*user_copy)(void *to, const void *from, std::size_t size);
};

// The process's engine; starts the library on first use.
const EngineTable *engine();

} // namespace psig
