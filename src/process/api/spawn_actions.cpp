// posix_spawn_file_actions_* (XSH pages of those names): a list on the heap of the caller's own run-time. [thread]
#include <cstdlib>
#include <cstring>

#include "process/fd_plan.h"
#include "process/spawn_request.h"
#include "signal/api/result.h"

using namespace psig;

namespace {

SpawnAction *list_of(const posix_spawn_file_actions_t *actions) {
  return static_cast<SpawnAction *>(actions->posix_actions);
}

Errno append(posix_spawn_file_actions_t *actions, const SpawnAction &action) {
  if (actions->posix_count == actions->posix_room) {
    const unsigned room = actions->posix_room != 0 ? actions->posix_room * 2 : 8;
    void *larger = std::realloc(actions->posix_actions, room * sizeof(SpawnAction));
    if (larger == nullptr) return ENOMEM;
    actions->posix_actions = larger;
    actions->posix_room = room;
  }
  list_of(actions)[actions->posix_count++] = action;
  return 0;
}

Errno append_with_path(posix_spawn_file_actions_t *actions, SpawnAction action, const char *path) {
  if (api::bad(path)) return EFAULT;
  const std::size_t bytes = std::strlen(path) + 1;
  auto *copy = static_cast<char *>(std::malloc(bytes));
  if (copy == nullptr) return ENOMEM;
  std::memcpy(copy, path, bytes);
  action.path = copy;
  const Errno error = append(actions, action);
  if (error != 0) std::free(copy);
  return error;
}

} // namespace

extern "C" {

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions) {
  if (api::bad(actions)) return EFAULT;
  *actions = {};
  return 0;
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions) {
  if (api::bad(actions)) return EFAULT;
  for (unsigned n = 0; n < actions->posix_count; ++n) std::free(const_cast<char *>(list_of(actions)[n].path));
  std::free(actions->posix_actions);
  *actions = {};
  return 0;
}

int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *__restrict__ actions, int fd,
                                     const char *__restrict__ path, int flags, mode_t mode) {
  if (api::bad(actions)) return EFAULT;
  if (!FdPlan::valid(fd)) return EBADF;
  return append_with_path(actions, {SpawnAction::kOpen, fd, -1, flags, static_cast<unsigned>(mode), nullptr}, path);
}

int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int fd) {
  if (api::bad(actions)) return EFAULT;
  if (!FdPlan::valid(fd)) return EBADF;
  return append(actions, {SpawnAction::kClose, fd, -1, 0, 0, nullptr});
}

int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions, int from, int fd) {
  if (api::bad(actions)) return EFAULT;
  if (!FdPlan::valid(from) || !FdPlan::valid(fd)) return EBADF;
  return append(actions, {SpawnAction::kDup2, fd, from, 0, 0, nullptr});
}

int posix_spawn_file_actions_addchdir(posix_spawn_file_actions_t *__restrict__ actions, const char *__restrict__ path) {
  if (api::bad(actions)) return EFAULT;
  return append_with_path(actions, {SpawnAction::kChdir, -1, -1, 0, 0, nullptr}, path);
}

int posix_spawn_file_actions_addfchdir(posix_spawn_file_actions_t *actions, int fd) {
  if (api::bad(actions)) return EFAULT;
  if (!FdPlan::valid(fd)) return EBADF;
  return append(actions, {SpawnAction::kFchdir, fd, -1, 0, 0, nullptr});
}

int posix_spawn_file_actions_addtcsetpgrp_np(posix_spawn_file_actions_t *actions, int fd) {
  if (api::bad(actions)) return EFAULT;
  if (!FdPlan::valid(fd)) return EBADF;
  return append(actions, {SpawnAction::kTcSetPgrp, fd, -1, 0, 0, nullptr});
}

} // extern "C"
