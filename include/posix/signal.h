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

/* ---- signal numbers: Linux x86-64 1..31, SIGBREAK, then the real-time range ------------------------------------ */

#undef NSIG
#undef SIGHUP
#undef SIGINT
#undef SIGQUIT
#undef SIGILL
#undef SIGTRAP
#undef SIGABRT
#undef SIGABRT2
#undef SIGABRT_COMPAT
#undef SIGIOT
#undef SIGEMT
#undef SIGBUS
#undef SIGFPE
#undef SIGKILL
#undef SIGUSR1
#undef SIGSEGV
#undef SIGUSR2
#undef SIGPIPE
#undef SIGALRM
#undef SIGTERM
#undef SIGSTKFLT
#undef SIGCHLD
#undef SIGCLD
#undef SIGCONT
#undef SIGSTOP
#undef SIGTSTP
#undef SIGTTIN
#undef SIGTTOU
#undef SIGURG
#undef SIGXCPU
#undef SIGXFSZ
#undef SIGVTALRM
#undef SIGPROF
#undef SIGWINCH
#undef SIGIO
#undef SIGPOLL
#undef SIGPWR
#undef SIGSYS
#undef SIGBREAK

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGIOT SIGABRT
#define SIGBUS 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGSTKFLT 16
#define SIGCHLD 17
#define SIGCLD SIGCHLD
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGVTALRM 26
#define SIGPROF 27
#define SIGWINCH 28
#define SIGIO 29
#define SIGPOLL SIGIO
#define SIGPWR 30
#define SIGSYS 31
#define SIGBREAK 32 /* the console's Ctrl-Break; no POSIX signal */
#define SIGRTMIN 34
#define SIGRTMAX 64
#define NSIG 65
#define _NSIG 65
#define SIG2STR_MAX 32 /* "RTMIN+30" and its like fit, with the NUL */

/* ---- types ------------------------------------------------------------------------------------------------------ */

typedef void (*posix_sighandler_t)(int);
typedef posix_sighandler_t sighandler_t;
typedef posix_sighandler_t sig_t;

#undef SIG_DFL
#undef SIG_IGN
#undef SIG_ERR
#undef SIG_HOLD
#define SIG_DFL ((posix_sighandler_t)0)
#define SIG_IGN ((posix_sighandler_t)1)
#define SIG_HOLD ((posix_sighandler_t)2)
#define SIG_ERR ((posix_sighandler_t)-1)

union sigval {
  int sival_int;
  void *sival_ptr;
};
typedef union sigval sigval_t;

typedef struct posix_siginfo {
  int si_signo;
  int si_errno;
  int si_code;
  int si_timerid;        /* SI_TIMER */
  pid_t si_pid;          /* sender, or the child of SIGCHLD */
  uid_t si_uid;          /* sender's real user ID (the RID of its SID) */
  int si_status;         /* SIGCHLD: exit value or signal */
  int si_overrun;        /* SI_TIMER */
  long si_band;          /* SIGPOLL */
  void *si_addr;         /* SIGILL, SIGFPE, SIGSEGV, SIGBUS, SIGTRAP */
  union sigval si_value; /* sigqueue(), timers, message queues */
  clock_t si_utime;      /* SIGCHLD */
  clock_t si_stime;      /* SIGCHLD */
} siginfo_t;

#define si_int si_value.sival_int
#define si_ptr si_value.sival_ptr

typedef struct pthread_attr_t pthread_attr_t;

struct sigevent {
  int sigev_notify;
  int sigev_signo;
  union sigval sigev_value;
  void (*sigev_notify_function)(union sigval);
  pthread_attr_t *sigev_notify_attributes;
};

struct sigaction {
  __extension__ union {
    void (*sa_handler)(int);
    void (*sa_sigaction)(int, siginfo_t *, void *);
  };
  sigset_t sa_mask;
  int sa_flags;
};

typedef struct posix_stack {
  void *ss_sp;
  int ss_flags;
  size_t ss_size;
} stack_t;

/* The NT CONTEXT, field for field; edits made by a handler take effect when it returns. */
#if defined(__x86_64__)
typedef struct __attribute__((aligned(16))) posix_mcontext {
  uint64_t P1Home, P2Home, P3Home, P4Home, P5Home, P6Home;
  uint32_t ContextFlags, MxCsr;
  uint16_t SegCs, SegDs, SegEs, SegFs, SegGs, SegSs;
  uint32_t EFlags;
  uint64_t Dr0, Dr1, Dr2, Dr3, Dr6, Dr7;
  uint64_t Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi;
  uint64_t R8, R9, R10, R11, R12, R13, R14, R15;
  uint64_t Rip;
  unsigned char FltSave[512]; /* fxsave image: x87 and XMM0..15 */
  unsigned char VectorRegister[416];
  uint64_t VectorControl, DebugControl;
  uint64_t LastBranchToRip, LastBranchFromRip, LastExceptionToRip, LastExceptionFromRip;
} mcontext_t;
#elif defined(__i386__)
typedef struct posix_mcontext {
  uint32_t ContextFlags, Dr0, Dr1, Dr2, Dr3, Dr6, Dr7;
  unsigned char FloatSave[112];
  uint32_t SegGs, SegFs, SegEs, SegDs, Edi, Esi, Ebx, Edx, Ecx, Eax, Ebp, Eip, SegCs, EFlags, Esp, SegSs;
  unsigned char ExtendedRegisters[512];
} mcontext_t;
#else
typedef struct posix_mcontext {
  uint64_t reserved[160];
} mcontext_t;
#endif

typedef struct posix_ucontext {
  unsigned long uc_flags;
  struct posix_ucontext *uc_link;
  sigset_t uc_sigmask;
  stack_t uc_stack;
  mcontext_t uc_mcontext;
} ucontext_t;

/* ---- constants -------------------------------------------------------------------------------------------------- */

#define SA_NOCLDSTOP 0x00000001
#define SA_NOCLDWAIT 0x00000002
#define SA_SIGINFO 0x00000004
#define SA_ONSTACK 0x08000000
#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND ((int)0x80000000)
#define SA_NOMASK SA_NODEFER
#define SA_ONESHOT SA_RESETHAND
#define SA_INTERRUPT 0x20000000 /* historical, no effect */

#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

#define SS_ONSTACK 1
#define SS_DISABLE 2
#define MINSIGSTKSZ 16384 /* sysconf(_SC_MINSIGSTKSZ) is exact for this machine */
#define SIGSTKSZ 65536

#define SIGEV_SIGNAL 0
#define SIGEV_NONE 1
#define SIGEV_THREAD 2
#define SIGEV_THREAD_ID 4

#define SI_USER 0
#define SI_KERNEL 0x80
#define SI_QUEUE (-1)
#define SI_TIMER (-2)
#define SI_MESGQ (-3)
#define SI_ASYNCIO (-4)
#define SI_TKILL (-6)

#define ILL_ILLOPC 1
#define ILL_ILLOPN 2
#define ILL_ILLADR 3
#define ILL_ILLTRP 4
#define ILL_PRVOPC 5
#define ILL_PRVREG 6
#define ILL_COPROC 7
#define ILL_BADSTK 8
#define FPE_INTDIV 1
#define FPE_INTOVF 2
#define FPE_FLTDIV 3
#define FPE_FLTOVF 4
#define FPE_FLTUND 5
#define FPE_FLTRES 6
#define FPE_FLTINV 7
#define FPE_FLTSUB 8
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define BUS_ADRALN 1
#define BUS_ADRERR 2
#define BUS_OBJERR 3
#define TRAP_BRKPT 1
#define TRAP_TRACE 2
#define CLD_EXITED 1
#define CLD_KILLED 2
#define CLD_DUMPED 3
#define CLD_TRAPPED 4
#define CLD_STOPPED 5
#define CLD_CONTINUED 6
#define POLL_IN 1
#define POLL_OUT 2
#define POLL_MSG 3
#define POLL_ERR 4
#define POLL_PRI 5
#define POLL_HUP 6

POSIX_SIGNALS_BEGIN

/* ---- signal sets [any] ------------------------------------------------------------------------------------------
 * Pure words. -1 with EINVAL for a number that is no signal (0, 33, 65 and beyond) or a null set; nothing changes. */

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
 * EINVAL: no such signal, or SIGKILL or SIGSTOP to be changed. EFAULT: an impossible address. [any] XSH sigaction */
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

/* Send to the calling thread; returns after the handler. 0 sends nothing. EINVAL. [any] XSH raise */
int raise(int sig) POSIX_SIGNALS_LABEL(raise);
/* Send to a process (pid > 0), the own group (0), all that may be signalled (-1), a group (< -1); sig 0 only looks. The
 * signal is on the target's queue when the call returns; one to the own process that no thread blocks has been handled.
 * EINVAL EPERM ESRCH, EAGAIN (real-time queue full), ENOSYS (the target cannot take this signal). [any] XSH kill */
int kill(pid_t pid, int sig) POSIX_SIGNALS_LABEL(kill);
/* Send to a process group, 0 for the own one. EINVAL (also: negative group) EPERM ESRCH. [any] XSH killpg */
int killpg(pid_t pgrp, int sig) POSIX_SIGNALS_LABEL(killpg);
/* Queue with a value. As kill() of one process, and EAGAIN when SIGQUEUE_MAX are pending there. [any] XSH sigqueue */
int sigqueue(pid_t pid, int sig, union sigval value) POSIX_SIGNALS_LABEL(sigqueue);

#undef pthread_sigmask
#undef pthread_kill
/* Send to one thread of this process; these return an error number: EINVAL, ESRCH (never was a thread), EAGAIN
 * (real-time queue full). A thread that has ended is no error. [any] XSH pthread_kill; glibc pthread_sigqueue */
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

/* ---- beyond POSIX ------------------------------------------------------------------------------------------------ */

/* Roads by which a running thread may be reached; the call returns the former set. [any] docs/windows-mapping.md */
#define POSIX_SIGNAL_ROAD_APC 0x1         /* user APC into foreign alertable waits */
#define POSIX_SIGNAL_ROAD_SPECIAL_APC 0x2 /* QueueUserAPC2; off by default */
#define POSIX_SIGNAL_ROAD_HIJACK 0x4      /* suspend, and enter through the context */
#define POSIX_SIGNAL_ROAD_RETURN 0x8      /* swap a return address where the context may not be changed */
#define POSIX_SIGNAL_ROAD_SURROGATE 0x10  /* the library's own thread, when every other road has failed */
unsigned posix_signal_roads_np(unsigned roads);
/* Milliseconds before the surrogate stands in for a thread that nobody can reach; negative for never. Returns the
 * former. [any] */
int posix_signal_grace_np(int milliseconds);
/* The calling thread's doorbell as a Windows event HANDLE (manual reset), to be put into one's own wait; null if it
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
 * of module+offset. Returns the former: POSIX_SIGNALS_CRASH_MESSAGE (0 or 1) in the environment, or else on if the
 * library was built without optimisation. [any] */
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
  int road;         /* POSIX_KILL_... */
  int event;        /* number of the console control event; -1 if there is none */
  int error;        /* what kill() would fail with; 0 */
  char target[160]; /* what the process is, for people */
  char reason[160]; /* why this road */
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

/* What has become of the request that kill() made last of this process, one without the library, as POSIX_KILL_EVENT.
 * kill() waits for no answer; this does, at most *milliseconds (null: for ever), which is lowered by the time that
 * took. The last 16 requests are remembered. EBADF EFAULT [thread] */
#define POSIX_REQUEST_NONE 0       /* none is known of */
#define POSIX_REQUEST_PENDING 1    /* its handlers are still at work, or it is suspended */
#define POSIX_REQUEST_HANDLED 2    /* one of its handlers has taken it */
#define POSIX_REQUEST_SUPPRESSED 3 /* it has control events switched off: nothing was run */
#define POSIX_REQUEST_ENDED 4      /* the process has ended, by this or otherwise */
int posix_kill_outcome_np(posix_pidfd_t process, int *milliseconds, int *outcome);

/* The signal state of a process that has this library, read from outside while it goes on: the process notices
 * nothing, and may be stopped or hang. EINVAL (not a pid above 0) ESRCH EPERM EFAULT, ENOSYS (it has not the library,
 * or not one that tells). [any] */
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
