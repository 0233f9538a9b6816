/* wait(), waitpid(), waitid() and SIGCHLD. REQUIRES: posix_spawn waitpid waitid wait */
#include "respawn.h"

static int status;
static siginfo_t info;
static void blocks_usr2(void) { block(SIGUSR2); }
static pid_t start(const char *role) {
  pid_t child;
  blocks_usr2(), child = respawn(role);
  return told(SIGUSR2), child;
}
ROLE(ends_0) { _exit(0); }
ROLE(ends_7) { _exit(7); }
ROLE(ends_255) { _exit(255); }
ROLE(dies_term) { raise(SIGTERM); }
ROLE(aborts) { abort(); }
ROLE(waits) {
  sigset_t none = set_of(0);
  setpgid(0, 0), notify_parent(SIGUSR2);
  for (;;) sigsuspend(&none);
}
static void finish(pid_t child) { kill(child, SIGKILL), waitpid(child, &status, 0); }

CASE(wait_01) {
  pid_t child = respawn("ends_7");
  CHECK(wait(&status) == child && WIFEXITED(status) && WEXITSTATUS(status) == 7);
}
CASE(wait_02) { FAILS(wait(&status), ECHILD); }
CASE(wait_03) {
  pid_t child = respawn("ends_0");
  CHECK(wait(NULL) == child);
}
CASE(wait_04) {
  pid_t one = respawn("ends_0"), two = respawn("ends_7"), first = wait(NULL), second = wait(NULL);
  CHECK((first == one && second == two) || (first == two && second == one));
  FAILS(wait(NULL), ECHILD);
}
CASE(wait_05) {
  pid_t child = respawn("dies_term");
  CHECK(wait(&status) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM && !WIFEXITED(status));
}
CASE(waitpid_01) {
  pid_t child = respawn("ends_0");
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
CASE(waitpid_02) {
  pid_t child = respawn("ends_255");
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 255);
}
CASE(waitpid_03) {
  pid_t one = respawn("ends_0"), two = respawn("ends_7");
  CHECK(waitpid(two, &status, 0) == two && WEXITSTATUS(status) == 7 && waitpid(one, &status, 0) == one);
}
CASE(waitpid_04) {
  pid_t child = respawn("ends_7");
  CHECK(waitpid(-1, &status, 0) == child && WEXITSTATUS(status) == 7);
}
CASE(waitpid_05) {
  pid_t child = respawn("ends_7");
  CHECK(waitpid(0, &status, 0) == child);
}
CASE(waitpid_06) {
  pid_t child = start("waits");
  CHECK(waitpid(child, &status, WNOHANG) == 0), finish(child);
}
CASE(waitpid_07) {
  pid_t child = respawn("ends_0");
  SETUP(waitpid(child, NULL, 0) == child);
  FAILS(waitpid(child, &status, 0), ECHILD);
}
CASE(waitpid_08) { FAILS(waitpid(getpid(), &status, 0), ECHILD); }
CASE(waitpid_09) { FAILS(waitpid(-1, &status, 0x4000000), EINVAL); }
CASE(waitpid_10) {
  pid_t child = respawn("aborts");
  CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}
CASE(waitpid_11) {
  pid_t child = start("waits");
  kill(child, SIGKILL);
  CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}
CASE(waitpid_12) {
  pid_t child = start("waits");
  kill(child, SIGSTOP);
  CHECK(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP),
      finish(child);
}
CASE(waitpid_13) {
  pid_t child = start("waits");
  kill(child, SIGSTOP), waitpid(child, &status, WUNTRACED), kill(child, SIGCONT);
  CHECK(waitpid(child, &status, WCONTINUED) == child && WIFCONTINUED(status)), finish(child);
}
CASE(waitpid_14) {
  pid_t child = start("waits");
  kill(child, SIGSTOP), waitpid(child, &status, WUNTRACED);
  CHECK(waitpid(child, &status, WUNTRACED | WNOHANG) == 0), finish(child);
}
CASE(waitpid_15) {
  pid_t child = start("waits");
  CHECK(waitpid(-child, &status, WNOHANG) == 0), kill(child, SIGTERM);
  CHECK(waitpid(-child, &status, 0) == child && WTERMSIG(status) == SIGTERM);
}
static pthread_t main_thread;
static flag_t done;
static void *nudges(void *unused) {
  while (!done) pthread_kill(main_thread, SIGUSR1), nanosleep(&(struct timespec){0, 1000000}, NULL);
  return unused;
}
static int interrupted_wait(int flags) {
  pthread_t other;
  pid_t child = start("waits");
  main_thread = pthread_self(), on(SIGUSR1, note, flags), pthread_create(&other, NULL, nudges, NULL);
  const int result = waitpid(child, &status, 0), error = errno;
  done = 1, pthread_join(other, NULL), finish(child);
  return result == -1 ? error : 0;
}
CASE(waitpid_16) { CHECK(interrupted_wait(0) == EINTR); }
static pid_t restarted;
static void kills_child(int sig) {
  note(sig);
  if (caught == 5) kill(restarted, SIGTERM);
}
CASE(waitpid_17) {
  pthread_t other;
  restarted = start("waits"), main_thread = pthread_self(), on(SIGUSR1, kills_child, SA_RESTART);
  pthread_create(&other, NULL, nudges, NULL);
  const pid_t result = waitpid(restarted, &status, 0);
  done = 1, pthread_join(other, NULL);
  CHECK(result == restarted && WTERMSIG(status) == SIGTERM && caught >= 5);
}
CASE(waitpid_18) {
  on(SIGCHLD, SIG_IGN, 0), respawn("ends_7");
  FAILS(waitpid(-1, &status, 0), ECHILD);
}
CASE(waitpid_19) {
  on(SIGCHLD, note, SA_NOCLDWAIT), respawn("ends_7");
  while (waitpid(-1, &status, 0) != -1 || errno == EINTR) {}
  CHECK(errno == ECHILD);
}
CASE(waitid_01) {
  pid_t child = respawn("ends_7");
  CHECK(waitid(P_PID, (id_t)child, &info, WEXITED) == 0 && info.si_signo == SIGCHLD && info.si_code == CLD_EXITED);
  CHECK(info.si_pid == child && info.si_status == 7);
}
CASE(waitid_02) {
  pid_t child = respawn("dies_term");
  CHECK(waitid(P_PID, (id_t)child, &info, WEXITED) == 0 && info.si_code == CLD_KILLED && info.si_status == SIGTERM);
}
CASE(waitid_03) {
  pid_t child = respawn("ends_7");
  CHECK(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) == 0 && info.si_pid == child);
  CHECK(waitpid(child, &status, 0) == child);
}
CASE(waitid_04) {
  pid_t child = start("waits");
  info.si_pid = 99;
  CHECK(waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG) == 0 && info.si_signo == 0 && info.si_pid == 0),
      finish(child);
}
CASE(waitid_05) {
  pid_t child = respawn("ends_7");
  CHECK(waitid(P_ALL, 0, &info, WEXITED) == 0 && info.si_pid == child);
}
CASE(waitid_06) {
  pid_t child = start("waits");
  kill(child, SIGTERM);
  CHECK(waitid(P_PGID, (id_t)child, &info, WEXITED) == 0 && info.si_pid == child);
}
CASE(waitid_07) { FAILS(waitid(P_ALL, 0, &info, WEXITED), ECHILD); }
CASE(waitid_08) {
  pid_t child = respawn("ends_7");
  FAILS(waitid(P_PID, (id_t)child, &info, 0), EINVAL);
  reap(child);
}
CASE(waitid_09) {
  pid_t child = start("waits");
  kill(child, SIGSTOP);
  CHECK(waitid(P_PID, (id_t)child, &info, WSTOPPED) == 0 && info.si_code == CLD_STOPPED && info.si_status == SIGSTOP);
  kill(child, SIGCONT);
  CHECK(waitid(P_PID, (id_t)child, &info, WCONTINUED) == 0 && info.si_code == CLD_CONTINUED), finish(child);
}
CASE(waitid_10) { FAILS(waitid((idtype_t)77, 0, &info, WEXITED), EINVAL); }
CASE(sigchld_01) {
  sigset_t set = set_of(SIGCHLD, 0);
  block(SIGCHLD);
  pid_t child = respawn("ends_7");
  CHECK(sigwaitinfo(&set, &info) == SIGCHLD && info.si_pid == child && info.si_code == CLD_EXITED &&
        info.si_status == 7);
  reap(child);
}
CASE(sigchld_02) {
  sigset_t set = set_of(SIGCHLD, 0);
  block(SIGCHLD);
  pid_t child = respawn("dies_term");
  CHECK(sigwaitinfo(&set, &info) == SIGCHLD && info.si_code == CLD_KILLED && info.si_status == SIGTERM), reap(child);
}
CASE(sigchld_03) {
  sigset_t set = set_of(SIGCHLD, 0);
  block(SIGCHLD), on(SIGCHLD, note, 0);
  pid_t child = start("waits");
  kill(child, SIGSTOP);
  CHECK(sigwaitinfo(&set, &info) == SIGCHLD && info.si_code == CLD_STOPPED && info.si_status == SIGSTOP), finish(child);
}
CASE(sigchld_04) {
  block(SIGCHLD), on(SIGCHLD, note, SA_NOCLDSTOP);
  pid_t child = start("waits");
  kill(child, SIGSTOP), waitpid(child, &status, WUNTRACED);
  CHECK(!pending(SIGCHLD)), finish(child);
  CHECK(pending(SIGCHLD));
}
CASE(sigchld_05) {
  sigset_t set = set_of(SIGCHLD, 0);
  block(SIGCHLD), on(SIGCHLD, note, 0);
  pid_t child = start("waits");
  kill(child, SIGSTOP), waitpid(child, &status, WUNTRACED), sigwaitinfo(&set, &info), kill(child, SIGCONT);
  CHECK(sigwaitinfo(&set, &info) == SIGCHLD && info.si_code == CLD_CONTINUED), finish(child);
}
CASE(sigchld_06) {
  pid_t child = respawn("ends_0");
  CHECK(reap(child) == 0);
}
CASE(sigchld_07) {
  sigset_t none = set_of(0);
  on(SIGCHLD, note, 0), block(SIGCHLD);
  pid_t child = respawn("ends_0");
  FAILS(sigsuspend(&none), EINTR);
  CHECK(caught == 1 && order[0] == SIGCHLD && reap(child) == 0);
}
