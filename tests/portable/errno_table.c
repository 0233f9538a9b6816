/* What each call answers to arguments that are none: one line per call, "name(arguments) = result". The arguments are
 * lists, the calls their products. Run on Linux and under Wine, and compared by errno_table.py.
 *
 * "alone" as an argument: in a PID namespace of its own, where numbers that are none of its processes' reach nobody
 * else; only then does it send anything. And that is 0, signals that do not exist, or signals that it and its children
 * ignore. */

#include "errno_table.h"

#include <spawn.h>
#include <sys/wait.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <sys/mman.h>
#endif

#ifndef environ /* the macro of ucrt's header */
extern char **environ;
#endif

const char *program;
sigjmp_buf table_back;
char table_arguments[200];

static void on_fault(int sig) {
  (void)sig;
  siglongjmp(table_back, 1);
}

static const char *error_name(int error) {
  static const struct {
    int error;
    const char *name;
#define NAME(error)                                                                                                    \
  { error, #error }
  } names[] = {NAME(EINVAL),    NAME(ESRCH),  NAME(EPERM),  NAME(EFAULT), NAME(ECHILD),    NAME(EAGAIN),
               NAME(EINTR),     NAME(ENOMEM), NAME(EACCES), NAME(ENOENT), NAME(EBADF),     NAME(ENOSYS),
               NAME(EEXIST),    NAME(EMFILE), NAME(EPIPE),  NAME(ENOSPC), NAME(EOVERFLOW), NAME(ENAMETOOLONG),
               NAME(ETIMEDOUT), NAME(ESPIPE), NAME(ENOTTY)};
#undef NAME
  static char other[32];
  EACH(n, names) if (names[n].error == error) return names[n].name;
  snprintf(other, sizeof(other), "error %d", error);
  return other;
}

static const char *pid_name(long long pid);

void put_line(const char *name, enum kind kind, int fault, long long result, int error) {
  printf("%s(%s) = ", name, table_arguments);
  if (fault) puts("SIGSEGV");
  else if (kind == TEXT) puts(result != 0 ? (const char *)(intptr_t)result : "null");
  else if (kind == NUMBER) puts(result == 0 ? "0" : error_name((int)result));
  else if (result == -1) printf("-1 %s\n", error_name(error));
  else if (kind == HANDLER)
    puts(result == 0 ? "SIG_DFL" : result == 1 ? "SIG_IGN" : result == 2 ? "SIG_HOLD" : "handler");
  else if (kind == PID) puts(pid_name(result));
  else printf("%lld\n", result);
}

/* ---- the arguments ----------------------------------------------------------------------------------------------- */

const struct number sigs[SIGNAL_NUMBERS] = {
    {"-1", -1}, {"0", 0},   {"1", 1},   {"9", 9},   {"10", 10},           {"19", 19},          {"32", 32},
    {"33", 33}, {"34", 34}, {"64", 64}, {"65", 65}, {"INT_MAX", INT_MAX}, {"INT_MIN", INT_MIN}};
struct pointer pointers[POINTERS] = {{"ok", NULL},
                                     {"null", NULL},
                                     {"8", (void *)8},
                                     {"nobody's", (void *)0x0123456789abcdef},
                                     {"kernel's", (void *)-4096L},
                                     {"no-access", NULL},
                                     {"half", NULL},
                                     {"read-only", NULL}};

union good good;
char *half_page;

void *pointer(unsigned n, size_t size) {
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

const char *const pid_names[PIDS] = {"own",      "dead",    "0",       "-1",     "-dead", "-own",
                                     "-INT_MAX", "INT_MIN", "INT_MAX", "zombie", "live"};
pid_t pids[PIDS];

static const char *pid_name(long long pid) {
  static char other[32];
  EACH(n, pids) if (pids[n] == pid) return pid_names[n];
  snprintf(other, sizeof(other), "some pid");
  return other;
}

pid_t start(const char *what) {
  char *args[] = {(char *)program, (char *)what, NULL};
  pid_t pid = 0;
  const int error = posix_spawn(&pid, program, NULL, NULL, args, environ);
  if (error != 0) {
    fprintf(stderr, "errno_table: posix_spawn: %s\n", strerror(error));
    exit(2);
  }
  return pid;
}

void reap(pid_t pid) {
  int status;
  while (waitpid(pid, &status, 0) == -1 && errno == EINTR) {}
}

pid_t make_zombie(void) {
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

void handler(int sig) { (void)sig; }

void nothing_blocked(void) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

void all_ignored(void) { EACH(n, sigs) if (sigs[n].value > 0 && sigs[n].value < 65) signal(sigs[n].value, SIG_IGN); }

int main(int argc, char **argv) {
  program = argv[0];
  if (argc > 1 && strcmp(argv[1], "end") == 0) return 0;
  if (argc > 1 && strcmp(argv[1], "live") == 0) {
    alarm(100); /* if nobody ends it */
    for (;;) pause();
  }
  if (argc > 1 && strcmp(argv[1], "alone") != 0) return 3; /* a program that should not have been started */
  const int alone = argc > 1 && strcmp(argv[1], "alone") == 0;
  (void)setsid();
  setvbuf(stdout, NULL, _IOFBF, 1 << 16);
  const struct sigaction fault = {.sa_handler = on_fault};
  sigaction(SIGSEGV, &fault, NULL);
  sigaction(SIGBUS, &fault, NULL);
  make_pages();
  all_ignored();
  signal(SIGCHLD, SIG_DFL);
  make_processes();

  of_signals();
  of_time();
  of_descriptors();
  of_semaphores();
  children(0);
  children_by_id(0);
  of_programs_and_limits();
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
