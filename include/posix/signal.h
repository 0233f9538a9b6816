/* <posix/signal.h>: <signal.h> of POSIX.1-2024 for native Windows programs, with the Linux and BSD names beside it.
 *
 * Every function has a context tag (docs/contexts.md): [any] may be called from anywhere, signal handlers included;
 * [thread] may block or allocate. "XSH name" is the page of POSIX.1-2024, System Interfaces, that it follows. */
#ifndef POSIX_SIGNALS_SIGNAL_H
#define POSIX_SIGNALS_SIGNAL_H
#pragma GCC system_header

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

/* Examine (`old`) and change (`act`) a signal's action; either may be null. All SA_ flags above are honoured.
 * EINVAL: no such signal, or SIGKILL or SIGSTOP to be changed. EFAULT: an address of the first 64 KiB; another one that
 * is none is SIGSEGV, as with glibc. [any] XSH sigaction */
int sigaction(int sig, const struct sigaction *act, struct sigaction *old) POSIX_SIGNALS_LABEL(sigaction);
/* sigaction() with SA_RESTART, the signal itself masked (BSD semantics). The former handler, or SIG_ERR with EINVAL.
 * After siginterrupt(sig, 1) without SA_RESTART. [any] XSH signal */
posix_sighandler_t signal(int sig, posix_sighandler_t func) POSIX_SIGNALS_LABEL(signal);
posix_sighandler_t bsd_signal(int sig, posix_sighandler_t func) POSIX_SIGNALS_LABEL(bsd_signal); /* the same */
/* The System V form: the handler is reset before it runs, and nothing is masked or restarted. [any] glibc */
posix_sighandler_t sysv_signal(int sig, posix_sighandler_t func) POSIX_SIGNALS_LABEL(sysv_signal);
/* Calls that this signal interrupts fail with EINTR (flag 1) or are restarted (flag 0); also after later calls of
 * signal(). EINVAL. [any] XSH Issue 7 siginterrupt */
int siginterrupt(int sig, int flag) POSIX_SIGNALS_LABEL(siginterrupt);

/* ---- generation ------------------------------------------------------------------------------------------------- */

/* Send to the calling thread; returns after the handler. 0 sends nothing. EINVAL EAGAIN. [any] XSH raise */
int raise(int sig) POSIX_SIGNALS_LABEL(raise);
/* Send to a process (pid > 0), the own group (0), all that may be signalled (-1), a group (< -1); sig 0 only looks. The
 * signal is on the target's queue when the call returns; one to the own process that no thread blocks has been handled.
 * EINVAL EPERM ESRCH, EAGAIN (real-time queue full), ENOSYS (the target cannot take this signal). [any] XSH kill */
int kill(pid_t pid, int sig) POSIX_SIGNALS_LABEL(kill);
/* Send to a process group, 0 for the own one. EINVAL (also: negative group) EPERM ESRCH. [any] XSH killpg */
int killpg(pid_t pgrp, int sig) POSIX_SIGNALS_LABEL(killpg);
/* Queue with a value. As kill() of one process; EAGAIN when sysconf(_SC_SIGQUEUE_MAX) wait there. [any] XSH sigqueue */
int sigqueue(pid_t pid, int sig, union sigval value) POSIX_SIGNALS_LABEL(sigqueue);

#undef pthread_sigmask
#undef pthread_kill
/* Send to one thread of this process; these return an error number: EINVAL, ESRCH (never was a thread), EAGAIN
 * (real-time queue full). A thread that has ended is no error for pthread_kill(), and ESRCH for pthread_sigqueue().
 * [any] XSH pthread_kill; glibc pthread_sigqueue */
int pthread_kill(pthread_t thread, int sig) POSIX_SIGNALS_LABEL(pthread_kill);
int pthread_sigqueue(pthread_t thread, int sig, union sigval value) POSIX_SIGNALS_LABEL(pthread_sigqueue);
/* Send to a thread by process and Windows thread id (GetCurrentThreadId()), also to one that pthreads does not know.
 * EINVAL, ESRCH (no such thread in this process). [any] Linux tgkill */
int tgkill(pid_t tgid, pid_t tid, int sig) POSIX_SIGNALS_LABEL(tgkill);

/* ---- masks and pending signals ---------------------------------------------------------------------------------- */

/* The calling thread's mask: SIG_BLOCK, SIG_UNBLOCK or SIG_SETMASK; a null set changes nothing. What it unblocks is
 * delivered before the call returns. SIGKILL and SIGSTOP are left out in silence. EINVAL (how), EFAULT; sigprocmask()
 * is the same with -1 and errno. [any] XSH pthread_sigmask */
int pthread_sigmask(int how, const sigset_t *set, sigset_t *old) POSIX_SIGNALS_LABEL(pthread_sigmask);
int sigprocmask(int how, const sigset_t *set, sigset_t *old) POSIX_SIGNALS_LABEL(sigprocmask);
/* What is blocked and pending, on this thread or on the process. EFAULT. [any] XSH sigpending */
int sigpending(sigset_t *set) POSIX_SIGNALS_LABEL(sigpending);

/* ---- waiting ---------------------------------------------------------------------------------------------------- */

/* Wait with this mask until a handler has run: always -1, with EINTR (null mask: EFAULT). [thread] XSH sigsuspend */
int sigsuspend(const sigset_t *mask) POSIX_SIGNALS_LABEL(sigsuspend);
/* Take a pending signal of the set, which the caller should block, or wait for one; no handler runs for it. sigwait()
 * returns an error number and goes on when some other handler has run; sigwaitinfo() and sigtimedwait() return the
 * signal, or -1 with EINTR then. sigtimedwait(): EAGAIN after the timeout (null: for ever), EINVAL for a bad one.
 * EFAULT. [thread] XSH sigwait, sigtimedwait */
int sigwait(const sigset_t *set, int *sig) POSIX_SIGNALS_LABEL(sigwait);
int sigwaitinfo(const sigset_t *set, siginfo_t *info) POSIX_SIGNALS_LABEL(sigwaitinfo);
int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout)
    POSIX_SIGNALS_LABEL(sigtimedwait);

/* ---- alternate stack -------------------------------------------------------------------------------------------- */

/* The calling thread's stack for SA_ONSTACK handlers. EINVAL (flags), ENOMEM (below MINSIGSTKSZ), EPERM (in use now),
 * EFAULT. C++ exceptions and faults work on it. [any] XSH sigaltstack */
int sigaltstack(const stack_t *ss, stack_t *old) POSIX_SIGNALS_LABEL(sigaltstack);

/* ---- names ------------------------------------------------------------------------------------------------------ */

/* A line on the standard error stream: "message: Interrupt", and why. [thread] XSH psignal, psiginfo */
void psignal(int sig, const char *message) POSIX_SIGNALS_LABEL(psignal);
void psiginfo(const siginfo_t *info, const char *message) POSIX_SIGNALS_LABEL(psiginfo);
/* "Interrupt", "Real-time signal 3", "Unknown signal 99"; not to be modified. [any] XSH strsignal, <posix/string.h> */
char *strsignal(int sig) POSIX_SIGNALS_LABEL(strsignal);
/* "INT" and "Interrupt"; null for a real-time signal and for none. [any] glibc 2.32 */
const char *sigabbrev_np(int sig) POSIX_SIGNALS_LABEL(sigabbrev_np);
const char *sigdescr_np(int sig) POSIX_SIGNALS_LABEL(sigdescr_np);
/* Number to name ("INT", "RTMIN+3", at most SIG2STR_MAX bytes) and back (also "RTMAX-2" and decimal numbers); -1, and
 * nothing stored, if there is no such signal. errno is not set. [any] XSH sig2str */
int sig2str(int sig, char *str) POSIX_SIGNALS_LABEL(sig2str);
int str2sig(const char *str, int *sig) POSIX_SIGNALS_LABEL(str2sig);
/* Descriptions by number, null where sigdescr_np() is. BSD */
extern const char *const sys_siglist[NSIG] POSIX_SIGNALS_LABEL(sys_siglist);

/* ---- former interfaces: removed from POSIX.1-2024, kept for the programs that have them; EINVAL ------------------ */

int sighold(int sig) POSIX_SIGNALS_LABEL(sighold);     /* block one signal [any] XSH Issue 7 sighold */
int sigrelse(int sig) POSIX_SIGNALS_LABEL(sigrelse);   /* unblock it */
int sigignore(int sig) POSIX_SIGNALS_LABEL(sigignore); /* set it to SIG_IGN */
/* Handler, SIG_DFL, SIG_IGN (and unblock), or SIG_HOLD (block). The former one, SIG_HOLD if it was blocked. [any] */
posix_sighandler_t sigset(int sig, posix_sighandler_t disp) POSIX_SIGNALS_LABEL(sigset);
/* sigsuspend() without this one signal in the mask (System V: a number, not BSD's mask). [thread] */
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
