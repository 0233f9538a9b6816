// A new program as the caller gives it: its path, its arguments, its environment, and the caller's descriptors.
#pragma once

#include <cstdint>
#include <cstring>

#include "process/fd_plan.h"
#include "process/spawn_request.h"
#include "signal/api/descriptor.h"
#include "signal/api/result.h"

namespace psig::api {

// What the engine reads under a delivery guard is looked through before: a string without an end in memory is EFAULT,
// as of execve(). In pieces that leave no page which the string has not reached.
inline Errno check_text(const char *text) {
  constexpr std::size_t kPiece = 64;
  char piece[kPiece];
  for (;;) {
    const std::size_t size = kPiece - reinterpret_cast<std::uintptr_t>(text) % kPiece;
    if (const Errno error = engine()->user_copy(piece, text, size)) return error;
    if (std::memchr(piece, 0, size) != nullptr) return 0;
    text += size;
  }
}

inline Errno check_text(char *const list[]) {
  for (;; ++list) {
    char *text = nullptr;
    if (const Errno error = api::read_user(&text, list)) return error;
    if (text == nullptr) return 0;
    if (const Errno error = check_text(text)) return error;
  }
}

// EFAULT. A null environment is an empty one.
inline Errno check_program(const char *path, char *const argv[], char *const envp[]) {
  if (bad(path) || bad(argv) || bad_optional(envp)) return EFAULT;
  Errno error = check_text(path);
  if (error == 0) error = check_text(argv);
  if (error == 0 && envp != nullptr) error = check_text(envp);
  return error;
}

inline SpawnRequest request_of(const char *path, bool search, char *const argv[], char *const envp[]) {
  SpawnRequest request{};
  request.size = sizeof(request);
  request.path = path;
  request.search = search;
  request.argv = argv;
  request.envp = envp;
  request.fd_count = kMostFds;
  request.handle_of = handle_of;
  return request;
}

} // namespace psig::api
