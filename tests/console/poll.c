/* poll() and select() of a terminal (XBD 11.1.6, XSH poll): ready when a line is complete, or its end is typed; half a
 * line is not; Ctrl-C ends the wait. Driven by poll_lines.txt through scripts/pty-drive, on Linux and on a console. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* ppoll(), on Linux */
#endif
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t interrupts;
static void on_interrupt(int sig) {
  (void)sig;
  ++interrupts;
}

static void say(const char *what) {
  puts(what);
  fflush(stdout);
}

/* SIGINT is blocked but in here: a key that comes before the wait interrupts that all the same. */
static int ready(const struct timespec *timeout) {
  struct pollfd input = {0, POLLIN, 0};
  sigset_t none;
  sigemptyset(&none);
  const int count = ppoll(&input, 1, timeout, &none);
  if (count < 0) return errno == EINTR ? -1 : -2;
  return input.revents == POLLIN ? count : count == 0 ? 0 : -3;
}

static int can_read(void) {
  fd_set set;
  FD_ZERO(&set);
  FD_SET(0, &set);
  return select(1, &set, NULL, NULL, NULL) == 1 && FD_ISSET(0, &set);
}

static const struct timespec now;

int main(void) {
  char line[80];
  struct sigaction action = {0};
  sigset_t interrupt;
  struct pollfd output = {1, POLLOUT, 0};
  action.sa_handler = on_interrupt;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, NULL);
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  sigprocmask(SIG_BLOCK, &interrupt, NULL);
  say(ready(&now) == 0 ? "nothing typed yet" : "FAILED: ready too early");
  say(poll(&output, 1, -1) == 1 && output.revents == POLLOUT ? "the screen is ready" : "FAILED: the screen");
  say("half a line, please");
  say(ready(NULL) == -1 && interrupts == 1 ? "interrupted" : "FAILED: not by a signal");
  say(ready(&now) == 0 ? "the half line is gone" : "FAILED: half a line is ready");
  say("now a whole one");
  say(ready(NULL) == 1 ? "it is ready" : "FAILED: not ready");
  const int length = (int)read(0, line, sizeof line);
  printf("%d bytes, %.3s\n", length, line);
  say(ready(&now) == 0 ? "nothing is left" : "FAILED: something is left");
  say("and the end");
  say(can_read() ? "it can be read" : "FAILED: the end cannot be read");
  say(can_read() && read(0, line, sizeof line) == 0 ? "it is the end" : "FAILED: not the end");
  return 7;
}
