// The descriptors with which a new process begins: the caller's, changed by the file actions, one after the other.
// Portable.
#pragma once

#include <cstdint>

#include "base/errno_result.h"

namespace psig {

inline constexpr int kMostFds = 2048; // of msvcrt

struct PlannedFd {
  void *handle = nullptr; // null: not open
  bool ours = false;      // made by an action: closed when the plan is done with
  bool close_on_exec = false;
  std::uint8_t flags = 0; // of the run-time's table, as far as an action decides them
};

inline constexpr std::uint8_t kFdAppend = 0x20, kFdText = 0x80;

// Zeroed memory is an empty plan.
class FdPlan {
public:
  // What the caller has open.
  void inherit(int fd, void *handle, bool close_on_exec) { fds_[fd] = {handle, false, close_on_exec, 0}; }
  // An action's file takes the place of whatever was there. `close` is called for what nobody needs any more.
  [[nodiscard]] Errno open(int fd, void *handle, std::uint8_t flags, void (*close)(void *handle)); // EBADF
  [[nodiscard]] Errno close(int fd, void (*close)(void *handle));                                  // EBADF
  // EBADF. Of itself: it is no longer closed on exec (POSIX.1-2024).
  [[nodiscard]] Errno dup2(int from, int fd, void (*close)(void *handle));
  void release(void (*close)(void *handle));

  [[nodiscard]] const PlannedFd *at(int fd) const { return valid(fd) ? &fds_[fd] : nullptr; }
  // What the child gets; null if nothing.
  [[nodiscard]] const PlannedFd *given(int fd) const {
    return fds_[fd].handle != nullptr && !fds_[fd].close_on_exec ? &fds_[fd] : nullptr;
  }
  [[nodiscard]] int end() const; // above the last one that is given

  static bool valid(int fd) { return fd >= 0 && fd < kMostFds; }

private:
  void drop(int fd, void (*close)(void *handle));
  PlannedFd fds_[kMostFds];
};

} // namespace psig
