/* Processes: their ids, starting them, waiting for them; their limits. */
#include "errno_table.h"

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#ifndef environ /* the macro of ucrt's header */
extern char **environ;
#endif

void identities(void) {
  for (unsigned p = 0; p < PIDS; ++p) {
    ARGS("%s", pid_names[p]);
    CALL("getpgid", PID, getpgid(pids[p]));
    CALL("getsid", PID, getsid(pids[p]));
    for (unsigned g = 0; g < PIDS; ++g) {
      ARGS("%s, %s", pid_names[p], pid_names[g]);
      CALL("setpgid", WITH_ERRNO, setpgid(pids[p], pids[g]));
    }
  }
}

static const struct number wait_options[] = {
    {"0", 0},         {"NOHANG", WNOHANG}, {"UNTRACED", WUNTRACED}, {"CONTINUED", WCONTINUED},
    {"0x100", 0x100}, {"0x10000", 0x10000}};

/* Where there are children only those calls that cannot wait. */
void children(int some) {
  for (unsigned p = 0; p < PIDS; ++p) EACH(o, wait_options) ANY(s) {
      const int options = some ? wait_options[o].value | WNOHANG : wait_options[o].value;
      if (pids[p] == ABSENT || (p == ZOMBIE && some) || (some && options == WNOHANG && o == 0)) continue;
      ARGS("%s, %s, %s%s", pid_names[p], pointers[s].name, wait_options[o].name, some ? ", live child" : "");
      CALL("waitpid", PID, waitpid(pids[p], pointer(s, sizeof(int)), options));
      if (o == 1) CALL("wait4", PID, wait4(pids[p], NULL, options, pointer(s, sizeof(struct rusage))));
    }
  if (!some) ANY(s) {
      ARGS("%s", pointers[s].name);
      CALL("wait", PID, wait(pointer(s, sizeof(int))));
    }
}

void children_by_id(int some) {
  static const struct number types[] = {{"ALL", P_ALL}, {"PID", P_PID}, {"PGID", P_PGID}, {"-1", -1}, {"99", 99}};
  static const struct number options[] = {{"0", 0},
                                          {"NOHANG", WNOHANG},
                                          {"NOWAIT", WNOWAIT},
                                          {"EXITED", WEXITED},
                                          {"STOPPED|CONTINUED", WSTOPPED | WCONTINUED},
                                          {"0x1000|EXITED", 0x1000 | WEXITED}};
  EACH(t, types)
  for (unsigned p = 0; p < PIDS; ++p) EACH(o, options)
  for (unsigned i = OK; i < POINTERS;
       i += i == NONE || i == NO_ACCESS ? 2 : 1) { /* HALF: Linux writes the first fields only */
    if (pids[p] == ABSENT || (p == ZOMBIE && some) || (p != OWN && t != 1 && t != 2 && i != OK)) continue;
    const int flags = options[o].value | (some ? WNOHANG : 0);
    ARGS("%s, %s, %s, %s%s", types[t].name, pid_names[p], pointers[i].name, options[o].name,
         some ? ", live child" : "");
    CALL("waitid", WITH_ERRNO, waitid((idtype_t)types[t].value, (id_t)pids[p], pointer(i, sizeof(siginfo_t)), flags));
  }
}

void zombies(void) {
  ANY(s) {
    ARGS("zombie, %s", pointers[s].name);
    pids[ZOMBIE] = make_zombie();
    CALL("waitpid", PID, waitpid(pids[ZOMBIE], pointer(s, sizeof(int)), 0));
    CALL("waitpid again", PID, waitpid(pids[ZOMBIE], NULL, WNOHANG));
    pids[ZOMBIE] = make_zombie();
    if (s == HALF) reap(pids[ZOMBIE]); /* Linux writes the first fields only */
    else CALL("waitid", WITH_ERRNO, waitid(P_PID, (id_t)pids[ZOMBIE], pointer(s, sizeof(siginfo_t)), WEXITED));
    CALL("waitid again", WITH_ERRNO, waitid(P_PID, (id_t)pids[ZOMBIE], NULL, WEXITED | WNOHANG));
    pids[ZOMBIE] = make_zombie();
    CALL("wait4", PID, wait4(pids[ZOMBIE], NULL, 0, pointer(s, sizeof(struct rusage))));
    CALL("wait4 again", PID, wait4(pids[ZOMBIE], NULL, WNOHANG, NULL));
  }
  pids[ZOMBIE] = ABSENT;
}

static void programs(void) {
  char *args[] = {(char *)program, (char *)"end", NULL};
  memset(half_page, 'x', 4096); /* no string ends before the page without access */
  BAD(p) {
    char *bad_args[] = {(char *)program, pointer(p, 2), NULL};
    pid_t pid;
    ARGS("%s", pointers[p].name);
    CALL("posix_spawn path", NUMBER, posix_spawn(&pid, pointer(p, 2), NULL, NULL, args, environ));
    CALL("posix_spawn argv", NUMBER, posix_spawn(&pid, program, NULL, NULL, pointer(p, 8), environ));
    CALL("posix_spawn argv[1]", NUMBER, posix_spawn(&pid, program, NULL, NULL, bad_args, environ));
    CALL("posix_spawn envp", NUMBER, posix_spawn(&pid, program, NULL, NULL, args, pointer(p, 8)));
    CALL("posix_spawn envp[1]", NUMBER, posix_spawn(&pid, program, NULL, NULL, args, bad_args));
  }
}

static void limits(void) {
  static const struct number resources[] = {
      {"CORE", RLIMIT_CORE}, {"NOFILE", RLIMIT_NOFILE}, {"99", 99}, {"-1", -1}, {"INT_MAX", INT_MAX}};
  EACH(r, resources) ANY(p) {
    ARGS("%s, %s", resources[r].name, pointers[p].name);
    CALL("getrlimit", WITH_ERRNO, getrlimit(resources[r].value, pointer(p, sizeof(struct rlimit))));
    if (p != OK && p != READ_ONLY && p != NONE)
      CALL("setrlimit", WITH_ERRNO, setrlimit(resources[r].value, pointer(p, sizeof(struct rlimit))));
  }
  const struct rlimit upside_down = {2, 1};
  ARGS("CORE, 2 above 1");
  CALL("setrlimit", WITH_ERRNO, setrlimit(RLIMIT_CORE, &upside_down));
}

void of_programs_and_limits(void) {
  programs();
  limits();
}
