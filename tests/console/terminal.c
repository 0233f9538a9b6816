/* The rules of a controlling terminal (XBD 11.1.4; XSH tcsetpgrp, tcgetpgrp, isatty, read), asked one by one: on Linux,
 * and on a console. Run by scripts/pty-drive; starts itself again as a job in the background. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef environ // the macro of ucrt's header
extern char **environ;
#endif
static const char *self;
static int failures;

static void check(int holds, const char *what) {
  if (holds) return;
  printf("FAILED: %s (errno %d)\n", what, errno);
  fflush(stdout);
  ++failures;
}
#define CHECK(condition) check(condition, #condition)

static int errno_of(int result) { return result == -1 ? errno : 0; }

/* A job of its own, which does `word` and says by its exit status how that went. */
static pid_t start(const char *word) {
  posix_spawnattr_t attributes;
  char *argv[] = {(char *)self, (char *)word, NULL};
  pid_t pid = 0;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  const int error = posix_spawn(&pid, self, NULL, &attributes, argv, environ);
  posix_spawnattr_destroy(&attributes);
  check(error == 0, "posix_spawn");
  return pid;
}

static int job(const char *word) {
  char byte;
  if (strcmp(word, "sets") == 0) return errno_of(tcsetpgrp(0, getpgrp()));
  if (strcmp(word, "sets-ignoring") == 0) {
    signal(SIGTTOU, SIG_IGN);
    return errno_of(tcsetpgrp(0, getpgrp()));
  }
  if (strcmp(word, "reads") == 0) return errno_of((int)read(0, &byte, 1));
  if (strcmp(word, "reads-ignoring") == 0) {
    signal(SIGTTIN, SIG_IGN);
    return errno_of((int)read(0, &byte, 1));
  }
  return 99;
}

static int status_of(pid_t pid, int options) {
  int status = -1;
  pid_t got;
  while ((got = waitpid(pid, &status, options)) == -1 && errno == EINTR) {}
  return got == pid ? status : -1;
}

static void stopped_then_let_on(const char *word, int sig, int wanted) {
  const pid_t pid = start(word);
  int status = status_of(pid, WUNTRACED);
  CHECK(WIFSTOPPED(status));
  check(WIFSTOPPED(status) && WSTOPSIG(status) == sig, word);
  CHECK(tcsetpgrp(0, pid) == 0);
  CHECK(tcgetpgrp(0) == pid);
  CHECK(kill(-pid, SIGCONT) == 0);
  puts("let on");
  fflush(stdout);
  status = status_of(pid, 0);
  check(WIFEXITED(status) && WEXITSTATUS(status) == wanted, word);
  signal(SIGTTOU, SIG_IGN);
  CHECK(tcsetpgrp(0, getpgrp()) == 0);
  signal(SIGTTOU, SIG_DFL);
}

static void ends_with(const char *word, int wanted) {
  const int status = status_of(start(word), 0);
  check(WIFEXITED(status) && WEXITSTATUS(status) == wanted, word);
}

static void descriptors(void) {
  const int file = open("terminal.tmp", O_RDWR | O_CREAT | O_TRUNC, 0600);
  CHECK(isatty(0) == 1);
  CHECK(isatty(1) == 1);
  CHECK(isatty(file) == 0 && errno == ENOTTY);
  CHECK(isatty(-1) == 0 && errno == EBADF);
  CHECK(errno_of((int)tcgetpgrp(file)) == ENOTTY);
  CHECK(errno_of((int)tcgetpgrp(1999)) == EBADF);
  CHECK(errno_of(tcsetpgrp(file, getpgrp())) == ENOTTY);
  CHECK(errno_of(tcsetpgrp(-1, getpgrp())) == EBADF);
  close(file);
  unlink("terminal.tmp");
}

int main(int argc, char **argv) {
  self = argv[0];
  if (argc > 1) return job(argv[1]);
  descriptors();
  CHECK(tcgetpgrp(0) == getpgrp());
  CHECK(tcsetpgrp(0, getpgrp()) == 0);
  CHECK(tcgetpgrp(0) == getpgrp());
  CHECK(errno_of(tcsetpgrp(0, -1)) == EINVAL);
  CHECK(errno_of(tcsetpgrp(0, 99999999)) == EPERM || errno == ESRCH); /* Linux: ESRCH for a group that nowhere is */
  CHECK(tcgetpgrp(0) == getpgrp());
  stopped_then_let_on("sets", SIGTTOU, 0);
  stopped_then_let_on("reads", SIGTTIN, 0);
  ends_with("reads-ignoring", EIO);
  ends_with("sets-ignoring", 0);
  signal(SIGTTOU, SIG_IGN);
  CHECK(tcsetpgrp(0, getpgrp()) == 0);
  puts(failures == 0 ? "all as it should be" : "not as it should be");
  fflush(stdout);
  return failures != 0;
}
