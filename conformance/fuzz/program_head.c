#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#define HELPER __attribute__((__unused__)) static

HELPER struct sigaction g_old;
HELPER siginfo_t g_info;
HELPER int g_signo, g_runs;
HELPER ucontext_t *g_context;
HELPER sigjmp_buf *g_landing;
HELPER char g_memory[3][1 << 20];
static char g_seen[1 << 16];

HELPER void note(const char *format, ...) {
  const size_t length = strlen(g_seen);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(g_seen + length, sizeof g_seen - length, format, arguments);
  va_end(arguments);
}
HELPER void error(const char *name, int number) {
  note("%s=%s\n", name, number == 0 ? "0" : number == EINVAL ? "EINVAL" : number == EINTR ? "EINTR" : "error");
}
HELPER void result(const char *name, int value) { error(name, value == 0 ? 0 : errno); }

/* The sets of a call last as long as the call. */
HELPER sigset_t *set(int count, ...) {
  static sigset_t sets[8];
  static int next;
  sigset_t *const out = &sets[next++ % 8];
  va_list signals;
  sigemptyset(out);
  va_start(signals, count);
  while (count-- > 0) sigaddset(out, va_arg(signals, int));
  va_end(signals);
  return out;
}
HELPER unsigned long long bits_of(const sigset_t *set) {
  unsigned long long bits;
  memcpy(&bits, set, sizeof bits);
  return bits & ~(3ULL << 31);
}
HELPER union sigval value_of(int n) {
  union sigval value = {.sival_int = n};
  return value;
}
HELPER int action(int signo, void *handler, int flags, sigset_t *mask) {
  struct sigaction act = {.sa_flags = flags, .sa_mask = *mask};
  act.sa_handler = (void (*)(int))handler;
  return sigaction(signo, &act, NULL);
}
HELPER void pending(void) {
  sigset_t now;
  sigemptyset(&now);
  const int value = sigpending(&now);
  note("pending=%d %llx\n", value, bits_of(&now));
}
HELPER void accepted(const char *name, int signo) {
  if (signo < 0) note("%s=%s\n", name, errno == EAGAIN ? "EAGAIN" : errno == EINVAL ? "EINVAL" : "error");
  else note("%s=%d value=%d\n", name, signo, g_info.si_value.sival_int);
}
HELPER void looked(const char *name, int ready, const sigset_t *mask) { /* -1: by pselect() */
  static int ends[2] = {-1, -1};
  if (ends[0] < 0 && (pipe(ends) != 0 || write(ends[1], "x", 1) != 1)) _exit(2);
  struct pollfd one = {.fd = ends[0], .events = POLLIN};
  const struct timespec now = {0, 0};
  const int value = ready < 0 ? pselect(0, NULL, NULL, NULL, &now, mask) : ppoll(&one, (nfds_t)ready, &now, mask);
  if (value < 0) error(name, errno);
  else note("%s=%d\n", name, value);
}
HELPER int on_stack(const void *address) {
  for (int i = 1; i < 3; ++i)
    if ((const char *)address >= g_memory[i] && (const char *)address < g_memory[i] + sizeof g_memory[i]) return i;
  return 0;
}
HELPER void altstack(const char *name, int which) { /* 3: too small; -1: only asked */
  stack_t stack = {.ss_sp = g_memory[which > 0 ? which % 3 : 0], .ss_size = which == 3 ? 16 : sizeof g_memory[0]}, old;
  stack.ss_flags = which == 0 ? SS_DISABLE : 0;
  if (sigaltstack(which < 0 ? NULL : &stack, &old) != 0) note("%s=%s\n", name, errno == EPERM ? "EPERM" : "ENOMEM");
  else note("%s=0 old=%d flags=%d\n", name, on_stack(old.ss_sp), old.ss_flags);
}
HELPER void back(sigset_t *mask) {
  if (g_context != NULL) memcpy(&g_context->uc_sigmask, mask, 8);
}
HELPER void enter(int signo) {
  sigset_t mask;
  pthread_sigmask(SIG_BLOCK, NULL, &mask);
  note(">%d mask=%llx stack=%d\n", signo, bits_of(&mask), on_stack(&mask));
}
