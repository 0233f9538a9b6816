// Children of posix_spawn() for tests: this program in a role of tests/support/child.h, or another program.
#pragma once

#include <windows.h>

#include <posix/signal.h>
#include <posix/spawn.h>
#include <posix/sys/wait.h>
#include <posix/unistd.h>

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <vector>

#include "support/child.h"

namespace psig_test {

inline int scaled(int full, int otherwise) { return std::getenv("PSIG_FULL") != nullptr ? full : otherwise; }

inline std::string own_path() {
  char self[MAX_PATH];
  GetModuleFileNameA(nullptr, self, sizeof self);
  return self;
}

// The pid, or minus the error.
inline pid_t spawn_program(const std::string &path, std::vector<std::string> args, bool search = false,
                           const posix_spawn_file_actions_t *actions = nullptr,
                           const posix_spawnattr_t *attributes = nullptr, char *const *environment = environ) {
  std::vector<char *> argv = {const_cast<char *>(path.c_str())};
  for (std::string &arg : args) argv.push_back(arg.data());
  argv.push_back(nullptr);
  pid_t pid = 0;
  const int error =
      (search ? posix_spawnp : posix_spawn)(&pid, path.c_str(), actions, attributes, argv.data(), environment);
  return error == 0 ? pid : -error;
}

inline pid_t spawn_role(const char *role, std::vector<std::string> args,
                        const posix_spawn_file_actions_t *actions = nullptr,
                        const posix_spawnattr_t *attributes = nullptr) {
  args.insert(args.begin(), {"--psig-child", role});
  return spawn_program(own_path(), std::move(args), false, actions, attributes);
}

// As waitpid() stores it; -1000 if it fails.
inline int wait_status_of(pid_t pid) {
  int status = -1;
  return waitpid(pid, &status, 0) == pid ? status : -1000;
}

} // namespace psig_test
