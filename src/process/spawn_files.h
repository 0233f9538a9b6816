// The descriptors and the directory of a new process: file actions become handles that it can inherit.
#pragma once

#include "process/child_path.h"
#include "process/fd_plan.h"
#include "process/spawn_request.h"

namespace psig {

// Large: lives in pages of its own, zeroed.
class SpawnFiles {
public:
  // Carries the actions out. EBADF and what opening files and directories says. [thread]
  [[nodiscard]] Errno prepare(const SpawnRequest &request);
  // Makes the copies to be inherited, and the table for the C run-time if there is anything above descriptor 2.
  [[nodiscard]] Errno copy();
  void release();

  [[nodiscard]] const wchar_t *directory() const { return moved_ ? directory_ : nullptr; }
  [[nodiscard]] void *standard(int fd) const { return given_[fd]; }
  [[nodiscard]] void *const *handles() const { return handles_; }
  [[nodiscard]] unsigned handle_count() const { return handle_count_; }
  [[nodiscard]] void *terminal() const { return terminal_; } // whose foreground group the child is to be; null: none
  [[nodiscard]] unsigned char *table() { return table_bytes_ != 0 ? table_ : nullptr; }
  [[nodiscard]] unsigned short table_bytes() const { return table_bytes_; }

private:
  [[nodiscard]] Errno act(const SpawnAction &action);
  [[nodiscard]] Errno open(const SpawnAction &action);
  [[nodiscard]] Errno change_directory(const char *path);
  [[nodiscard]] Errno change_to(int fd);
  [[nodiscard]] Errno take_terminal(int fd);
  void write_table(int end);

  FdPlan plan_;
  bool moved_;
  wchar_t directory_[kMostPath], text_[kMostPath], path_[kMostPath];
  void *given_[kMostFds];   // by descriptor
  void *handles_[kMostFds]; // the same without gaps
  unsigned handle_count_;
  unsigned char table_[sizeof(int) + kMostFds * (1 + sizeof(void *))];
  unsigned short table_bytes_;
  void *terminal_;
};

} // namespace psig
