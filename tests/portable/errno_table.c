/* What each call answers to arguments that are none: one line per call, "name(arguments) = result". The arguments are
 * lists, the calls their products. Run on Linux and under Wine, and compared by errno_table.py.
 *
 * "alone" as an argument: in a PID namespace of its own, where numbers that are none of its processes' reach nobody
 * else; only then does it send anything. And that is 0, signals that do not exist, or signals that it and its children
 * ignore. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <windows.h>
#define pipe(ends) _pipe(ends, 65536, _O_BINARY)
#else
#include <sys/mman.h>
#endif

#define EACH(i, list) for (unsigned i = 0; i < sizeof(list) / sizeof((list)[0]); ++i)

#ifndef environ /* the macro of ucrt's header */
extern char **environ;
#endif

static const char *program;
static int alone;

/* ---- the line ---------------------------------------------------------------------------------------------------- */

static sigjmp_buf back;
static char arguments[200];

static void on_fault(int sig) {
  (void)sig;
  siglongjmp(back, 1);
}

static const char *error_name(int error) {
  static const struct {
    int error;
    const char *name;
  } names[] = {{EINVAL, "EINVAL"}, {ESRCH, "ESRCH"},   {EPERM, "EPERM"}, {EFAULT, "EFAULT"},
               {ECHILD, "ECHILD"}, {EAGAIN, "EAGAIN"}, {EINTR, "EINTR"}, {ENOMEM, "ENOMEM"},
               {EACCES, "EACCES"}, {ENOENT, "ENOENT"}, {EBADF, "EBADF"}, {ENOSYS, "ENOSYS"}};
  static char other[32];
  EACH(n, names) if (names[n].error == error) return names[n].name;
  snprintf(other, sizeof(other), "error %d", error);
  return other;
}

static const char *pid_name(long long pid);

/* What -1 with errno means, an error number, a handler, a text, or a pid. */
enum kind { WITH_ERRNO, NUMBER, HANDLER, TEXT, PID };

static void put_line(const char *name, enum kind kind, int fault, long long result, int error) {
  printf("%s(%s) = ", name, arguments);
  if (fault) puts("SIGSEGV");
  else if (kind == TEXT) puts(result != 0 ? (const char *)(intptr_t)result : "null");
  else if (kind == NUMBER) puts(result == 0 ? "0" : error_name((int)result));
  else if (result == -1) printf("-1 %s\n", error_name(error));
  else if (kind == HANDLER)
    puts(result == 0 ? "SIG_DFL" : result == 1 ? "SIG_IGN" : result == 2 ? "SIG_HOLD" : "handler");
  else if (kind == PID) puts(pid_name(result));
  else printf("%lld\n", result);
}

/* Evaluates the call with SIGSEGV caught. Nothing of the caller's changes between the two returns of sigsetjmp(). */
#pragma GCC diagnostic ignored "-Wclobbered"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#define CALL(name, kind, call)                                                                                         \
  do {                                                                                                                 \
    volatile long long result_ = 0;                                                                                    \
    volatile int error_ = 0, fault_ = 1;                                                                               \
    if (sigsetjmp(back, 1) == 0) {                                                                                     \
      errno = 0;                                                                                                       \
      result_ = (long long)(intptr_t)(call);                                                                           \
      error_ = errno;                                                                                                  \
      fault_ = 0;                                                                                                      \
    }                                                                                                                  \
    put_line(name, kind, fault_, result_, error_);                                                                     \
  } while (0)

#define ARGS(...) snprintf(arguments, sizeof(arguments), __VA_ARGS__)

/* ---- the arguments ----------------------------------------------------------------------------------------------- */

struct number {
  const char *name;
  int value;
};
static const struct number sigs[] = {
    {"-1", -1}, {"0", 0},   {"1", 1},   {"9", 9},   {"10", 10},           {"19", 19},          {"32", 32},
    {"33", 33}, {"34", 34}, {"64", 64}, {"65", 65}, {"INT_MAX", INT_MAX}, {"INT_MIN", INT_MIN}};
/* What may be sent: 0, what is none, and what everybody here ignores. */
static const struct number sent[] = {
    {"-1", -1}, {"0", 0},   {"1", 1},       {"10", 10},           {"34", 34},
    {"64", 64}, {"65", 65}, {"1000", 1000}, {"INT_MAX", INT_MAX}, {"INT_MIN", INT_MIN}};

struct pointer {
  const char *name;
  void *address;
};
/* Null; in the first page; that no process can have; of the kernel's half; without access; of the right size, but its
 * second half without access. The last is written at no time. */
enum { OK, NONE, LOW, NOBODYS, KERNELS, NO_ACCESS, HALF, READ_ONLY, POINTERS };
static struct pointer pointers[POINTERS] = {{"ok", NULL},
                                            {"null", NULL},
                                            {"8", (void *)8},
                                            {"nobody's", (void *)0x0123456789abcdef},
                                            {"kernel's", (void *)-4096L},
                                            {"no-access", NULL},
                                            {"half", NULL},
                                            {"read-only", NULL}};
#define BAD(i) for (unsigned i = LOW; i < READ_ONLY; ++i)  /* to read from */
#define ANY(i) for (unsigned i = OK; i < POINTERS; ++i)    /* to write to */
#define GIVEN(i) for (unsigned i = OK; i < READ_ONLY; ++i) /* to read from, the good ones too */

static union {
  long long words[64];
  sigset_t set;
  siginfo_t info;
  stack_t stack;
} good;
static char *half_page;

/* The last `size` / 2 bytes before the page without access. */
static void *pointer(unsigned n, size_t size) {
  if (n == OK) return &good;
  if (n == HALF) return half_page + 4096 - size / 2;
  return pointers[n].address;
}

static void make_pages(void) {
#ifdef _WIN32
  DWORD former;
  half_page = VirtualAlloc(NULL, 3 * 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
  VirtualProtect(half_page + 4096, 4096, PAGE_NOACCESS, &former);
  VirtualProtect(half_page + 8192, 4096, PAGE_READONLY, &former);
#else
  half_page = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  mprotect(half_page + 4096, 4096, PROT_NONE);
  mprotect(half_page + 8192, 4096, PROT_READ);
#endif
  pointers[NO_ACCESS].address = half_page + 4096;
  pointers[READ_ONLY].address = half_page + 8192;
}

/* ---- processes --------------------------------------------------------------------------------------------------- */

enum { OWN, DEAD, ZERO, ALL, MINUS_DEAD, MINUS_OWN, MINUS_MAX, LEAST, MOST, ZOMBIE, LIVE, PIDS };
static const char *const pid_names[PIDS] = {"own",      "dead",    "0",       "-1",     "-dead", "-own",
                                            "-INT_MAX", "INT_MIN", "INT_MAX", "zombie", "live"};
enum { ABSENT = INT_MIN + 2 }; /* not made yet */
static pid_t pids[PIDS];

static const char *pid_name(long long pid) {
  static char other[32];
  EACH(n, pids) if (pids[n] == pid) return pid_names[n];
  snprintf(other, sizeof(other), "some pid");
  return other;
}

static pid_t start(const char *what) {
  char *args[] = {(char *)program, (char *)what, NULL};
  pid_t pid = 0;
  const int error = posix_spawn(&pid, program, NULL, NULL, args, environ);
  if (error != 0) {
    fprintf(stderr, "errno_table: posix_spawn: %s\n", strerror(error));
    exit(2);
  }
  return pid;
}

static void reap(pid_t pid) {
  int status;
  while (waitpid(pid, &status, 0) == -1 && errno == EINTR) {}
}

static pid_t make_zombie(void) {
  const pid_t pid = start("end");
  siginfo_t info;
  while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) == -1 && errno == EINTR) {}
  return pid;
}

static void make_processes(void) {
  pids[OWN] = getpid();
  pids[DEAD] = make_zombie();
  reap(pids[DEAD]);
  pids[ZERO] = 0;
  pids[ALL] = -1;
  pids[MINUS_DEAD] = -pids[DEAD];
  pids[MINUS_OWN] = -pids[OWN];
  pids[MINUS_MAX] = -INT_MAX;
  pids[LEAST] = INT_MIN;
  pids[MOST] = INT_MAX;
  pids[ZOMBIE] = pids[LIVE] = ABSENT;
}

/* ---- the calls --------------------------------------------------------------------------------------------------- */

static void handler(int sig) { (void)sig; }

static void nothing_blocked(void) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static void all_ignored(void) {
  EACH(n, sigs) if (sigs[n].value > 0 && sigs[n].value < 65) signal(sigs[n].value, SIG_IGN);
}

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
  if (sigsetjmp(back, 1) == 0) sigaction(SIGUSR1, &ignore, pointers[NO_ACCESS].address);
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

static void sends(void) {
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

static void identities(void) {
  for (unsigned p = 0; p < PIDS; ++p) {
    ARGS("%s", pid_names[p]);
    CALL("getpgid", PID, getpgid(pids[p]));
    CALL("getsid", PID, getsid(pids[p]));
    for (unsigned g = 0; g < PIDS; ++g) {
      ARGS("%s, %s", pid_names[p], pid_names[g]);
      CALL("setpgid", WITH_ERRNO, setpgid(pids[p], pids[g]));
    }
  }
}

static const struct timespec times[] = {{0, 0},   {0, 1},       {0, -1},      {0, 1000000000}, {-1, 0},
                                        {-1, -1}, {0, INT_MAX}, {0, INT_MIN}, {INT_MIN, 0}};
static const char *const time_names[] = {"0",       "1ns",       "-1ns",      "10^9ns",  "-1s",
                                         "-1s-1ns", "INT_MAXns", "INT_MINns", "INT_MINs"};

static void sleeps(void) {
  EACH(t, times) ANY(r) {
    ARGS("%s, %s", time_names[t], pointers[r].name);
    CALL("nanosleep", WITH_ERRNO, nanosleep(&times[t], pointer(r, sizeof(struct timespec))));
  }
  for (unsigned p = NONE; p < READ_ONLY; ++p) {
    ARGS("%s, null", pointers[p].name);
    CALL("nanosleep", WITH_ERRNO, nanosleep(pointer(p, sizeof(struct timespec)), NULL));
  }
  static const unsigned alarms[] = {0, 1000000, UINT_MAX};
  EACH(a, alarms) EACH(i, alarms) {
    ARGS("%u, %u", alarms[a], alarms[i]);
    CALL("ualarm", WITH_ERRNO, (int)ualarm(alarms[a], alarms[i]));
  }
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

static const struct number wait_options[] = {
    {"0", 0},         {"NOHANG", WNOHANG}, {"UNTRACED", WUNTRACED}, {"CONTINUED", WCONTINUED},
    {"0x100", 0x100}, {"0x10000", 0x10000}};

/* Where there are children only those calls that cannot wait. */
static void children(int some) {
  for (unsigned p = 0; p < PIDS; ++p) EACH(o, wait_options) ANY(s) {
      const int options = some ? wait_options[o].value | WNOHANG : wait_options[o].value;
      if (pids[p] == ABSENT || (p == ZOMBIE && some) || (some && options == WNOHANG && o == 0)) continue;
      ARGS("%s, %s, %s%s", pid_names[p], pointers[s].name, wait_options[o].name, some ? ", live child" : "");
      CALL("waitpid", PID, waitpid(pids[p], pointer(s, sizeof(int)), options));
      if (o == 1) CALL("wait4", PID, wait4(pids[p], NULL, options, pointer(s, sizeof(struct rusage))));
    }
  if (!some) ANY(s) {
      ARGS("%s", pointers[s].name);
      CALL("wait", PID, wait(pointer(s, sizeof(int))));
    }
}

static void children_by_id(int some) {
  static const struct number types[] = {{"ALL", P_ALL}, {"PID", P_PID}, {"PGID", P_PGID}, {"-1", -1}, {"99", 99}};
  static const struct number options[] = {{"0", 0},
                                          {"NOHANG", WNOHANG},
                                          {"NOWAIT", WNOWAIT},
                                          {"EXITED", WEXITED},
                                          {"STOPPED|CONTINUED", WSTOPPED | WCONTINUED},
                                          {"0x1000|EXITED", 0x1000 | WEXITED}};
  EACH(t, types)
  for (unsigned p = 0; p < PIDS; ++p) EACH(o, options)
  for (unsigned i = OK; i < POINTERS;
       i += i == NONE || i == NO_ACCESS ? 2 : 1) { /* HALF: Linux writes the first fields only */
    if (pids[p] == ABSENT || (p == ZOMBIE && some) || (p != OWN && t != 1 && t != 2 && i != OK)) continue;
    const int flags = options[o].value | (some ? WNOHANG : 0);
    ARGS("%s, %s, %s, %s%s", types[t].name, pid_names[p], pointers[i].name, options[o].name,
         some ? ", live child" : "");
    CALL("waitid", WITH_ERRNO, waitid((idtype_t)types[t].value, (id_t)pids[p], pointer(i, sizeof(siginfo_t)), flags));
  }
}

static void zombies(void) {
  ANY(s) {
    ARGS("zombie, %s", pointers[s].name);
    pids[ZOMBIE] = make_zombie();
    CALL("waitpid", PID, waitpid(pids[ZOMBIE], pointer(s, sizeof(int)), 0));
    CALL("waitpid again", PID, waitpid(pids[ZOMBIE], NULL, WNOHANG));
    pids[ZOMBIE] = make_zombie();
    if (s == HALF) reap(pids[ZOMBIE]); /* Linux writes the first fields only */
    else CALL("waitid", WITH_ERRNO, waitid(P_PID, (id_t)pids[ZOMBIE], pointer(s, sizeof(siginfo_t)), WEXITED));
    CALL("waitid again", WITH_ERRNO, waitid(P_PID, (id_t)pids[ZOMBIE], NULL, WEXITED | WNOHANG));
    pids[ZOMBIE] = make_zombie();
    CALL("wait4", PID, wait4(pids[ZOMBIE], NULL, 0, pointer(s, sizeof(struct rusage))));
    CALL("wait4 again", PID, wait4(pids[ZOMBIE], NULL, WNOHANG, NULL));
  }
  pids[ZOMBIE] = ABSENT;
}

static void programs(void) {
  char *args[] = {(char *)program, (char *)"end", NULL};
  memset(half_page, 'x', 4096); /* no string ends before the page without access */
  BAD(p) {
    char *bad_args[] = {(char *)program, pointer(p, 2), NULL};
    pid_t pid;
    ARGS("%s", pointers[p].name);
    CALL("posix_spawn path", NUMBER, posix_spawn(&pid, pointer(p, 2), NULL, NULL, args, environ));
    CALL("posix_spawn argv", NUMBER, posix_spawn(&pid, program, NULL, NULL, pointer(p, 8), environ));
    CALL("posix_spawn argv[1]", NUMBER, posix_spawn(&pid, program, NULL, NULL, bad_args, environ));
    CALL("posix_spawn envp", NUMBER, posix_spawn(&pid, program, NULL, NULL, args, pointer(p, 8)));
    CALL("posix_spawn envp[1]", NUMBER, posix_spawn(&pid, program, NULL, NULL, args, bad_args));
  }
}

static void limits(void) {
  static const struct number resources[] = {
      {"CORE", RLIMIT_CORE}, {"NOFILE", RLIMIT_NOFILE}, {"99", 99}, {"-1", -1}, {"INT_MAX", INT_MAX}};
  EACH(r, resources) ANY(p) {
    ARGS("%s, %s", resources[r].name, pointers[p].name);
    CALL("getrlimit", WITH_ERRNO, getrlimit(resources[r].value, pointer(p, sizeof(struct rlimit))));
    if (p != OK && p != READ_ONLY && p != NONE)
      CALL("setrlimit", WITH_ERRNO, setrlimit(resources[r].value, pointer(p, sizeof(struct rlimit))));
  }
  const struct rlimit upside_down = {2, 1};
  ARGS("CORE, 2 above 1");
  CALL("setrlimit", WITH_ERRNO, setrlimit(RLIMIT_CORE, &upside_down));
}

static void output(void) {
  int ends[2];
  if (pipe(ends) != 0) return;
  static const unsigned counts[] = {0, 1, 100};
  EACH(c, counts) ANY(p) {
    ARGS("pipe, %s, %u", pointers[p].name, counts[c]);
    CALL("write", WITH_ERRNO, write(ends[1], pointer(p, counts[c]), counts[c]));
  }
  ARGS("-1, ok, 1");
  CALL("write", WITH_ERRNO, write(-1, &good, 1));
}

static void texts(void) {
  EACH(s, sigs) {
    ARGS("%s", sigs[s].name);
    CALL("strsignal", TEXT, strsignal(sigs[s].value));
    CALL("sigabbrev_np", TEXT, sigabbrev_np(sigs[s].value));
    CALL("sigdescr_np", TEXT, sigdescr_np(sigs[s].value));
  }
}

int main(int argc, char **argv) {
  program = argv[0];
  if (argc > 1 && strcmp(argv[1], "end") == 0) return 0;
  if (argc > 1 && strcmp(argv[1], "live") == 0) {
    alarm(100); /* if nobody ends it */
    for (;;) pause();
  }
  if (argc > 1 && strcmp(argv[1], "alone") != 0) return 3; /* a program that should not have been started */
  alone = argc > 1 && strcmp(argv[1], "alone") == 0;
  (void)setsid();
  setvbuf(stdout, NULL, _IOFBF, 1 << 16);
  const struct sigaction fault = {.sa_handler = on_fault};
  sigaction(SIGSEGV, &fault, NULL);
  sigaction(SIGBUS, &fault, NULL);
  make_pages();
  all_ignored();
  signal(SIGCHLD, SIG_DFL);
  make_processes();

  sets();
  actions();
  masks();
  stacks();
  ended_threads();
  sleeps();
  waits();
  limits();
  output();
  texts();
  children(0);
  children_by_id(0);
  programs();
  zombies();
  pids[LIVE] = start("live");
  children(1);
  children_by_id(1);
  pids[ZOMBIE] = make_zombie();
  if (alone) sends();
  identities();
  kill(pids[LIVE], SIGKILL);
  reap(pids[LIVE]);
  reap(pids[ZOMBIE]);
  puts("end");
  return 0;
}
