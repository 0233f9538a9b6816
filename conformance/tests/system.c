/* system(), popen(), pclose(). The commands are such that a Unix shell and cmd.exe understand them alike.
 * REQUIRES: system popen pclose */
#include "respawn.h"

#include <sys/wait.h>

CASE(system_01) { CHECK(system(NULL) != 0); }
CASE(system_02) {
  int status = system("exit 1");
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 1);
  status = system("exit 0");
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
ROLE(interrupts) { kill((pid_t)atoll(cf_argv[2]), SIGINT), kill((pid_t)atoll(cf_argv[2]), SIGQUIT); }
CASE(system_03) {
  char command[600];
  on(SIGINT, note, 0), on(SIGQUIT, note, 0);
  snprintf(command, sizeof(command), "%s interrupts %lld", cf_argv[0], (long long)getpid());
  CHECK(system(command) == 0 && caught == 0);
}
CASE(system_04) {
  on(SIGINT, note, 0), on(SIGQUIT, note, 0);
  CHECK(system("exit 0") == 0);
  raise(SIGINT), raise(SIGQUIT);
  CHECK(caught == 2);
}
ROLE(looks) { _exit(action_of(SIGINT).sa_handler == SIG_IGN ? 3 : 4); }
CASE(system_05) {
  char command[600];
  snprintf(command, sizeof(command), "%s looks", cf_argv[0]);
  int status = system(command);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 4);
}
CASE(system_06) { CHECK(system("exit 0") == 0 && !blocked(SIGCHLD)); }
CASE(popen_01) {
  char line[40] = "";
  FILE *stream = popen("echo hello", "r");
  CHECK(stream != NULL && fgets(line, sizeof(line), stream) != NULL && strncmp(line, "hello", 5) == 0);
  CHECK(pclose(stream) == 0);
}
CASE(popen_02) {
  int status = pclose(popen("exit 2", "r"));
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 2);
}
CASE(popen_03) {
  errno = 0;
  CHECK(popen("exit 0", "x") == NULL && errno == EINVAL);
}
CASE(popen_04) {
  FILE *stream = popen("exit 2", "r");
  SETUP(stream != NULL && wait(NULL) > 0);
  FAILS(pclose(stream), ECHILD);
}
