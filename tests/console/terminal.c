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

static pid_t start_in(short flags, const char *word, const char *argument) {
  posix_spawnattr_t attributes;
  char *argv[] = {(char *)self, (char *)word, (char *)argument, NULL};
  pid_t pid = 0;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, flags);
  posix_spawnattr_setpgroup(&attributes, 0);
  const int error = posix_spawn(&pid, self, NULL, &attributes, argv, environ);
  posix_spawnattr_destroy(&attributes);
  check(error == 0, "posix_spawn");
  return pid;
}

/* A job of its own, which does `word` and says by its exit status how that went. */
static pid_t start(const char *word) { return start_in(POSIX_SPAWN_SETPGROUP, word, NULL); }

static void mask(int how, int first, int second) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, first);
  sigaddset(&set, second);
  sigprocmask(how, &set, NULL);
}

/* Not stopped by what the orphan's reading sends to their group, so that it ends in any case. */
static int leave_an_orphan(const char *told) {
  mask(SIG_BLOCK, SIGTTIN, SIGTTOU);
  return start_in(0, "orphan", told) == 0;
}

/* In the group of a parent that has ended, or ends while this one is stopped: SIGHUP and SIGCONT come then. */
static int orphan(pid_t told) {
  char byte;
  signal(SIGHUP, SIG_IGN);
  mask(SIG_UNBLOCK, SIGTTIN, SIGTTOU);
  const int read_error = errno_of((int)read(0, &byte, 1));
  const int set_error = errno_of(tcsetpgrp(0, getpgrp()));
#ifdef __linux__
  const int refusal = ENOTTY; /* EIO by XSH tcsetpgrp */
#else
  const int refusal = EIO;
#endif
  return kill(told, read_error == EIO && set_error == refusal ? SIGUSR1 : SIGUSR2);
}

static int job(const char *word, const char *argument) {
  char byte;
  if (strcmp(word, "leaves-an-orphan") == 0) return leave_an_orphan(argument);
  if (strcmp(word, "orphan") == 0) return orphan(atoi(argument));
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

static void an_orphan_gets_eio(void) {
  char own[16];
  sigset_t set;
  int got = 0;
  snprintf(own, sizeof(own), "%d", (int)getpid());
  mask(SIG_BLOCK, SIGUSR1, SIGUSR2);
  sigprocmask(SIG_BLOCK, NULL, &set);
  const int status = status_of(start_in(POSIX_SPAWN_SETPGROUP, "leaves-an-orphan", own), 0);
  check(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the orphan's parent");
  check(sigwait(&set, &got) == 0 && got == SIGUSR1, "EIO for the orphan");
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
  if (argc > 1) return job(argv[1], argv[2]);
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
  an_orphan_gets_eio();
  ends_with("sets-ignoring", 0); /* and nobody is in the background any more, since that one has ended */
  signal(SIGTTOU, SIG_IGN);
  CHECK(tcsetpgrp(0, getpgrp()) == 0);
  puts(failures == 0 ? "all as it should be" : "not as it should be");
  fflush(stdout);
  return failures != 0;
}
