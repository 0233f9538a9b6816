/* A process that waits for signals: scripts/bench counts how often Linux wakes one of its threads.
 *   bench_idle sigwait | pause | sigsuspend */
#include <posix/signal.h>
#include <posix/unistd.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  const char *how = argc > 1 ? argv[1] : "pause";
  sigset_t set;
  int signo;
  sigemptyset(&set);
  puts("ready");
  fflush(stdout);
  if (strcmp(how, "sigwait") == 0) {
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return sigwait(&set, &signo);
  }
  if (strcmp(how, "sigsuspend") == 0) return sigsuspend(&set) == 0;
  return pause() == 0;
}
