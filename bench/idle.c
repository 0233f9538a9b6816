/* A process that waits for signals: scripts/bench counts how often Linux wakes one of its threads.
 *   bench_idle sigwait | pause | sigsuspend | (anything with "timers": pause, with such armed) */
#include <posix/signal.h>
#include <posix/sys/time.h>
#include <posix/time.h>
#include <posix/unistd.h>
#include <stdio.h>
#include <string.h>

static void arm_timers(void) {
  const struct itimerspec far = {{0, 0}, {100000, 0}};
  const struct itimerval often = {{0, 1000}, {0, 1000}};
  for (int n = 0; n < 10000; n++) {
    timer_t timer;
    if (timer_create(CLOCK_MONOTONIC, NULL, &timer) != 0 || timer_settime(timer, 0, &far, NULL) != 0) puts("no timer");
  }
  setitimer(ITIMER_PROF, &often, NULL);
}

int main(int argc, char **argv) {
  const char *how = argc > 1 ? argv[1] : "pause";
  sigset_t set;
  int signo;
  sigemptyset(&set);
  if (strstr(how, "timers") != NULL) arm_timers();
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
