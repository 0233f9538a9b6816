/* <posix/signal_np.h>: what the library has beyond POSIX about signals and processes; part of <posix/signal.h>.
 * Context tags as there. */
#ifndef POSIX_SIGNALS_SIGNAL_NP_H
#define POSIX_SIGNALS_SIGNAL_NP_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/signal.h>

POSIX_SIGNALS_BEGIN

/* Sets the delivery methods that may be used to reach a running thread: POSIX_SIGNAL_DELIVER_... in one word. Bits that
 * mean nothing are ignored, and so are HIJACK and RETURN in a process with user shadow stacks (CET), which would end
 * it. Returns the former set. [any] docs/windows-mapping.md */
#define POSIX_SIGNAL_DELIVER_APC 0x1         /* user APC into foreign alertable waits */
#define POSIX_SIGNAL_DELIVER_SPECIAL_APC 0x2 /* QueueUserAPC2; off by default */
#define POSIX_SIGNAL_DELIVER_HIJACK 0x4      /* suspend, and enter through the context */
#define POSIX_SIGNAL_DELIVER_RETURN 0x8      /* swap a return address where the context may not be changed */
#define POSIX_SIGNAL_DELIVER_FALLBACK 0x10   /* the fallback thread, when every other method has failed */
#define POSIX_SIGNAL_DELIVER_WAIT 0x20       /* while code without these headers waits: Sleep, WaitFor... */
unsigned posix_signal_delivery_np(unsigned methods);
/* Has handlers run while a module waits in Sleep(), WaitForSingleObject(), WaitForMultipleObjects() or their ...Ex
 * forms, or for the other end of a pipe in ReadFile() or WriteFile(); the call then goes on. `module` is its
 * HMODULE. With `on` 0 it gets the bare calls back. From the start this is so for the program, its DLLs and the C
 * run-times, and not for other modules of the Windows directory. The environment variable POSIX_SIGNALS_WAITS=0
 * switches it off for all, as leaving POSIX_SIGNAL_DELIVER_WAIT out does. Returns 0, or -1. Fails with EINVAL if no
 * module is loaded there. [thread] docs/adr/0023 */
int posix_signal_wait_module_np(void *module, int on);
/* Sets the fallback delay: how many milliseconds a process-directed signal waits before the fallback thread runs its
 * handler, because no thread of the program can be reached. A negative number stands for "never". Returns the former
 * delay. [any] */
int posix_signal_fallback_delay_np(int milliseconds);
/* Returns a Windows event HANDLE (manual reset) for the calling thread, which is set while a signal waits for this
 * thread. Put it into a wait of your own, and call posix_signal_dispatch_np() when it is set. Do not close it. Returns
 * null if it cannot be made. [thread] */
void *posix_signal_event_np(void);
/* Runs the handlers of the signals that are pending and not blocked. Returns how many have run. [any] */
int posix_signal_dispatch_np(void);

/* Sets when the handler of a fault (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP) runs. With `first` non-zero it runs
 * before __try blocks and C++ handlers are asked, if no vectored handler wants the fault. With 0, the default, it runs
 * when nobody else wants the fault. Stack overflow, and faults on an alternate stack or under a debugger, always come
 * first. Returns the former setting. [any] docs/adr/0006 */
int posix_signal_fault_chance_np(int first);
/* Sets whether a fault that ends the process is told on the standard error stream: its signal, si_code and si_addr, and
 * a backtrace of module+offset. The environment variable POSIX_SIGNALS_CRASH_MESSAGE has the first setting (0, no, off
 * and false switch it off; anything else switches it on). Without that variable it is on if the library was built
 * without optimisation. Returns the former setting. [any] */
int posix_signal_crash_message_np(int on);
/* Sets which mistakes end the process by SIGABRT, with a line on the standard error stream, when the C run-time notices
 * them. A pure virtual call (of Microsoft's compiler) does so from the start. An invalid parameter, such as a bad
 * descriptor, does not: POSIX wants EBADF. Returns the former set, or -1. Fails with EINVAL for a bit that means
 * nothing, and with ENOSYS if no C run-time of this process can be told. [thread] */
#define POSIX_SIGNAL_CRT_PURECALL 0x1u
#define POSIX_SIGNAL_CRT_INVALID_PARAMETER 0x2u
int posix_signal_crt_errors_np(unsigned which);
/* Sets the path of a core (a minidump), which RLIMIT_CORE has to allow (<posix/sys/resource.h>). In `pattern` %p stands
 * for the pid, %i for the thread, %e for the program, %s for the signal, %t for the time, %u for the user, %h for the
 * host, %c for the limit, and %% for a percent sign. The path is relative to the current directory at the time of the
 * core. Null stands for "core.%e.%p.dmp". The environment variable POSIX_SIGNALS_CORE_PATTERN has the first setting.
 * Returns 0, or -1. Fails with EFAULT, with EINVAL for an empty pattern, with ENAMETOOLONG, and with EILSEQ for text
 * that is not UTF-8. [any], but not two calls at once */
int posix_signal_core_pattern_np(const char *pattern);

/* Sets whether this process demands a proof of who signals it. With `on` non-zero it takes signals of other processes
 * only with the kernel's word for the sender, so that si_pid and si_uid are never a mere claim. kill() and sigqueue()
 * to it then ask over a pipe, and wait while this process is suspended. A process without the library can do nothing to
 * it but end it. Zero undoes this. Returns 0, or -1. Fails with EAGAIN if there is no room for the signals that have
 * come, or no memory; with EPERM if somebody has taken the pipe's name; and with ENOSYS. [thread] docs/security.md */
int posix_signal_require_verified_np(int on);

/* What kill(pid, sig) would do. */
struct posix_kill_plan {
  int action;       /* POSIX_KILL_... */
  int event;        /* number of the console control event; -1 if there is none */
  int error;        /* what kill() would fail with; 0 */
  char target[160]; /* what the process is, for people */
  char reason[160]; /* why this action */
};
#define POSIX_KILL_NOTHING 0     /* signal 0, a signal that is ignored there, or a failure with `error` */
#define POSIX_KILL_SELF 1        /* the calling process */
#define POSIX_KILL_MAILBOX 2     /* the target has the library */
#define POSIX_KILL_GROUP_EVENT 3 /* a console control event to the process group that the target leads */
#define POSIX_KILL_EVENT 4       /* a console control event inside the target alone */
#define POSIX_KILL_WINDOWS 5     /* its windows are asked to close */
#define POSIX_KILL_SUSPEND 6
#define POSIX_KILL_RESUME 7
#define POSIX_KILL_TERMINATE 8
/* Finds out what kill(pid, sig) would do, and does not do it. Returns 0 if there is such a process, whatever kill()
 * would return; or -1. Fails with EINVAL if `sig` is no signal or `pid` is not above 0, with EFAULT, and with ESRCH.
 * [any] */
int posix_kill_explain_np(pid_t pid, int sig, struct posix_kill_plan *plan);

/* Sends a signal to a process and to everything that descends from it, as kill() does. A process whose parent has ended
 * is nobody's descendant. Descendants come first, or last with POSIX_KILL_PARENTS_FIRST; the caller, if it is one of
 * them, comes at the very end. With SIGKILL and SIGSTOP that goes on until no descendant is left that has been started
 * meanwhile; with other signals, what is started after the call has begun may be missed. Returns 0 if any of them could
 * be signalled, or -1 with kill()'s error for the root.
 * Fails with EINVAL, ESRCH, EPERM, ENOSYS and ENOMEM. [any] */
#define POSIX_KILL_PARENTS_FIRST 1u
int posix_kill_tree_np(pid_t root, int sig, unsigned flags);

/* A process, not a number: a Windows handle with which the pid cannot become another process's, and which may also be
 * waited for (it is signalled when the process has ended). Linux pidfd_open, pidfd_send_signal */
typedef intptr_t posix_pidfd_t;
/* Opens a process. `flags` is 0. Returns the handle, or -1. Fails with EINVAL if `flags` is not 0 or `pid` is not above
 * 0, with ESRCH if there is none or it has ended, and with EPERM if it may not be opened. [any] */
posix_pidfd_t posix_pidfd_open_np(pid_t pid, unsigned flags);
/* Sends a signal to exactly this process, as kill() does. With `info` it is queued, as by sigqueue(), with si_code,
 * si_errno and si_value from there; si_pid and si_uid are always the sender's. Returns 0, or -1. Fails with ESRCH once
 * the process has ended; with EINVAL if `flags` is not 0, `sig` is no signal, or si_signo is not `sig`; with EPERM for
 * codes of the kernel (0 and above, SI_TKILL) to another process; with EBADF and EFAULT; and as kill() does. [any] */
int posix_pidfd_send_signal_np(posix_pidfd_t pidfd, int sig, const siginfo_t *info, unsigned flags);
/* Closes the handle. Returns 0, or -1. Fails with EBADF. [any] */
int posix_pidfd_close_np(posix_pidfd_t pidfd);
/* Stores when the process was created, in units of 100 ns since 1601 (FILETIME), also after its end. With the pid this
 * is a name that is never given twice. Returns 0, or -1. Fails with EBADF and EFAULT. [any] */
int posix_process_created_np(posix_pidfd_t pidfd, unsigned long long *created);
/* Waits for the end of the process, for at most *milliseconds, which are lowered by the time that has passed; null
 * stands for "for ever". Handlers run meanwhile, and do not end the wait. Returns 1 when the process has ended, with
 * all 32 bits of its exit status in *status (which may be null); 0 when the time is over; or -1. Fails with EBADF and
 * EFAULT. [thread] */
int posix_pidfd_wait_np(posix_pidfd_t pidfd, int *milliseconds, unsigned *status);

/* Sets which signal a console control event becomes. With 0 it becomes none, and control handlers that were there
 * before the library see it. With POSIX_CONSOLE_AT_START it becomes what it was at start: CTRL_C is SIGINT; CTRL_BREAK
 * is SIGBREAK, or SIGTERM while SIGBREAK's action is SIG_DFL; CTRL_CLOSE and CTRL_LOGOFF are SIGHUP; CTRL_SHUTDOWN is
 * SIGTERM. Returns the former signal (SIGBREAK for CTRL_BREAK as at start), or -1. Fails with EINVAL. [any]
 * docs/windows-mapping.md */
#define POSIX_CONSOLE_AT_START (-1)
#define POSIX_CONSOLE_CTRL_C 0
#define POSIX_CONSOLE_CTRL_BREAK 1
#define POSIX_CONSOLE_CTRL_CLOSE 2
#define POSIX_CONSOLE_CTRL_LOGOFF 5
#define POSIX_CONSOLE_CTRL_SHUTDOWN 6
int posix_console_map_np(int event, int sig);

/* Stores a process and everything that descends from it, ancestors before their descendants. Each one is held open, so
 * that none of the numbers can become another's; close them by posix_pidfd_close_np(). Returns how many there are, or
 * -1. If there are more than `room`, none is stored. Fails with EINVAL if `root` is not above 0, and with ESRCH, EPERM,
 * EFAULT and ENOMEM. [any] */
struct posix_tree_member {
  pid_t pid;
  posix_pidfd_t process;
};
int posix_process_tree_np(pid_t root, struct posix_tree_member *members, unsigned room);

/* Stores what has become of the last request (POSIX_KILL_EVENT) that kill() has made of this process, one without the
 * library: POSIX_REQUEST_... in *outcome. kill() waits for no answer. This call does, for at most *milliseconds, which
 * are lowered by the time that has passed; null stands for "for ever". The last 16 requests are remembered. Returns 0,
 * or -1. Fails with EBADF and EFAULT. [thread] */
#define POSIX_REQUEST_NONE 0       /* none is known of */
#define POSIX_REQUEST_PENDING 1    /* its handlers are still at work, or it is suspended */
#define POSIX_REQUEST_HANDLED 2    /* one of its handlers has taken it */
#define POSIX_REQUEST_SUPPRESSED 3 /* it has control events switched off: nothing was run */
#define POSIX_REQUEST_ENDED 4      /* the process has ended, by this or otherwise */
#define POSIX_REQUEST_BEHIND 5 /* pending, and so is a control event that came before: its handler has not returned */
int posix_kill_outcome_np(posix_pidfd_t process, int *milliseconds, int *outcome);

/* The signal state of a process that has this library. */
struct posix_process_status {
  int state; /* POSIX_PROCESS_... */
  unsigned threads;
  pid_t pgid, sid;
  sigset_t pending;        /* on the process */
  sigset_t thread_pending; /* on any of its threads */
  sigset_t blocked;        /* by all of its threads: what is sent to the process stays pending */
  sigset_t ignored;        /* whose action is SIG_IGN */
  sigset_t caught;         /* that have a handler */
};
#define POSIX_PROCESS_STARTING 0
#define POSIX_PROCESS_RUNNING 1
#define POSIX_PROCESS_STOPPED 2
#define POSIX_PROCESS_ENDING 3
/* Stores the signal state of a process, which notices nothing; it may be stopped, or hang. Returns 0, or -1. Fails with
 * EINVAL if `pid` is not above 0; with ESRCH, also when the end of the process has taken its memory away; with EPERM
 * and EFAULT; and with ENOSYS if it has no library, or one of another ABI. [any] */
int posix_process_status_np(pid_t pid, struct posix_process_status *status);

/* Shows what becomes of the signals of another process that has this library, from now on, as POSIX_SIGNALS_TRACE does
 * from inside: calls line(text, argument) for each line, with its newline, and line(NULL, argument) about 20 times a
 * second, when there is nothing more to tell just now. The first line says that the trace has begun. Returns 0 when the
 * process has ended and all is told, or when `line` has returned something else than 0; or -1. The process makes lines
 * until some seconds after the last follower has gone. Fails with EINVAL if `pid` is not above 0 or the caller's own;
 * with EFAULT; with ESRCH and EPERM; with ENOSYS if the process has no library; with EAGAIN for want of memory; with
 * ETIMEDOUT if it does not begin. `line` may not jump out. [thread] */
int posix_signal_follow_np(pid_t pid, int (*line)(const char *text, void *argument), void *argument);

/* Returns the exit status of a process that `sig` has ended, as GetExitCodeProcess() tells it: its low byte is what
 * shells show, 128 and the number of the signal, but for SIGINT, which is STATUS_CONTROL_C_EXIT. `core`: with a core. A
 * program that is no signal's business can say by it what has ended it. Returns 0 with EINVAL if `sig` is no signal.
 * [any] */
unsigned posix_exit_status_of_signal_np(int sig, int core);
/* Returns the signal that ended a process with this exit status, or 0 if none did. Stores in *core, unless `core` is
 * null, whether a core was left. NTSTATUS codes of faults count as their signals, as in wait(). Returns -1 with EFAULT.
 * [any] */
int posix_signal_of_exit_status_np(unsigned status, int *core);

POSIX_SIGNALS_END

#endif
