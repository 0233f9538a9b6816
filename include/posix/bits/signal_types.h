/* Part of <posix/signal.h>: its types. */
#include <posix/signal.h> /* which includes this one where it belongs */

#ifndef POSIX_SIGNALS_BITS_SIGNAL_TYPES_H
#define POSIX_SIGNALS_BITS_SIGNAL_TYPES_H
#pragma GCC system_header

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
  pid_t sigev_notify_thread_id; /* SIGEV_THREAD_ID */
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

typedef struct posix_ucontext {
  unsigned long uc_flags;
  struct posix_ucontext *uc_link;
  sigset_t uc_sigmask;
  stack_t uc_stack;
  mcontext_t uc_mcontext;
} ucontext_t;

#endif
