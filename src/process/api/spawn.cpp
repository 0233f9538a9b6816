// posix_spawn, posix_spawnp (XSH page of those names): the caller's descriptors are those of its own copy's C run-time.
// [thread]
#include <cstdint>
#include <cstring>

#include "process/fd_plan.h"
#include "process/spawn_request.h"
#include "signal/api/descriptor.h"
#include "signal/api/result.h"

using namespace psig;

namespace {

// What the engine reads under a delivery guard is looked through before: a string without an end in memory is EFAULT,
// as of execve(). In pieces that leave no page which the string has not reached.
Errno check_text(const char *text) {
  constexpr std::size_t kPiece = 64;
  char piece[kPiece];
  for (;;) {
    const std::size_t size = kPiece - reinterpret_cast<std::uintptr_t>(text) % kPiece;
    if (const Errno error = engine()->user_copy(piece, text, size)) return error;
    if (std::memchr(piece, 0, size) != nullptr) return 0;
    text += size;
  }
}

Errno check_text(char *const list[]) {
  for (;; ++list) {
    char *text = nullptr;
    if (const Errno error = api::read_user(&text, list)) return error;
    if (text == nullptr) return 0;
    if (const Errno error = check_text(text)) return error;
  }
}

int spawn(pid_t *pid, const char *path, bool search, const posix_spawn_file_actions_t *actions,
          const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]) {
  if (api::bad_optional(pid) || api::bad(path) || api::bad(argv) || api::bad_optional(envp)) return EFAULT;
  if (api::bad_optional(actions) || api::bad_optional(attributes)) return EFAULT;
  Errno bad = check_text(path);
  if (bad == 0) bad = check_text(argv);
  if (bad == 0 && envp != nullptr) bad = check_text(envp);
  if (bad != 0) return bad;
  const int saved = errno;
  SpawnRequest request{};
  request.size = sizeof(request);
  request.path = path;
  request.search = search;
  request.argv = argv;
  request.envp = envp;
  request.attributes = attributes;
  if (actions != nullptr) {
    request.actions = static_cast<const SpawnAction *>(actions->posix_actions);
    request.action_count = actions->posix_count;
  }
  request.fd_count = kMostFds;
  request.handle_of = api::handle_of;
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
