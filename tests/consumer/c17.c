/* A Unix source, unchanged, through the overlay: Unix header names, no _WIN32 anywhere. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

static volatile sig_atomic_t hits;

static void on_usr1(int signo) {
  (void)signo;
  hits++;
}

int main(void) {
  sigset_t set;
  int signo = 0;
  if (signal(SIGUSR1, on_usr1) == SIG_ERR) return 1;
  if (kill(getpid(), SIGUSR1) != 0 || raise(SIGUSR1) != 0 || hits != 2) return 2;
  if (kill(getpid(), 0) != 0) return 3;
  errno = 0;
  if (sigaction(SIGKILL, &(struct sigaction){.sa_handler = on_usr1}, NULL) != -1 || errno != EINVAL) return 4;
  sigemptyset(&set);
  sigaddset(&set, SIGALRM);
  if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) return 5;
  ualarm(1000, 0);
  if (sigwait(&set, &signo) != 0 || signo != SIGALRM) return 6;
  puts("c17: ok");
  return 0;
}
