// File actions take effect here, in the parent: files are opened with the rights that the child would have. [thread]
#include "process/spawn_files.h"

#include <fcntl.h>

#include <cstring>

#include "nt/system/file.h"
#include "nt/system/text.h"
#include "nt/thread/thread.h"

namespace psig {
namespace {

// Of the C run-time's table (mingw-w64 and Microsoft alike).
constexpr unsigned char kOpen = 0x01, kPipe = 0x08, kDevice = 0x40;
constexpr unsigned kOwnerMayWrite = 0200;

void close_handle(void *handle) { nt::handle_close(handle); }

nt::OpenMode mode_of(const SpawnAction &action) {
  const int access = action.flags & (O_RDONLY | O_WRONLY | O_RDWR);
  const auto flag = [&action](int which) { return (action.flags & which) != 0; };
  return {access != O_WRONLY,
          access != O_RDONLY,
          flag(O_APPEND),
          flag(O_CREAT),
          flag(O_EXCL),
          flag(O_TRUNC),
          (action.mode & kOwnerMayWrite) == 0};
}

unsigned char kind_flag(void *handle) {
  switch (nt::handle_kind(handle)) {
  case nt::HandleKind::kPipe: return kPipe;
  case nt::HandleKind::kCharacter: return kDevice;
  case nt::HandleKind::kDisk: break;
  }
  return 0;
}

} // namespace

Errno SpawnFiles::open(const SpawnAction &action) {
  if (!FdPlan::valid(action.fd)) return EBADF;
  if (nt::wide_from_text(action.path, text_, kMostPath) != 0 || !path_join(directory(), text_, path_))
    return ENAMETOOLONG;
  if (path_[0] == 0) return ENOENT;
  nt::Handle handle = nullptr;
  if (const Errno error = nt::file_open(path_, mode_of(action), &handle)) return error;
  unsigned char flags = (action.flags & O_APPEND) != 0 ? kFdAppend : 0;
  if ((action.flags & O_TEXT) != 0) flags |= kFdText;
  return plan_.open(action.fd, handle, flags, close_handle);
}

Errno SpawnFiles::change_directory(const char *path) {
  if (nt::wide_from_text(path, text_, kMostPath) != 0 || !path_join(directory(), text_, path_)) return ENAMETOOLONG;
  switch (nt::file_kind(path_)) {
  case nt::FileKind::kNone: return ENOENT;
  case nt::FileKind::kFile: return ENOTDIR;
  case nt::FileKind::kUnseen: return EACCES;
  case nt::FileKind::kDirectory: break;
  }
  if (!nt::full_path(path_, directory_, kMostPath)) return ENAMETOOLONG;
  moved_ = true;
  return 0;
}

Errno SpawnFiles::change_to(int fd) {
  const PlannedFd *open = plan_.at(fd);
  if (open == nullptr || open->handle == nullptr) return EBADF;
  const Errno error = nt::path_of_directory(open->handle, path_, kMostPath);
  if (error != 0) return error;
  std::memcpy(directory_, path_, sizeof(directory_));
  moved_ = true;
  return 0;
}

Errno SpawnFiles::take_terminal(int fd) {
  const PlannedFd *open = plan_.at(fd);
  if (open == nullptr || open->handle == nullptr) return EBADF;
  terminal_ = open->handle;
  return 0;
}

Errno SpawnFiles::act(const SpawnAction &action) {
  switch (action.kind) {
  case SpawnAction::kOpen: return open(action);
  case SpawnAction::kClose: return plan_.close(action.fd, close_handle);
  case SpawnAction::kDup2: return plan_.dup2(action.from, action.fd, close_handle);
  case SpawnAction::kChdir: return change_directory(action.path);
  case SpawnAction::kFchdir: return change_to(action.fd);
  case SpawnAction::kTcSetPgrp: return take_terminal(action.fd);
  }
  return EINVAL;
}

// The first three are inherited even where their handles are not inheritable: consoles' often are not.
Errno SpawnFiles::prepare(const SpawnRequest &request) {
  for (int fd = 0; fd < static_cast<int>(request.fd_count) && fd < kMostFds; ++fd)
    if (void *handle = request.handle_of(fd)) plan_.inherit(fd, handle, fd > 2 && !nt::handle_inherited(handle));
  for (unsigned n = 0; n < request.action_count; ++n)
    if (const Errno error = act(request.actions[n])) return error;
  return 0;
}

Errno SpawnFiles::copy() {
  const int end = plan_.end();
  for (int fd = 0; fd < end; ++fd) {
    const PlannedFd *planned = plan_.given(fd);
    if (planned == nullptr) continue;
    given_[fd] = nt::handle_inheritable_copy(planned->handle);
    if (given_[fd] != nullptr) handles_[handle_count_++] = given_[fd];
    else if (fd > 2) return EMFILE;
  }
  if (end > 3) write_table(end);
  return 0;
}

// int count; unsigned char flags[count]; HANDLE handles[count], without padding. The first three are in text mode, as
// every C program's; the others are not, unless they were opened so.
void SpawnFiles::write_table(int end) {
  std::memcpy(table_, &end, sizeof(end));
  unsigned char *flags = table_ + sizeof(end), *handles = flags + end;
  for (int fd = 0; fd < end; ++fd, handles += sizeof(void *)) {
    void *const none = reinterpret_cast<void *>(-1);
    std::memcpy(handles, given_[fd] != nullptr ? &given_[fd] : &none, sizeof(void *));
    if (given_[fd] == nullptr) continue;
    const unsigned char text = fd < 3 ? kFdText : 0;
    flags[fd] = static_cast<unsigned char>(kOpen | text | kind_flag(given_[fd]) | plan_.at(fd)->flags);
  }
  table_bytes_ = static_cast<unsigned short>(handles - table_);
}

void SpawnFiles::release() {
  for (unsigned n = 0; n < handle_count_; ++n) nt::handle_close(handles_[n]);
  plan_.release(close_handle);
}

} // namespace psig
