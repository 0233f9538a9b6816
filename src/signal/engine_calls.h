// The calls of the engine's table, a line each: result, name, parameters. EngineTable, the declarations of the entries
// and the table itself (runtime/start.cpp) are made of these lines. [any] unless the public header says [thread].
#pragma once

// clang-format off
// The engine's own: psig::entry::<name>.
#define PSIG_ENGINE_ENTRIES(X) \
  /* generation */ \
  X(Errno, raise, (int sig)) \
  X(Errno, kill, (pid_t pid, int sig)) \
  X(Errno, sigqueue, (pid_t pid, int sig, union sigval value)) \
  X(Errno, thread_kill, (pthread_t thread, int sig)) \
  X(Errno, thread_queue, (pthread_t thread, int sig, union sigval value)) \
  X(Errno, tgkill, (pid_t process, pid_t tid, int sig)) \
  /* dispositions, masks, stack */ \
  X(Errno, action, (int sig, const struct sigaction *act, struct sigaction *old)) \
  X(Errno, mask, (int how, const sigset_t *set, sigset_t *old)) \
  X(Errno, pending, (sigset_t *set)) \
  X(Errno, altstack, (const stack_t *ss, stack_t *old)) \
  /* waiting */ \
  X(Errno, suspend, (const sigset_t *mask)) \
  /* null timeout: for ever */ \
  X(Errno, timedwait, (const sigset_t *set, siginfo_t *info, const struct timespec *timeout)) \
  /* threads: the pthread_create wrapper (src/runtime/pthread_wrap.cpp) */ \
  /* Before the real pthread_create; the creator takes no signals until thread_created(). False inside another one. */ \
  X(bool, thread_creating, (sigset_t *mask)) \
  /* After it; tid 0 if it failed. The new thread waits for *go, so that its handle still means it. */ \
  X(void, thread_created, (pthread_t thread, unsigned long tid, std::atomic<std::uint32_t> *go)) \
  X(void, thread_started, (pthread_t self, const sigset_t *mask)) /* first thing in the new thread */ \
  X(void, thread_is, (pthread_t self)) /* pthread_self() was asked for this thread */ \
  /* jumps: the mask of sigsetjmp/siglongjmp, and what a jump abandons */ \
  X(void, jump_save, (sigset_t *mask)) \
  X(void, jump_landed, (const sigset_t *mask)) /* null: mask not saved */ \
  /* before a jump; does not return where that crosses a call of a C run-time's (src/signal/crt_call.h) */ \
  X(void, jump_begin, (const JumpTarget *target)) \
  /* beyond POSIX */ \
  X(unsigned, delivery_methods, (unsigned methods)) \
  X(int, fallback_delay, (int milliseconds)) \
  X(void *, event, ()) \
  X(int, dispatch, ()) \
  /* cancellation (src/signal/cancel.h). Waits say ECANCELED, and the caller comes to the point with nothing held. */ \
  X(void, cancel, (pthread_t thread, const posix_signals_cancel_calls *calls)) \
  X(void, cancel_point, ())

// Of other components: and the function that it is.
#define PSIG_COMPONENT_CALLS(X) \
  /* by a clock of clockid_t; EINTR by a handler, with what a relative sleep had left */ \
  X(Errno, sleep, (int clock, bool absolute, unsigned long long ns, unsigned long long *remaining), clock_sleep) \
  X(Errno, clock_time, (int clock, unsigned long long *ns), clock_time) \
  X(Errno, clock_step, (int clock, unsigned long long *ns), clock_step) \
  X(Errno, clock_of_process, (pid_t pid, int *clock), clock_of_process) \
  X(Errno, clock_of_thread, (pthread_t thread, int *clock), clock_of_thread) \
  /* timers (src/timer/programs.h). alarm: microseconds, 0 disarms; returns what was left of the former one */ \
  X(unsigned long long, alarm, (unsigned long long first_us, unsigned long long interval_us), alarm_set) \
  X(Errno, itimer, (int which, const TimerLeft *setting, TimerLeft *former), itimer_set) \
  X(Errno, timer_make, (const TimerRequest *request, int *id), timer_make) \
  X(Errno, timer_set, (int id, bool absolute, const TimerLeft *setting, TimerLeft *former), timer_set) \
  X(Errno, timer_get, (int id, TimerLeft *left), timer_get) \
  X(Errno, timer_overrun, (int id, int *count), timer_overrun) \
  X(Errno, timer_end, (int id), timer_end) \
  X(Errno, timer_calls_begin, (void (*function)()), timer_calls_begin) \
  X(void, timer_call_next, (TimerCalls *calls, TimerCall *call), timer_call_next) \
  /* process identity */ \
  X(Errno, getpgid, (pid_t pid, pid_t *pgid), process_getpgid) \
  X(Errno, setpgid, (pid_t pid, pid_t pgid), process_setpgid) \
  X(Errno, getsid, (pid_t pid, pid_t *sid), process_getsid) \
  X(long, limit, (int name), process_limit) \
  X(Errno, setsid, (pid_t *sid), process_setsid) \
  X(Errno, explain, (pid_t pid, int sig, struct posix_kill_plan *out), kill_explain) \
  X(Errno, kill_tree, (pid_t root, int sig, bool parents_first), kill_tree) \
  /* children (src/process/spawn_request.h) */ \
  X(Errno, spawn, (const SpawnRequest *request, pid_t *pid), process_spawn) \
  X(Errno, exec, (const SpawnRequest *request), process_exec) /* returns only to say why not */ \
  X(Errno, wait, (const WaitRequest *request, WaitResult *result), process_wait) \
  /* processes by handle */ \
  X(Errno, pidfd_open, (pid_t pid, posix_pidfd_t *out), pidfd_open) \
  X(Errno, pidfd_send, (posix_pidfd_t pidfd, int sig, const siginfo_t *info), pidfd_send) \
  X(Errno, pidfd_close, (posix_pidfd_t pidfd), pidfd_close) \
  X(Errno, pidfd_created, (posix_pidfd_t pidfd, unsigned long long *created), pidfd_created) \
  X(Errno, require_verified, (bool on), mailbox_require_verified) \
  X(Errno, pidfd_wait, (posix_pidfd_t pidfd, int *milliseconds, unsigned *status, bool *ended), pidfd_wait) \
  X(Errno, outcome, (posix_pidfd_t process, int *milliseconds, int *outcome), request_outcome) \
  /* the console */ \
  X(Errno, console_map, (unsigned event, int sig, int *former), console_map) \
  X(Errno, tty_check, (void *handle), tty_check) \
  X(Errno, tty_getpgrp, (void *handle, pid_t *pgid), tty_getpgrp) \
  X(Errno, tty_setpgrp, (void *handle, pid_t pgid), tty_setpgrp) \
  X(Errno, tty_getsid, (void *handle, pid_t *sid), tty_getsid) \
  X(Errno, tty_winsize, (void *handle, unsigned short *columns, unsigned short *rows), tty_winsize) \
  /* ENOTTY: not one to be read here */ \
  X(Errno, tty_read, (void *handle, void *buffer, std::size_t size, std::size_t *got), tty_read) \
  X(Errno, crt_errors, (unsigned which, unsigned *former), crt_errors) \
  X(void, abort, (), abort_process) /* does not return, unless by a handler that jumps */ \
  /* jobs */ \
  X(Errno, job_create, (bool kill_on_close, posix_job_t *out), job_create) \
  X(Errno, job_close, (posix_job_t job), job_close) \
  X(Errno, job_kill, (posix_job_t job, int sig), job_kill) \
  X(Errno, job_wait, (posix_job_t job, int *milliseconds, bool *empty), job_wait) \
  X(Errno, status, (pid_t pid, struct posix_process_status *out), process_status) \
  /* faults */ \
  X(int, fault_chance, (int first), fault_first_chance_mode) \
  X(int, crash_message, (int on), crash_message_switch) \
  /* limits, and the core */ \
  X(Errno, rlimit, (int resource, const struct rlimit *wanted, struct rlimit *former), process_rlimit) \
  X(Errno, core_pattern, (const char *pattern), core_pattern_set) \
  X(Errno, wait_module, (void *module, bool on), foreign_waits_module) /* src/interrupt/foreign_wait.h */ \
  /* I/O of the caller's C run-time that a signal may cancel (src/interrupt/blocking_io.h) */ \
  X(Errno, blocking_io, (bool (*io)(void *argument), void *argument, bool restartable), blocking_io) \
  /* flock() of a descriptor's handle (src/interrupt/file_lock.h) */ \
  X(Errno, file_lock, (void *file, bool exclusive, bool wait), file_lock) \
  X(Errno, file_unlock, (void *file), file_unlock) \
  /* poll() and select() (src/interrupt/poll.h) */ \
  X(Errno, poll, (const PollRequest *request, int *ready, std::uint64_t *left), poll_wait) \
  /* a call of Winsock's that a signal may end (src/interrupt/socket_io.h) */ \
  X(Errno, socket_io, (const SocketIo *what, void (*io)(void *argument), void *argument), socket_io) \
  X(bool, socket_blocks, (std::uintptr_t socket), nt::socket_blocks) \
  X(void, socket_mode_copy, (std::uintptr_t from, std::uintptr_t to), nt::socket_mode_copy) \
  /* semaphores (src/interrupt/semaphore.h, named_semaphore.h); null time: for ever */ \
  X(Errno, semaphore_init, (posix_semaphore *sem, bool shared, unsigned value), semaphore_init) \
  X(Errno, semaphore_destroy, (posix_semaphore *sem), semaphore_destroy) \
  X(Errno, semaphore_post, (posix_semaphore *sem), semaphore_post) \
  X(Errno, semaphore_try, (posix_semaphore *sem), semaphore_try) \
  X(Errno, semaphore_wait, (posix_semaphore *sem, const struct timespec *until, bool monotonic), semaphore_wait) \
  X(Errno, semaphore_value, (posix_semaphore *sem, int *value), semaphore_value) \
  X(Errno, semaphore_open, (const char *name, unsigned flags, unsigned value, posix_semaphore **out), semaphore_open) \
  X(Errno, semaphore_close, (posix_semaphore *sem), semaphore_close) \
  X(Errno, semaphore_unlink, (const char *name), semaphore_unlink) \
  /* what calls the caller's C run-time, whose reading and writing handlers interrupt (src/signal/crt_call.h) */ \
  X(Errno, descriptor_call, (void (*io)(void *argument), void *argument, DescriptorIo *told), descriptor_call) \
  /* around the close of a descriptor's handle (src/interrupt/closing.h) */ \
  X(void, closing, (void *handle, bool on), closing) \
  /* services: 0, and the arguments that the body is to be called with, whether it is one or not */ \
  X(Errno, service_begin, (int *argc, char ***argv), service_begin) \
  X(void, service_body_ended, (), service_body_ended) \
  X(Errno, service_map, (unsigned control, int sig, int *former), service_map) \
  /* exit() of the C run-time that the program itself uses */ \
  X(void, program_exits_by, (void (*function)(int)), last_thread_exits_by) \
  X(Errno, process_tree, (pid_t root, struct posix_tree_member *out, unsigned room, unsigned *count), process_tree) \
  /* around the child of system() (src/process/shell.h) */ \
  X(void, shell_begin, (sigset_t *mask, sigset_t *defaults), shell_begin) \
  X(void, shell_end, (const sigset_t *mask), shell_end) \
  /* the caller's memory, which may be none (src/signal/user_memory.h) */ \
  X(Errno, user_copy, (void *to, const void *from, std::size_t size), psig_user_copy) \
  /* the trace of another process (src/mailbox/follow.h) */ \
  X(Errno, follow, (pid_t pid, int (*line)(const char *text, void *argument), void *argument), signal_follow)
// clang-format on
