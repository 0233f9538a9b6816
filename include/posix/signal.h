/* <posix/signal.h>: <signal.h> of POSIX.1-2024 for native Windows programs, with the Linux and BSD names beside it.
 *
 * Every function has a context tag (docs/contexts.md): [any] may be called from anywhere, signal handlers included;
 * [thread] may block or allocate. "XSH name" is the page of POSIX.1-2024, System Interfaces, that it follows. */
#ifndef POSIX_SIGNALS_SIGNAL_H
#define POSIX_SIGNALS_SIGNAL_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/sys/types.h>
#include_next <signal.h> /* the CRT's, first: what follows replaces its numbers */

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <posix/export.h>

#include <posix/bits/signal_numbers.h> /* they need what stands above */
#include <posix/bits/signal_types.h>

#include <posix/bits/signal_codes.h>

POSIX_SIGNALS_BEGIN

/* ---- signal sets [any] ------------------------------------------------------------------------------------------
 * Pure words. -1 with EINVAL for a number that is no signal (0, 33, 65 and beyond) or a null set; nothing changes.
 * sigismember() answers 0 for 33, as for every number below NSIG that is not in the set. */

int sigemptyset(sigset_t *set) POSIX_SIGNALS_LABEL(sigemptyset);                  /* XSH sigemptyset */
int sigfillset(sigset_t *set) POSIX_SIGNALS_LABEL(sigfillset);                    /* XSH sigfillset */
int sigaddset(sigset_t *set, int signo) POSIX_SIGNALS_LABEL(sigaddset);           /* XSH sigaddset */
int sigdelset(sigset_t *set, int signo) POSIX_SIGNALS_LABEL(sigdelset);           /* XSH sigdelset */
int sigismember(const sigset_t *set, int signo) POSIX_SIGNALS_LABEL(sigismember); /* 1 or 0. XSH sigismember */
int sigisemptyset(const sigset_t *set) POSIX_SIGNALS_LABEL(sigisemptyset);        /* 1 or 0. glibc */
int sigandset(sigset_t *dest, const sigset_t *left, const sigset_t *right) POSIX_SIGNALS_LABEL(sigandset); /* glibc */
int sigorset(sigset_t *dest, const sigset_t *left, const sigset_t *right) POSIX_SIGNALS_LABEL(sigorset);   /* glibc */

/* ---- dispositions ----------------------------------------------------------------------------------------------- */

/* Examines and changes the action of a signal. The former action is stored in `old`, and the new one is taken from
 * `act`; either may be null. Every SA_ flag is honoured. What other processes had sent before the call acts by
 * the former action.
 * Returns 0, or -1 with EINVAL (no such signal, or an action for SIGKILL or SIGSTOP) or EFAULT (an address of the
 * first 64 KiB; any other bad address is SIGSEGV, as with glibc). [any] XSH sigaction */
int sigaction(int sig, const struct sigaction *act, struct sigaction *old) POSIX_SIGNALS_LABEL(sigaction);
/* Sets a handler, SIG_DFL or SIG_IGN as sigaction() does with SA_RESTART and a mask of this signal alone (BSD
 * semantics, as glibc); without SA_RESTART after siginterrupt(sig, 1).
 * Returns the former handler, or SIG_ERR with EINVAL. [any] XSH signal */
posix_sighandler_t signal(int sig, posix_sighandler_t func) POSIX_SIGNALS_LABEL(signal);
posix_sighandler_t bsd_signal(int sig, posix_sighandler_t func) POSIX_SIGNALS_LABEL(bsd_signal); /* the same */
/* The System V form: the action goes back to SIG_DFL before the handler runs, the signal is not blocked in it, and no
 * call is restarted. Returns as signal(). [any] glibc */
posix_sighandler_t sysv_signal(int sig, posix_sighandler_t func) POSIX_SIGNALS_LABEL(sysv_signal);
/* Says whether calls that this signal interrupts fail with EINTR (flag 1) or are restarted (flag 0); holds for later
 * calls of signal() as well. Returns 0, or -1 with EINVAL. [any] XSH Issue 7 siginterrupt */
int siginterrupt(int sig, int flag) POSIX_SIGNALS_LABEL(siginterrupt);

/* ---- generation ------------------------------------------------------------------------------------------------- */

/* Sends a signal to the calling thread, and returns after its handler has; 0 sends nothing. Returns 0, or -1 with
 * EINVAL or EAGAIN (no room for another real-time signal). [any] XSH raise */
int raise(int sig) POSIX_SIGNALS_LABEL(raise);
/* Sends a signal to a process (pid > 0), to the caller's process group (0), to every process with the library that
 * the caller may signal (-1), or to a group (< -1). With sig 0 nothing is sent, and the errors tell whether that
 * could be. The signal is on the target's queue when the call returns; one for the own process that no thread blocks
 * has been handled by then. A real-time signal for which there is no room is pending once, without its siginfo.
 * Returns 0 if a process has been sent it, or -1 with EINVAL (no such signal), EPERM (the caller may signal none of
 * them), ESRCH (no such process or group), ENOSYS (the target cannot take this signal) or EAGAIN (the target's mailbox
 * is just being made, or mended). [any] XSH kill */
int kill(pid_t pid, int sig) POSIX_SIGNALS_LABEL(kill);
/* Sends a signal to a process group; 0 is the caller's. Returns as kill(), and EINVAL for a negative group, too.
 * [any] XSH killpg */
int killpg(pid_t pgrp, int sig) POSIX_SIGNALS_LABEL(killpg);
/* Sends a signal with a value, which a handler with SA_SIGINFO finds in si_value. Returns as kill() of one process,
 * and EAGAIN if sysconf(_SC_SIGQUEUE_MAX) signals wait there, too. [any] XSH sigqueue */
int sigqueue(pid_t pid, int sig, union sigval value) POSIX_SIGNALS_LABEL(sigqueue);

#undef pthread_sigmask
#undef pthread_kill
/* Send a signal to one thread of this process. Return 0 or an error number: EINVAL, ESRCH (there never was such a
 * thread), EAGAIN (no room for another real-time signal). For a thread that has ended pthread_kill() returns 0 and
 * pthread_sigqueue() ESRCH. [any] XSH pthread_kill; glibc pthread_sigqueue */
int pthread_kill(pthread_t thread, int sig) POSIX_SIGNALS_LABEL(pthread_kill);
int pthread_sigqueue(pthread_t thread, int sig, union sigval value) POSIX_SIGNALS_LABEL(pthread_sigqueue);
/* Sends a signal to a thread that its process and its Windows thread id (GetCurrentThreadId()) name, whether pthreads
 * knows it or not. Returns 0, or -1 with EINVAL, ESRCH (no such thread in this process) or EAGAIN (no room for another
 * real-time signal). [any] Linux tgkill */
int tgkill(pid_t tgid, pid_t tid, int sig) POSIX_SIGNALS_LABEL(tgkill);

/* ---- masks and pending signals ---------------------------------------------------------------------------------- */

/* Examine and change the calling thread's mask: `how` is SIG_BLOCK, SIG_UNBLOCK or SIG_SETMASK, and a null set
 * changes nothing. The former mask is stored in `old` if that is not null. What the call unblocks is delivered
 * before it returns. SIGKILL and SIGSTOP cannot be blocked, and are left out without an error.
 * pthread_sigmask() returns 0 or an error number, sigprocmask() 0, or -1 with errno: EINVAL (how), EFAULT. [any] XSH
 * pthread_sigmask */
int pthread_sigmask(int how, const sigset_t *set, sigset_t *old) POSIX_SIGNALS_LABEL(pthread_sigmask);
int sigprocmask(int how, const sigset_t *set, sigset_t *old) POSIX_SIGNALS_LABEL(sigprocmask);
/* Stores the signals that are blocked and pending, on the calling thread or on the process. Returns 0, or -1 with
 * EFAULT. [any] XSH sigpending */
int sigpending(sigset_t *set) POSIX_SIGNALS_LABEL(sigpending);

/* ---- waiting ---------------------------------------------------------------------------------------------------- */

/* Waits with this mask in place of the thread's own until a handler has run. Always returns -1, with EINTR, or EFAULT
 * for a null mask. A cancellation point. [thread] XSH sigsuspend */
int sigsuspend(const sigset_t *mask) POSIX_SIGNALS_LABEL(sigsuspend);
/* Take a pending signal of the set, or wait until there is one; no handler runs for it. The caller should have the
 * set blocked. sigtimedwait() waits no longer than the timeout, for ever if that is null. Cancellation points.
 * sigwait() stores the signal and returns 0 or an error number, and goes on waiting after a handler of some other
 * signal. The others return the signal, or -1 with EINTR (such a handler has run), EAGAIN (the timeout has passed),
 * EINVAL (a bad timeout) or EFAULT. [thread] XSH sigwait, sigtimedwait */
int sigwait(const sigset_t *set, int *sig) POSIX_SIGNALS_LABEL(sigwait);
int sigwaitinfo(const sigset_t *set, siginfo_t *info) POSIX_SIGNALS_LABEL(sigwaitinfo);
int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout)
    POSIX_SIGNALS_LABEL(sigtimedwait);

/* ---- alternate stack -------------------------------------------------------------------------------------------- */

/* Sets the stack on which the calling thread's SA_ONSTACK handlers run, and stores the former one in `old`; either
 * may be null. C++ exceptions and faults work on it. Returns 0, or -1 with EINVAL (flags), ENOMEM (smaller than
 * MINSIGSTKSZ), EPERM (it is in use) or EFAULT. [any] XSH sigaltstack */
int sigaltstack(const stack_t *ss, stack_t *old) POSIX_SIGNALS_LABEL(sigaltstack);

/* ---- names ------------------------------------------------------------------------------------------------------ */

/* Write a line on the standard error stream: the message, the description of the signal and, from a siginfo_t, where
 * it came from. [thread] XSH psignal, psiginfo */
void psignal(int sig, const char *message) POSIX_SIGNALS_LABEL(psignal);
void psiginfo(const siginfo_t *info, const char *message) POSIX_SIGNALS_LABEL(psiginfo);
/* Returns the description of a signal, which is not to be modified: "Interrupt", "Real-time signal 3", "Unknown
 * signal 99". [any] XSH strsignal, <posix/string.h> */
char *strsignal(int sig) POSIX_SIGNALS_LABEL(strsignal);
/* Return "INT" and "Interrupt", say; null for a real-time signal and for a number that is none. [any] glibc 2.32 */
const char *sigabbrev_np(int sig) POSIX_SIGNALS_LABEL(sigabbrev_np);
const char *sigdescr_np(int sig) POSIX_SIGNALS_LABEL(sigdescr_np);
/* Make a name of a number ("INT", "RTMIN+3", at most SIG2STR_MAX bytes with the zero) and a number of a name
 * ("RTMAX-2" and decimal numbers, too). Return 0, or -1 if there is no such signal, with nothing stored and errno as
 * it was. [any] XSH sig2str */
int sig2str(int sig, char *str) POSIX_SIGNALS_LABEL(sig2str);
int str2sig(const char *str, int *sig) POSIX_SIGNALS_LABEL(str2sig);
/* Descriptions by number, null where sigdescr_np() is. BSD */
extern const char *const sys_siglist[NSIG] POSIX_SIGNALS_LABEL(sys_siglist);

/* ---- former interfaces: removed from POSIX.1-2024, kept for the programs that have them; EINVAL ------------------ */

int sighold(int sig) POSIX_SIGNALS_LABEL(sighold);     /* block one signal [any] XSH Issue 7 sighold */
int sigrelse(int sig) POSIX_SIGNALS_LABEL(sigrelse);   /* unblock it */
int sigignore(int sig) POSIX_SIGNALS_LABEL(sigignore); /* set it to SIG_IGN */
/* Sets a handler, SIG_DFL, SIG_IGN or SIG_HOLD, which blocks the signal; the others unblock it. Returns SIG_HOLD if
 * it was blocked, else the former action; SIG_ERR with EINVAL. [any] XSH Issue 7 sigset */
posix_sighandler_t sigset(int sig, posix_sighandler_t disp) POSIX_SIGNALS_LABEL(sigset);
/* Waits as sigsuspend() does, with the thread's mask less this signal. System V's form, which takes a number, not
 * BSD's, which takes a mask. [thread] XSH Issue 7 sigpause */
int sigpause(int sig) POSIX_SIGNALS_LABEL(sigpause);

/* 4.2BSD: masks of signals 1..32 in an int. */
#define sigmask(sig) ((int)(1u << ((sig)-1)))
int sigblock(int mask) POSIX_SIGNALS_LABEL(sigblock);     /* adds; the former mask [any] */
int sigsetmask(int mask) POSIX_SIGNALS_LABEL(sigsetmask); /* replaces; the former mask [any] */
int siggetmask(void) POSIX_SIGNALS_LABEL(siggetmask);     /* the mask [any] */

struct sigvec {
  void (*sv_handler)(int);
  int sv_mask;
  int sv_flags;
};
#define sv_onstack sv_flags
#define SV_ONSTACK 1
#define SV_INTERRUPT 2
#define SV_RESETHAND 4
int sigvec(int sig, const struct sigvec *vec, struct sigvec *old) POSIX_SIGNALS_LABEL(sigvec); /* sigaction() [any] */

POSIX_SIGNALS_END

#include <posix/signal_np.h>

#endif
