/* Stopping and continuing a child, seen by waitpid(). REQUIRES: posix_spawn waitpid setsid */
#include "respawn.h"

static pid_t start(const char *role) {
  pid_t child;
  block(SIGUSR2), child = respawn(role);
  return told(SIGUSR2), child;
}
static int next(pid_t child) { /* stop: -signal; continue: 0; else as reap() */
  int status;
  SETUP(waitpid(child, &status, WUNTRACED | WCONTINUED) == child);
  if (WIFSTOPPED(status)) return -WSTOPSIG(status);
  if (WIFCONTINUED(status)) return 0;
  return WIFSIGNALED(status) ? KILLED + WTERMSIG(status) : WEXITSTATUS(status);
}
static void put_to_rest(pid_t child) { kill(child, SIGKILL), reap(child); }

ROLE(waits) {
  sigset_t none = set_of(0);
  /* A group of its own with its parent outside: not orphaned, so that SIGTSTP stops. */
  setpgid(0, 0), notify_parent(SIGUSR2);
  for (;;) sigsuspend(&none);
}
static void stops_by(int sig) {
  pid_t child = start("waits");
  CHECK(kill(child, sig) == 0 && next(child) == -sig);
  put_to_rest(child);
}
CASE(default_STOP) { stops_by(SIGSTOP); }
CASE(default_TSTP) { stops_by(SIGTSTP); }
CASE(default_TTIN) { stops_by(SIGTTIN); }
CASE(default_TTOU) { stops_by(SIGTTOU); }
CASE(default_continued) {
  pid_t child = start("waits");
  CHECK(kill(child, SIGSTOP) == 0 && next(child) == -SIGSTOP);
  CHECK(kill(child, SIGCONT) == 0 && next(child) == 0);
  CHECK(kill(child, SIGTERM) == 0 && next(child) == KILLED + SIGTERM);
}
CASE(default_kill_stopped) {
  pid_t child = start("waits");
  CHECK(kill(child, SIGSTOP) == 0 && next(child) == -SIGSTOP);
  CHECK(kill(child, SIGKILL) == 0 && next(child) == KILLED + SIGKILL);
}
CASE(default_stopped_waits) {
  int status;
  pid_t child = start("waits");
  CHECK(kill(child, SIGSTOP) == 0 && next(child) == -SIGSTOP);
  CHECK(kill(child, SIGTERM) == 0 && waitpid(child, &status, WNOHANG) == 0);
  CHECK(kill(child, SIGCONT) == 0);
  int what = next(child);
  CHECK(what == 0 ? next(child) == KILLED + SIGTERM : what == KILLED + SIGTERM);
}
ROLE(blocks_cont) {
  sigset_t none = set_of(0);
  setpgid(0, 0), on(SIGCONT, SIG_IGN, 0), notify_parent(SIGUSR2);
  for (;;) sigsuspend(&none);
}
CASE(default_cont_blocked) {
  pid_t child = start("blocks_cont");
  CHECK(kill(child, SIGSTOP) == 0 && next(child) == -SIGSTOP);
  CHECK(kill(child, SIGCONT) == 0 && next(child) == 0);
  put_to_rest(child);
}
static void ends_well(int sig) { _exit(sig == SIGCONT ? 33 : 9); }
ROLE(handles_cont) {
  sigset_t none = set_of(0);
  setpgid(0, 0), on(SIGCONT, ends_well, 0), notify_parent(SIGUSR2);
  for (;;) sigsuspend(&none);
}
CASE(default_cont_handler) {
  pid_t child = start("handles_cont");
  CHECK(kill(child, SIGSTOP) == 0 && next(child) == -SIGSTOP);
  CHECK(kill(child, SIGCONT) == 0 && reap(child) == 33);
}
ROLE(orphan_stops) { /* no member's parent is in the session, nobody could continue it */
  SETUP(setsid() == getpid());
  raise(SIGTSTP), raise(SIGTTIN), raise(SIGTTOU), _exit(44);
}
CASE(default_orphaned) {
  pid_t child = respawn("orphan_stops");
  const int what = next(child);
  if (what <= 0) put_to_rest(child);
  CHECK(what == 44);
}
