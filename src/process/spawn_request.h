// What posix_spawn() and the wait functions ask of the engine, and what it answers. It is plain data, because the
// caller may be another module's copy of the library with another C run-time.
#pragma once

#include <cstdint>

#include <posix/spawn.h>

#include "base/errno_result.h"

namespace psig {

// One step of posix_spawn_file_actions_t; the text belongs to the caller.
struct SpawnAction {
  enum Kind : int { kOpen, kClose, kDup2, kChdir, kFchdir, kTcSetPgrp } kind;
  int fd;
  int from;         // kDup2: of which `fd` becomes a copy
  int flags;        // kOpen
  unsigned mode;    // kOpen
  const char *path; // kOpen, kChdir
};

struct SpawnRequest {
  unsigned size; // of this struct
  const char *path;
  bool search; // by PATH: posix_spawnp()
  char *const *argv, *const *envp;
  const posix_spawnattr_t *attributes; // null: none
  const SpawnAction *actions;
  unsigned action_count;
  // The caller's descriptors: the handle of an open one below fd_count, else null.
  unsigned fd_count;
  void *(*handle_of)(int fd);
  const char *shell_command; // cmd.exe's: behind the program as it is, since it does not parse as others do; null: none
};

struct WaitRequest {
  unsigned size;
  int kind; // idtype_t
  std::int64_t id;
  int options;
  bool to_the_end = false; // not to be cancelled
};

struct WaitResult {
  std::int64_t pid = 0; // 0: WNOHANG, and nothing to tell
  std::uint32_t uid = 0;
  int code = 0;                // CLD_
  std::uint32_t status = 0;    // the whole exit value, or the signal
  int wait_status = 0;         // as waitpid() stores it
  std::uint32_t exit_code = 0; // of one that has ended
  std::uint64_t user_100ns = 0, system_100ns = 0;
  std::uint64_t peak_bytes = 0, page_faults = 0;
};

} // namespace psig
