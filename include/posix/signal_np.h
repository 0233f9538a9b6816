/* <posix/signal_np.h>: what the library has beyond POSIX about signals and processes; part of <posix/signal.h>.
 * Context tags as there. */
#ifndef POSIX_SIGNALS_SIGNAL_NP_H
#define POSIX_SIGNALS_SIGNAL_NP_H
#pragma GCC system_header

#include <posix/signal.h>

POSIX_SIGNALS_BEGIN

/* Delivery methods that may be used to reach a running thread. Returns the former set. [any] docs/windows-mapping.md */
#define POSIX_SIGNAL_DELIVER_APC 0x1         /* user APC into foreign alertable waits */
#define POSIX_SIGNAL_DELIVER_SPECIAL_APC 0x2 /* QueueUserAPC2; off by default */
#define POSIX_SIGNAL_DELIVER_HIJACK 0x4      /* suspend, and enter through the context */
#define POSIX_SIGNAL_DELIVER_RETURN 0x8      /* swap a return address where the context may not be changed */
#define POSIX_SIGNAL_DELIVER_FALLBACK 0x10   /* the fallback thread, when every other method has failed */
unsigned posix_signal_delivery_np(unsigned methods);
/* Milliseconds before the fallback thread stands in for a thread that nobody can reach; negative for never. Returns the
 * former. [any] */
int posix_signal_fallback_delay_np(int milliseconds);
/* The calling thread's event as a Windows event HANDLE (manual reset), to be put into one's own wait; null if it
 * cannot be made. It is set while a signal waits for this thread; not to be closed. [thread] */
void *posix_signal_event_np(void);
/* Runs the handlers of what is pending and unblocked; returns how many. [any] */
int posix_signal_dispatch_np(void);

/* Faults (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP) reach handlers with `first` non-zero as soon as no vectored handler
 * wants them, before __try and its kin; else (the default) when nobody else wants them, as Windows gives them to its
 * filter for unhandled exceptions. Stack overflow, faults on an alternate stack and under a debugger always come
 * first. Returns the former. [any] docs/adr/0006 */
int posix_signal_fault_chance_np(int first);
/* Whether a fault that ends the process says so on the standard error stream: signal, si_code, si_addr and a backtrace
 * of module+offset. Returns the former: POSIX_SIGNALS_CRASH_MESSAGE in the environment (off: 0, no, off, false; on:
 * anything else), or else on if the library was built without optimisation. [any] */
int posix_signal_crash_message_np(int on);
/* Which mistakes that the C run-time notices end the process by SIGABRT, with a line on the standard error stream; the
 * call returns the former set. A pure virtual call (of Microsoft's compiler) does from the start. An invalid parameter,
 * such as a bad descriptor, does not: POSIX wants EBADF, and msvcrt.dll has no way to say otherwise. EINVAL, ENOSYS (no
 * run-time here can). [thread] */
#define POSIX_SIGNAL_CRT_PURECALL 0x1u
#define POSIX_SIGNAL_CRT_INVALID_PARAMETER 0x2u
int posix_signal_crt_errors_np(unsigned which);
/* Where a core (a minidump) goes that RLIMIT_CORE allows (<posix/sys/resource.h>): a path, from the current directory
 * as it is then, with %p for the pid, %i the thread, %e the program, %s the signal, %t the time, %u the user, %h the
 * host, %c the limit and %% for a percent sign. Null: "core.%e.%p.dmp", or POSIX_SIGNALS_CORE_PATTERN in the
 * environment at first. EFAULT EINVAL (empty) ENAMETOOLONG EILSEQ. [any], but not two at once */
int posix_signal_core_pattern_np(const char *pattern);

/* With `on` non-zero this process accepts signals of other processes only with the kernel's word for who sent them:
 * si_pid and si_uid are then never a claim. kill() and sigqueue() to it take a question and an answer over a pipe, and
 * wait while it is suspended; whatever has no library, or does not ask, cannot signal it but by SIGKILL. Zero undoes
 * it. EAGAIN (no room for signals that have come, or no memory), EPERM (the pipe's name is taken), ENOSYS. [thread]
 * docs/security.md */
int posix_signal_require_verified_np(int on);

/* What kill(pid, sig) would do, without doing it. */
struct posix_kill_plan {
  int action;       /* POSIX_KILL_... */
  int event;        /* number of the console control event; -1 if there is none */
  int error;        /* what kill() would fail with; 0 */
  char target[160]; /* what the process is, for people */
  char reason[160]; /* why this action */
};
#define POSIX_KILL_NOTHING 0     /* it only looks, the signal is ignored there, or it fails with `error` */
#define POSIX_KILL_SELF 1        /* the calling process */
#define POSIX_KILL_MAILBOX 2     /* the target has the library */
#define POSIX_KILL_GROUP_EVENT 3 /* a console control event to the process group that the target leads */
#define POSIX_KILL_EVENT 4       /* a console control event inside the target alone */
#define POSIX_KILL_WINDOWS 5     /* its windows are asked to close */
#define POSIX_KILL_SUSPEND 6
#define POSIX_KILL_RESUME 7
#define POSIX_KILL_TERMINATE 8
/* 0 if there is such a process, whatever kill() would say. EINVAL: no signal, or not a pid above 0. ESRCH. [any] */
int posix_kill_explain_np(pid_t pid, int sig, struct posix_kill_plan *plan);

/* kill() for a process and everything that descends from it, as far as the system still knows (a process whose parent
 * has ended is nobody's descendant): descendants first, or last with POSIX_KILL_PARENTS_FIRST; the caller, if it is
 * one of them, at the very end. 0 if any could be signalled, else kill()'s error for the root. EINVAL ESRCH EPERM
 * ENOSYS ENOMEM [any] */
#define POSIX_KILL_PARENTS_FIRST 1u
int posix_kill_tree_np(pid_t root, int sig, unsigned flags);

/* A process, not a number: a Windows handle with which the pid cannot become another process's, and which may also be
 * waited for (it is signalled when the process has ended). Linux pidfd_open, pidfd_send_signal */
typedef intptr_t posix_pidfd_t;
/* -1 with EINVAL (flags, or not a pid above 0), ESRCH (none, or ended), EPERM (not to be looked at). [any] */
posix_pidfd_t posix_pidfd_open_np(pid_t pid, unsigned flags);
/* kill() for exactly this process: ESRCH once it has ended. With `info`, sigqueue() with its si_code, si_errno and
 * si_value (si_pid and si_uid are always the sender's): EINVAL if si_signo is not `sig`; EPERM for codes of the kernel
 * (0 and above, SI_TKILL) to another process. EBADF EINVAL (flags, signal) EFAULT, and as kill(). [any] */
int posix_pidfd_send_signal_np(posix_pidfd_t pidfd, int sig, const siginfo_t *info, unsigned flags);
int posix_pidfd_close_np(posix_pidfd_t pidfd); /* EBADF [any] */
/* When the process was created, in units of 100 ns since 1601 (FILETIME): with the pid, a name that is never given
 * twice. Also after its end. EBADF EFAULT [any] */
int posix_process_created_np(posix_pidfd_t pidfd, unsigned long long *created);
/* Waits for its end, at most *milliseconds (null: for ever), which is lowered by the time that took. 1 and its exit
 * status (all 32 bits; may be null) if it has ended, 0 if not; handlers run meanwhile, and do not end the wait. EBADF
 * EFAULT [thread] */
int posix_pidfd_wait_np(posix_pidfd_t pidfd, int *milliseconds, unsigned *status);

/* The signal that a console control event is from now on (0: none; handlers that were there before the library see it;
 * POSIX_CONSOLE_AT_START: what it was at start). At start CTRL_C is SIGINT, CTRL_BREAK is SIGBREAK, or SIGTERM while
 * SIGBREAK's action is SIG_DFL, CTRL_CLOSE and CTRL_LOGOFF are SIGHUP, CTRL_SHUTDOWN is SIGTERM. The former signal
 * (SIGBREAK also for CTRL_BREAK as at start); -1 with EINVAL. [any] docs/windows-mapping.md */
#define POSIX_CONSOLE_AT_START (-1)
#define POSIX_CONSOLE_CTRL_C 0
#define POSIX_CONSOLE_CTRL_BREAK 1
#define POSIX_CONSOLE_CTRL_CLOSE 2
#define POSIX_CONSOLE_CTRL_LOGOFF 5
#define POSIX_CONSOLE_CTRL_SHUTDOWN 6
int posix_console_map_np(int event, int sig);

/* A process and everything that descends from it, as posix_kill_tree_np() has it; ancestors before their descendants.
 * Each is held open (posix_pidfd_close_np), so that none of the numbers can become another's. How many there are; if
 * that is more than `room`, none is stored. EINVAL (not a pid above 0) ESRCH EPERM EFAULT ENOMEM [any] */
struct posix_tree_member {
  pid_t pid;
  posix_pidfd_t process;
};
int posix_process_tree_np(pid_t root, struct posix_tree_member *members, unsigned room);

/* What has become of the request that kill() made last of this process, one without the library, as POSIX_KILL_EVENT.
 * kill() waits for no answer; this does, at most *milliseconds (null: for ever), which is lowered by the time that
 * took. The last 16 requests are remembered. EBADF EFAULT [thread] */
#define POSIX_REQUEST_NONE 0       /* none is known of */
#define POSIX_REQUEST_PENDING 1    /* its handlers are still at work, or it is suspended */
#define POSIX_REQUEST_HANDLED 2    /* one of its handlers has taken it */
#define POSIX_REQUEST_SUPPRESSED 3 /* it has control events switched off: nothing was run */
#define POSIX_REQUEST_ENDED 4      /* the process has ended, by this or otherwise */
#define POSIX_REQUEST_BEHIND 5 /* pending, and so is a control event that came before: its handler has not returned */
int posix_kill_outcome_np(posix_pidfd_t process, int *milliseconds, int *outcome);

/* The signal state of a process that has this library, read from outside while it goes on: the process notices
 * nothing, and may be stopped or hang. EINVAL (not a pid above 0), ESRCH (also when its end has taken its memory away),
 * EPERM EFAULT, ENOSYS (it has not the library, or not one that tells). [any] */
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
int posix_process_status_np(pid_t pid, struct posix_process_status *status);

POSIX_SIGNALS_END

#endif
