/* The signal attributes of posix_spawn().
 * REQUIRES: posix_spawn posix_spawnp posix_spawnattr_init posix_spawnattr_setsigmask waitpid getsid */
#include "respawn.h"

static posix_spawnattr_t attributes;
static short flags;
static sigset_t set;
static void with(short what) {
  SETUP(posix_spawnattr_init(&attributes) == 0 && posix_spawnattr_setflags(&attributes, what) == 0);
}
static int spawned(const char *role) { return reap(respawn_with(role, &attributes)); }

ROLE(usr1_blocked) { _exit(blocked(SIGUSR1) + 2 * blocked(SIGUSR2)); }
ROLE(usr1_action) {
  _exit(action_of(SIGUSR1).sa_handler == SIG_IGN ? 1 : action_of(SIGUSR1).sa_handler == SIG_DFL ? 0 : 2);
}
ROLE(usr1_pending) { _exit(pending(SIGUSR1)); }
ROLE(own_group) { _exit(getpgrp() == getpid()); }
ROLE(parents_group) { _exit(getpgrp() == getpgid(parent_pid())); }
ROLE(own_session) { _exit(getsid(0) == getpid()); }
ROLE(alarm_left) { _exit(alarm(0) == 0 ? 0 : 1); }

CASE(posix_spawn_01) {
  block(SIGUSR1), with(0);
  CHECK(spawned("usr1_blocked") == 1);
}
CASE(posix_spawn_02) {
  block(SIGUSR1), with(POSIX_SPAWN_SETSIGMASK), set = set_of(SIGUSR2, 0), posix_spawnattr_setsigmask(&attributes, &set);
  CHECK(spawned("usr1_blocked") == 2);
}
CASE(posix_spawn_03) {
  block(SIGUSR1), with(0), set = set_of(SIGUSR2, 0), posix_spawnattr_setsigmask(&attributes, &set);
  CHECK(spawned("usr1_blocked") == 1);
}
CASE(posix_spawn_04) {
  on(SIGUSR1, SIG_IGN, 0), with(0);
  CHECK(spawned("usr1_action") == 1);
}
CASE(posix_spawn_05) {
  on(SIGUSR1, note, 0), with(0);
  CHECK(spawned("usr1_action") == 0);
}
CASE(posix_spawn_06) {
  on(SIGUSR1, SIG_IGN, 0), with(POSIX_SPAWN_SETSIGDEF), set = set_of(SIGUSR1, 0);
  posix_spawnattr_setsigdefault(&attributes, &set);
  CHECK(spawned("usr1_action") == 0);
}
CASE(posix_spawn_07) {
  on(SIGUSR1, SIG_IGN, 0), with(0), set = set_of(SIGUSR1, 0), posix_spawnattr_setsigdefault(&attributes, &set);
  CHECK(spawned("usr1_action") == 1);
}
CASE(posix_spawn_08) {
  block(SIGUSR1), raise(SIGUSR1), kill(getpid(), SIGUSR1), with(0);
  CHECK(spawned("usr1_pending") == 0);
}
CASE(posix_spawn_09) {
  with(POSIX_SPAWN_SETPGROUP), posix_spawnattr_setpgroup(&attributes, 0);
  CHECK(spawned("own_group") == 1);
}
CASE(posix_spawn_10) {
  with(0);
  CHECK(spawned("parents_group") == 1);
}
CASE(posix_spawn_11) {
  pid_t pid;
  char *argv[] = {"none", NULL};
  CHECK(posix_spawn(&pid, "/no/such/file/at/all", NULL, NULL, argv, environ) == ENOENT);
}
CASE(posix_spawn_12) {
  pid_t pid = 0;
  char *argv[] = {cf_argv[0], "own_group", "0", NULL};
  CHECK(posix_spawnp(&pid, cf_argv[0], NULL, NULL, argv, environ) == 0 && pid > 0 && reap(pid) >= 0);
}
CASE(posix_spawn_13) {
  alarm(100), with(0);
  CHECK(spawned("alarm_left") == 0);
}
CASE(posix_spawn_14) {
  with(POSIX_SPAWN_SETSID);
  CHECK(spawned("own_session") == 1);
}
CASE(posix_spawnattr_01) { CHECK(posix_spawnattr_init(&attributes) == 0 && posix_spawnattr_destroy(&attributes) == 0); }
CASE(posix_spawnattr_02) {
  with(0);
  CHECK(posix_spawnattr_getflags(&attributes, &flags) == 0 && flags == 0);
}
CASE(posix_spawnattr_03) {
  with(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  CHECK(posix_spawnattr_getflags(&attributes, &flags) == 0 &&
        flags == (POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
}
CASE(posix_spawnattr_04) {
  with(0);
  CHECK(posix_spawnattr_setflags(&attributes, 0x4000) == EINVAL);
}
CASE(posix_spawnattr_05) {
  with(0), set = set_of(SIGUSR1, 0), posix_spawnattr_setsigmask(&attributes, &set), sigemptyset(&set);
  CHECK(posix_spawnattr_getsigmask(&attributes, &set) == 0 && sigismember(&set, SIGUSR1) &&
        !sigismember(&set, SIGUSR2));
}
CASE(posix_spawnattr_06) {
  with(0), set = set_of(SIGUSR1, 0), posix_spawnattr_setsigdefault(&attributes, &set), sigemptyset(&set);
  CHECK(posix_spawnattr_getsigdefault(&attributes, &set) == 0 && sigismember(&set, SIGUSR1) &&
        !sigismember(&set, SIGUSR2));
}
CASE(posix_spawnattr_07) {
  with(0), sigfillset(&set);
  CHECK(posix_spawnattr_getsigmask(&attributes, &set) == 0 && !sigismember(&set, SIGUSR1));
  sigfillset(&set);
  CHECK(posix_spawnattr_getsigdefault(&attributes, &set) == 0 && !sigismember(&set, SIGUSR1));
}
CASE(posix_spawnattr_08) {
  pid_t group = 77;
  with(0);
  CHECK(posix_spawnattr_setpgroup(&attributes, 55) == 0 && posix_spawnattr_getpgroup(&attributes, &group) == 0 &&
        group == 55);
}
