// Starting the test program again in a role, and what became of it.
#pragma once

#include "support.h"

#include <spawn.h>
#include <sys/wait.h>

#include <gmock/gmock.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#ifndef _WIN32
#include <sys/resource.h>
#ifndef environ // the macro of ucrt's header
extern char **environ;
#endif
#endif

namespace portable {

struct Role {
  Role(const char *role_name, int (*role_main)(int, char **)) : name(role_name), main(role_main), next(first()) {
    first() = this;
  }
  static Role *&first() {
    static Role *list = nullptr;
    return list;
  }
  const char *name;
  int (*main)(int argc, char **argv);
  Role *next;
};
#define ROLE(role)                                                                                                     \
  static int role_##role(int argc, char **argv);                                                                       \
  static ::portable::Role role_entry_##role(#role, role_##role);                                                       \
  static int role_##role([[maybe_unused]] int argc, [[maybe_unused]] char **argv)

inline char *g_program;

inline pid_t start(const char *role, std::vector<std::string> args = {},
                   const posix_spawn_file_actions_t *actions = nullptr, const posix_spawnattr_t *attributes = nullptr) {
  std::vector<char *> argv = {g_program, const_cast<char *>("--role"), const_cast<char *>(role)};
  for (std::string &arg : args) argv.push_back(arg.data());
  argv.push_back(nullptr);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, g_program, actions, attributes, argv.data(), environ);
  if (error != 0) { // a pid of -1 is signalled as everybody
    std::fprintf(stderr, "cannot start %s: %d\n", role, error);
    std::abort();
  }
  return pid;
}

// The error of a start that is to fail.
inline int try_start(const char *path, const posix_spawn_file_actions_t *actions = nullptr,
                     const posix_spawnattr_t *attributes = nullptr) {
  char *argv[] = {const_cast<char *>(path), nullptr};
  pid_t pid;
  return posix_spawn(&pid, path, actions, attributes, argv, environ);
}

// The exit status; minus the signal that ended it.
inline int status_of(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) != pid)
    if (errno != EINTR) return -1000;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace portable
