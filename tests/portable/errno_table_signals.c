/* What signal.h has. */
#include "errno_table.h"

#include <pthread.h>

/* What may be sent: 0, what is none, and what everybody here ignores. */
static const struct number sent[] = {
    {"-1", -1}, {"0", 0},   {"1", 1},       {"10", 10},           {"34", 34},
    {"64", 64}, {"65", 65}, {"1000", 1000}, {"INT_MAX", INT_MAX}, {"INT_MIN", INT_MIN}};

static void sets(void) {
  EACH(s, sigs) ANY(p) {
    sigset_t *const set = pointer(p, sizeof(sigset_t));
    if (p == HALF) continue; /* the sets of the two are of different sizes */
    ARGS("%s, %s", pointers[p].name, sigs[s].name);
    sigemptyset(&good.set);
    CALL("sigaddset", WITH_ERRNO, sigaddset(set, sigs[s].value));
    CALL("sigdelset", WITH_ERRNO, sigdelset(set, sigs[s].value));
    CALL("sigismember", WITH_ERRNO, sigismember(set, sigs[s].value));
  }
  ANY(p) {
    sigset_t *const set = pointer(p, sizeof(sigset_t)), other = {0};
    if (p == HALF) continue;
    ARGS("%s", pointers[p].name);
    CALL("sigemptyset", WITH_ERRNO, sigemptyset(set));
    CALL("sigisemptyset", WITH_ERRNO, sigisemptyset(set));
    CALL("sigandset", WITH_ERRNO, sigandset(&good.set, set, &other));
    CALL("sigorset", WITH_ERRNO, sigorset(&good.set, &other, set));
    CALL("sigfillset", WITH_ERRNO, sigfillset(set));
  }
}

static void actions(void) {
  EACH(s, sigs) GIVEN(a) ANY(o) {
    struct sigaction *const act = pointer(a, sizeof(struct sigaction)), *const old =
                                                                            pointer(o, sizeof(struct sigaction));
    struct sigaction ignore;
    memset(&ignore, 0, sizeof(ignore));
    ignore.sa_handler = SIG_IGN;
    ARGS("%s, %s, %s", sigs[s].name, pointers[a].name, pointers[o].name);
    CALL("sigaction", WITH_ERRNO, sigaction(sigs[s].value, a == OK ? &ignore : act, old));
  }
  all_ignored();
  /* The action has changed although the former one could not be told. */
  signal(SIGUSR1, SIG_DFL);
  const struct sigaction ignore = {.sa_handler = SIG_IGN};
  if (sigsetjmp(table_back, 1) == 0) sigaction(SIGUSR1, &ignore, pointers[NO_ACCESS].address);
  ARGS("10, ok, no-access, then");
  CALL("signal", HANDLER, signal(SIGUSR1, SIG_IGN));

  static const struct number dispositions[] = {
      {"SIG_DFL", 0}, {"SIG_IGN", 1}, {"SIG_HOLD", 2}, {"SIG_ERR", -1}, {"handler", 3}};
  EACH(s, sigs) EACH(d, dispositions) {
    const int sig = sigs[s].value;
    void (*const disposition)(int) =
        dispositions[d].value == 3 ? handler : (void (*)(int))(intptr_t)dispositions[d].value;
    ARGS("%s, %s", sigs[s].name, dispositions[d].name);
    if (dispositions[d].value != 2) {
      CALL("signal", HANDLER, signal(sig, disposition));
      CALL("sysv_signal", HANDLER, sysv_signal(sig, disposition));
    }
    CALL("sigset", HANDLER, sigset(sig, disposition));
    nothing_blocked();
    all_ignored();
  }
  EACH(s, sigs) {
    const int sig = sigs[s].value;
    ARGS("%s", sigs[s].name);
    CALL("sighold", WITH_ERRNO, sighold(sig));
    CALL("sigrelse", WITH_ERRNO, sigrelse(sig));
    CALL("sigignore", WITH_ERRNO, sigignore(sig));
    if (sig < 1 || sig > 64) CALL("sigpause", WITH_ERRNO, sigpause(sig));
    ARGS("%s, 0", sigs[s].name);
    CALL("siginterrupt", WITH_ERRNO, siginterrupt(sig, 0));
    ARGS("%s, 1", sigs[s].name);
    CALL("siginterrupt", WITH_ERRNO, siginterrupt(sig, 1));
    nothing_blocked();
    all_ignored();
  }
}

static void masks(void) {
  static const struct number hows[] = {
      {"BLOCK", SIG_BLOCK}, {"UNBLOCK", SIG_UNBLOCK}, {"SETMASK", SIG_SETMASK}, {"-1", -1}, {"3", 3},
      {"INT_MAX", INT_MAX}, {"INT_MIN", INT_MIN}};
  EACH(h, hows) GIVEN(s) ANY(o) {
    sigset_t *const set = pointer(s, 8), *const old = pointer(o, 8), one;
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    ARGS("%s, %s, %s", hows[h].name, pointers[s].name, pointers[o].name);
    if (s == HALF) continue; /* glibc copies all of its larger set */
    CALL("sigprocmask", WITH_ERRNO, sigprocmask(hows[h].value, s == OK ? &one : set, old));
    ARGS("10");
    sigset_t now;
    sigprocmask(SIG_BLOCK, NULL, &now);
    CALL("... blocks", WITH_ERRNO, sigismember(&now, SIGUSR1));
    nothing_blocked();
    ARGS("%s, %s, %s", hows[h].name, pointers[s].name, pointers[o].name);
    CALL("pthread_sigmask", NUMBER, pthread_sigmask(hows[h].value, s == OK ? &one : set, old));
    nothing_blocked();
  }
  ANY(p) {
    ARGS("%s", pointers[p].name);
    CALL("sigpending", WITH_ERRNO, sigpending(pointer(p, 8)));
  }
}

static void stacks(void) {
  static const struct number flags[] = {
      {"0", 0}, {"ONSTACK", SS_ONSTACK}, {"DISABLE", SS_DISABLE}, {"both", 3}, {"4", 4}, {"0x40", 0x40}, {"-1", -1}};
  static const struct {
    const char *name;
    size_t value;
  } sizes[] = {{"0", 0}, {"1", 1}, {"1024", 1024}, {"65536", 65536}}; /* none that the stack in use would lie in */
  static char memory[65536];
  const stack_t none = {.ss_flags = SS_DISABLE};
  EACH(f, flags) EACH(z, sizes) ANY(o) {
    const stack_t stack = {.ss_sp = memory, .ss_flags = flags[f].value, .ss_size = sizes[z].value};
    ARGS("%s of %s, %s", flags[f].name, sizes[z].name, pointers[o].name);
    CALL("sigaltstack", WITH_ERRNO, sigaltstack(&stack, pointer(o, sizeof(stack_t))));
    sigaltstack(&none, NULL);
  }
  GIVEN(s) ANY(o) {
    ARGS("%s, %s", pointers[s].name, pointers[o].name);
    good.stack = none;
    CALL("sigaltstack", WITH_ERRNO, sigaltstack(pointer(s, sizeof(stack_t)), pointer(o, sizeof(stack_t))));
    sigaltstack(&none, NULL);
  }
  const stack_t some = {.ss_sp = memory, .ss_size = sizeof(memory)};
  stack_t now = {0};
  sigaltstack(&some, pointers[NO_ACCESS].address); /* has been changed by then */
  sigaltstack(&none, &now);
  ARGS("changed, no-access");
  CALL("sigaltstack", WITH_ERRNO, now.ss_sp == memory);
}

void sends(void) {
  const union sigval value = {.sival_int = 1};
  for (unsigned p = 0; p < PIDS; ++p) EACH(s, sent) {
      const int sig = sent[s].value;
      ARGS("%s, %s", pid_names[p], sent[s].name);
      if (pids[p] != -1) CALL("kill", WITH_ERRNO, kill(pids[p], sig));
      else if (sig <= 0 || sig > 64) CALL("kill", WITH_ERRNO, kill(-1, sig));
      CALL("sigqueue", WITH_ERRNO, sigqueue(pids[p], sig, value));
      CALL("killpg", WITH_ERRNO, killpg(pids[p], sig));
      for (unsigned t = 0; t < PIDS; ++t) {
        if (t == OWN || (t >= ZOMBIE && p == t) || s % 2 != 0) continue;
        ARGS("%s, %s, %s", pid_names[p], pid_names[t], sent[s].name);
        CALL("tgkill", WITH_ERRNO, tgkill(pids[p], pids[t], sig));
      }
    }
  EACH(s, sent) {
    ARGS("%s", sent[s].name);
    CALL("raise", WITH_ERRNO, raise(sent[s].value));
    ARGS("self, %s", sent[s].name);
    CALL("pthread_kill", NUMBER, pthread_kill(pthread_self(), sent[s].value));
    CALL("pthread_sigqueue", NUMBER, pthread_sigqueue(pthread_self(), sent[s].value, value));
  }
}

static void *ends(void *argument) { return argument; }

/* A thread that has ended and not been joined. */
static void ended_threads(void) {
  const union sigval value = {.sival_int = 1};
  const struct timespec millisecond = {0, 1000000};
  pthread_t thread;
  pthread_create(&thread, NULL, ends, NULL);
  for (int n = 0; n < 5000 && pthread_sigqueue(thread, 0, value) == 0; ++n) nanosleep(&millisecond, NULL);
  EACH(s, sent) {
    ARGS("ended, %s", sent[s].name);
    CALL("pthread_kill", NUMBER, pthread_kill(thread, sent[s].value));
    CALL("pthread_sigqueue", NUMBER, pthread_sigqueue(thread, sent[s].value, value));
  }
  pthread_join(thread, NULL);
}

/* SIGUSR1 is blocked, and pending if it says so. */
static void pending_usr1(int wanted) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  signal(SIGUSR1, SIG_IGN); /* discards it */
  signal(SIGUSR1, handler);
  sigprocmask(SIG_BLOCK, &set, NULL);
  if (wanted) raise(SIGUSR1);
}

static int is_pending(void) {
  sigset_t set;
  sigpending(&set);
  return sigismember(&set, SIGUSR1);
}

static void waits(void) {
  sigset_t usr1;
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  for (unsigned p = NONE; p < READ_ONLY; ++p) {
    ARGS("%s", pointers[p].name);
    CALL("sigsuspend", WITH_ERRNO, sigsuspend(pointer(p, 8)));
    ARGS("%s, ok", pointers[p].name);
    CALL("sigwait", NUMBER, sigwait(pointer(p, 8), (int *)&good));
    CALL("sigwaitinfo", WITH_ERRNO, sigwaitinfo(pointer(p, 8), &good.info));
  }
  for (int pending = 0; pending < 2; ++pending) {
    EACH(t, times) ANY(i) GIVEN(s) {
      if (s == HALF) continue; /* as sigprocmask's */
      pending_usr1(pending);
      ARGS("%s, %s, %s%s", pointers[s].name, pointers[i].name, time_names[t], pending ? ", pending" : "");
      CALL("sigtimedwait", WITH_ERRNO,
           sigtimedwait(s == OK ? &usr1 : pointer(s, 8), i == OK ? &good.info : pointer(i, sizeof(siginfo_t)),
                        &times[t]));
      ARGS("pending");
      CALL("... left", WITH_ERRNO, is_pending());
    }
    BAD(t) {
      pending_usr1(pending);
      ARGS("ok, null, %s%s", pointers[t].name, pending ? ", pending" : "");
      CALL("sigtimedwait", WITH_ERRNO, sigtimedwait(&usr1, NULL, pointer(t, sizeof(struct timespec))));
      ARGS("pending");
      CALL("... left", WITH_ERRNO, is_pending());
    }
  }
  for (unsigned p = NONE; p < POINTERS; ++p) {
    pending_usr1(1);
    ARGS("ok, %s, pending", pointers[p].name);
    CALL("sigwait", NUMBER, sigwait(&usr1, pointer(p, sizeof(int))));
    ARGS("pending");
    CALL("... left", WITH_ERRNO, is_pending());
  }
  /* si_code, as glibc tells whoever waits. */
  siginfo_t info;
  pending_usr1(1);
  sigwaitinfo(&usr1, &info);
  ARGS("raise");
  CALL("... is SI_USER", WITH_ERRNO, info.si_code == SI_USER);
  pthread_kill(pthread_self(), SIGUSR1);
  sigtimedwait(&usr1, &info, &times[0]);
  ARGS("pthread_kill");
  CALL("... is SI_USER", WITH_ERRNO, info.si_code == SI_USER);
  nothing_blocked();
  all_ignored();
}

static void texts(void) {
  EACH(s, sigs) {
    ARGS("%s", sigs[s].name);
    CALL("strsignal", TEXT, strsignal(sigs[s].value));
    CALL("sigabbrev_np", TEXT, sigabbrev_np(sigs[s].value));
    CALL("sigdescr_np", TEXT, sigdescr_np(sigs[s].value));
  }
}

void of_signals(void) {
  sets();
  actions();
  masks();
  stacks();
  ended_threads();
  waits();
  texts();
}
