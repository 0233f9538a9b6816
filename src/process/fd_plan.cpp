// Handles are shared between descriptors here and duplicated only when the child is made. Portable. [any]
#include "process/fd_plan.h"

namespace psig {

// A handle of ours is closed with the last descriptor that has it.
void FdPlan::drop(int fd, void (*close)(void *handle)) {
  const PlannedFd old = fds_[fd];
  fds_[fd] = {};
  if (!old.ours || old.handle == nullptr) return;
  for (const PlannedFd &other : fds_)
    if (other.ours && other.handle == old.handle) return;
  close(old.handle);
}

Errno FdPlan::open(int fd, void *handle, std::uint8_t flags, void (*close)(void *handle)) {
  if (!valid(fd)) return EBADF;
  drop(fd, close);
  fds_[fd] = {handle, true, false, flags};
  return 0;
}

Errno FdPlan::close(int fd, void (*close)(void *handle)) {
  if (!valid(fd)) return EBADF;
  drop(fd, close);
  return 0;
}

Errno FdPlan::dup2(int from, int fd, void (*close)(void *handle)) {
  if (!valid(from) || !valid(fd) || fds_[from].handle == nullptr) return EBADF;
  if (from != fd) {
    const PlannedFd copy = fds_[from];
    drop(fd, close);
    fds_[fd] = copy;
  }
  fds_[fd].close_on_exec = false;
  return 0;
}

void FdPlan::release(void (*close)(void *handle)) {
  for (int fd = 0; fd < kMostFds; ++fd) drop(fd, close);
}

int FdPlan::end() const {
  int end = kMostFds;
  while (end > 0 && given(end - 1) == nullptr) --end;
  return end;
}

} // namespace psig
