/* A child that has ended and has not been waited for. REQUIRES: posix_spawn waitid */
#include "respawn.h"

ROLE(ends) { _exit(0); }
CASE(kill_32) {
  siginfo_t info;
  pid_t child = respawn("ends");
  SETUP(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) == 0);
  CHECK(kill(child, 0) == 0 && kill(child, SIGTERM) == 0);
  CHECK(reap(child) == 0);
}
