// posix_spawn, posix_spawnp (XSH page of those names): the caller's descriptors are those of its own copy's C run-time.
// [thread]
#include <cstdint>

#include "process/api/program.h"
#include "signal/api/result.h"

using namespace psig;

namespace {

int spawn(pid_t *pid, const char *path, bool search, const posix_spawn_file_actions_t *actions,
          const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]) {
  if (api::bad_optional(pid) || api::bad_optional(actions) || api::bad_optional(attributes)) return EFAULT;
  if (const Errno bad = api::check_program(path, argv, envp)) return bad;
  const int saved = errno;
  SpawnRequest request = api::request_of(path, search, argv, envp);
  request.attributes = attributes;
  if (actions != nullptr) {
    request.actions = static_cast<const SpawnAction *>(actions->posix_actions);
    request.action_count = actions->posix_count;
  }
  pid_t made = 0;
  const Errno error = engine()->spawn(&request, &made);
  if (error == 0 && pid != nullptr) *pid = made;
  errno = saved;
  return error;
}

} // namespace

extern "C" {

int posix_spawn(pid_t *__restrict__ pid, const char *__restrict__ path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *__restrict__ attributes, char *const argv[], char *const envp[]) {
  return spawn(pid, path, false, actions, attributes, argv, envp);
}

int posix_spawnp(pid_t *__restrict__ pid, const char *__restrict__ file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *__restrict__ attributes, char *const argv[], char *const envp[]) {
  return spawn(pid, file, true, actions, attributes, argv, envp);
}

} // extern "C"
