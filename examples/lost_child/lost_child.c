/* The classic: a handler that waits for one child at each SIGCHLD. Signals merge, so children are left over.
 * docs/tracing.md finds it. */
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static volatile sig_atomic_t waited;

static void one_has_ended(int signo) {
  (void)signo;
  if (waitpid(-1, NULL, WNOHANG) > 0) waited = waited + 1;
}

int main(int argc, char **argv) {
  enum { CHILDREN = 3 };
  sigset_t chld, none;
  if (argc > 1) return 0; /* as a child */
  sigemptyset(&none);
  sigemptyset(&chld);
  sigaddset(&chld, SIGCHLD);
  sigprocmask(SIG_BLOCK, &chld, NULL);
  signal(SIGCHLD, one_has_ended);
  for (int n = 0; n < CHILDREN; ++n) {
    char *const child[] = {argv[0], "child", NULL};
    pid_t pid;
    if (posix_spawn(&pid, argv[0], NULL, NULL, child, environ) != 0) return 1;
    siginfo_t ended;
    waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOWAIT); /* busy with something else meanwhile */
  }
  sigsuspend(&none);
  printf("%d of %d children waited for\n", (int)waited, CHILDREN);
  return 0;
}
