/* <signal.h>: constants, types and what they promise. Most of it is proven by compiling. */
#include "conformance.h"

static const int kStandard[] = {SIGABRT, SIGALRM, SIGBUS,  SIGCHLD,   SIGCONT, SIGFPE,  SIGHUP,
                                SIGILL,  SIGINT,  SIGKILL, SIGPIPE,   SIGQUIT, SIGSEGV, SIGSTOP,
                                SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU,   SIGUSR1, SIGUSR2, SIGWINCH,
                                SIGSYS,  SIGTRAP, SIGURG,  SIGVTALRM, SIGXCPU, SIGXFSZ, SIGPROF};
enum { kCount = sizeof kStandard / sizeof *kStandard };
#define DISTINCT(...)                                                                                                  \
  do {                                                                                                                 \
    const long long v[] = {__VA_ARGS__};                                                                               \
    for (size_t a = 0; a < sizeof v / sizeof *v; a++)                                                                  \
      for (size_t b = 0; b < a; b++) CHECK(v[a] != v[b]);                                                              \
  } while (0)
#define FIELD(type, field, ctype) CHECK(__builtin_types_compatible_p(__typeof__(((type *)0)->field), ctype))

CASE(signal_h_01) {
  for (int a = 0; a < kCount; a++)
    for (int b = 0; b < a; b++) CHECK(kStandard[a] != kStandard[b]);
}
CASE(signal_h_02) {
  for (int i = 0; i < kCount; i++) CHECK(kStandard[i] > 0);
}
CASE(signal_h_03) { CHECK(SIGRTMAX - SIGRTMIN + 1 >= 8); }
CASE(signal_h_04) {
  for (int i = 0; i < kCount; i++) CHECK(kStandard[i] < SIGRTMIN || kStandard[i] > SIGRTMAX);
}
CASE(signal_h_05) { CHECK(SIGRTMIN > 0 && SIGRTMAX > SIGRTMIN); }
CASE(signal_h_06) {
  FIELD(struct sigaction, sa_mask, sigset_t);
  FIELD(struct sigaction, sa_flags, int);
  struct sigaction action = {.sa_handler = note};
  CHECK(action.sa_handler == note);
  action.sa_sigaction = note_info;
  CHECK(action.sa_sigaction == note_info);
}
CASE(signal_h_07) {
  FIELD(siginfo_t, si_signo, int);
  FIELD(siginfo_t, si_code, int);
  FIELD(siginfo_t, si_pid, pid_t);
  FIELD(siginfo_t, si_uid, uid_t);
  FIELD(siginfo_t, si_addr, void *);
  FIELD(siginfo_t, si_status, int);
  FIELD(siginfo_t, si_value, union sigval);
}
CASE(signal_h_08) {
  FIELD(stack_t, ss_sp, void *);
  FIELD(stack_t, ss_size, size_t);
  FIELD(stack_t, ss_flags, int);
}
CASE(signal_h_09) {
  FIELD(union sigval, sival_int, int);
  FIELD(union sigval, sival_ptr, void *);
}
CASE(signal_h_10) {
  FIELD(struct sigevent, sigev_notify, int);
  FIELD(struct sigevent, sigev_signo, int);
  FIELD(struct sigevent, sigev_value, union sigval);
  struct sigevent event;
  event.sigev_notify_function = NULL, event.sigev_notify_attributes = NULL;
  CHECK(event.sigev_notify_function == NULL && event.sigev_notify_attributes == NULL);
}
CASE(signal_h_11) { DISTINCT(SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK); }
CASE(signal_h_12) {
  DISTINCT(SA_NOCLDSTOP, SA_ONSTACK, SA_RESETHAND, SA_RESTART, SA_SIGINFO, SA_NOCLDWAIT, SA_NODEFER);
  CHECK((SA_NOCLDSTOP & SA_ONSTACK) == 0 && (SA_RESETHAND & SA_RESTART) == 0 && (SA_SIGINFO & SA_NODEFER) == 0);
}
CASE(signal_h_13) { DISTINCT(SI_USER, SI_QUEUE, SI_TIMER, SI_ASYNCIO, SI_MESGQ); }
CASE(signal_h_14) {
  DISTINCT(ILL_ILLOPC, ILL_ILLOPN, ILL_ILLADR, ILL_ILLTRP, ILL_PRVOPC, ILL_PRVREG, ILL_COPROC, ILL_BADSTK);
}
CASE(signal_h_15) {
  DISTINCT(FPE_INTDIV, FPE_INTOVF, FPE_FLTDIV, FPE_FLTOVF, FPE_FLTUND, FPE_FLTRES, FPE_FLTINV, FPE_FLTSUB);
}
CASE(signal_h_16) {
  DISTINCT(SEGV_MAPERR, SEGV_ACCERR);
  DISTINCT(BUS_ADRALN, BUS_ADRERR, BUS_OBJERR);
  DISTINCT(TRAP_BRKPT, TRAP_TRACE);
}
CASE(signal_h_17) { DISTINCT(CLD_EXITED, CLD_KILLED, CLD_DUMPED, CLD_TRAPPED, CLD_STOPPED, CLD_CONTINUED); }
CASE(signal_h_18) { DISTINCT(SIGEV_NONE, SIGEV_SIGNAL, SIGEV_THREAD); }
CASE(signal_h_19) { DISTINCT(SS_ONSTACK, SS_DISABLE); }
CASE(signal_h_20) {
  const int causes[] = {ILL_ILLOPC, FPE_INTDIV, SEGV_MAPERR, BUS_ADRALN, CLD_EXITED, CLD_CONTINUED};
  for (int i = 0; i < 6; i++) CHECK(causes[i] != SI_USER && causes[i] != SI_QUEUE && causes[i] != SI_TIMER);
}
CASE(signal_h_21) {
  sig_atomic_t atom = 127;
  CHECK(atom == 127 && sizeof(pthread_t) > 0 && sizeof(uid_t) > 0 && sizeof(pid_t) >= 4 && sizeof(size_t) > 0);
}
CASE(signal_h_22) {
  struct timespec time = {1, 2};
  CHECK(time.tv_sec == 1 && time.tv_nsec == 2);
}
CASE(signal_h_23) {
  FIELD(ucontext_t, uc_link, ucontext_t *);
  FIELD(ucontext_t, uc_sigmask, sigset_t);
  FIELD(ucontext_t, uc_stack, stack_t);
  FIELD(ucontext_t, uc_mcontext, mcontext_t);
}
CASE(signal_h_24) {
#if defined SIGABRT && defined SIGALRM && defined SIGBUS && defined SIGCHLD && defined SIGCONT && defined SIGFPE &&    \
    defined SIGHUP && defined SIGILL && defined SIGINT && defined SIGKILL && defined SIGPIPE && defined SIGQUIT &&     \
    defined SIGSEGV && defined SIGSTOP && defined SIGTERM && defined SIGTSTP && defined SIGTTIN && defined SIGTTOU &&  \
    defined SIGUSR1 && defined SIGUSR2 && defined SIGRTMIN && defined SIGRTMAX
  CHECK(1);
#else
  END(FAIL, "a macro is missing");
#endif
}
CASE(signal_h_25) {
  switch (SIGTERM) { /* usable as constants */
  case SIGABRT:
  case SIGALRM:
  case SIGBUS:
  case SIGCHLD:
  case SIGCONT:
  case SIGFPE:
  case SIGHUP:
  case SIGILL:
  case SIGINT:
  case SIGKILL:
  case SIGPIPE:
  case SIGQUIT:
  case SIGSEGV:
  case SIGSTOP:
  case SIGTSTP:
  case SIGTTIN:
  case SIGTTOU:
  case SIGUSR1:
  case SIGUSR2: END(FAIL, "SIGTERM is another one");
  case SIGTERM: break;
  }
}
CASE(signal_h_26) {
  const long all = sysconf(_SC_RTSIG_MAX);
  CHECK(sysconf(_SC_REALTIME_SIGNALS) > 0 && (all == -1 || all >= 8));
}
CASE(signal_h_27) {
#if defined _POSIX_REALTIME_SIGNALS && _POSIX_REALTIME_SIGNALS + 0 >= 200112L
  CHECK(1);
#else
  END(FAIL, "_POSIX_REALTIME_SIGNALS is not defined");
#endif
}
