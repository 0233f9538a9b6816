/* A C11 program through <posix/...>: a handler with siginfo, the mask, a queued value. */
#include <posix/signal.h>
#include <posix/unistd.h>
#include <stdio.h>
#include <string.h>

_Static_assert(NSIG == 65, "our numbers, not the CRT's");

static volatile sig_atomic_t got_signo, got_value;

static void on_signal(int signo, siginfo_t *info, void *context) {
  (void)context;
  got_signo = signo;
  got_value = info->si_value.sival_int;
}

int main(void) {
  struct sigaction act;
  sigset_t set, pending;
  union sigval value;
  memset(&act, 0, sizeof act);
  act.sa_sigaction = on_signal;
  act.sa_flags = SA_SIGINFO;
  sigemptyset(&act.sa_mask);
  if (sigaction(SIGRTMIN + 1, &act, NULL) != 0) return 1;
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN + 1);
  if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) return 2;
  value.sival_int = 42;
  if (sigqueue((pid_t)getpid(), SIGRTMIN + 1, value) != 0) return 3;
  if (sigpending(&pending) != 0 || sigismember(&pending, SIGRTMIN + 1) != 1 || got_signo != 0) return 4;
  if (sigprocmask(SIG_UNBLOCK, &set, NULL) != 0) return 5;
  if (got_signo != SIGRTMIN + 1 || got_value != 42) return 6;
  puts("c11: ok");
  return 0;
}
