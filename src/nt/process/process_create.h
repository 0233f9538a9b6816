// Makes a new process, suspended, with exactly the handles that it is to have.
#pragma once

#include <cstdint>

#include "nt/process/process_handle.h"

namespace psig::nt {

// Whether it gets Ctrl-C, which is off in a new console process group at first.
enum class CtrlC : unsigned char { kAsCreated, kOn, kOff };

struct CreateRequest {
  const wchar_t *program;       // the file itself: no search, no extension added
  wchar_t *command_line;        // may be written to
  wchar_t *environment;         // null: the caller's
  const wchar_t *directory;     // null: the caller's
  Handle standard[3];           // null: none
  const Handle *handles;        // all that are inherited, the three included; inheritable, each once
  unsigned handle_count;        //
  unsigned char *runtime_table; // descriptors above 2, for the C run-time (lpReserved2); null: none
  unsigned short table_bytes;
  bool new_group; // a console process group of its own
  CtrlC ctrl_c;
};

struct NewProcess {
  Process process; // with all access
  Handle thread = nullptr;
};

// ENOENT EACCES ENOEXEC E2BIG ENAMETOOLONG ENOTDIR EAGAIN ENOMEM. [thread]
[[nodiscard]] Errno process_create(const CreateRequest &request, NewProcess *out);
[[nodiscard]] bool process_begin(NewProcess *made); // runs it
void process_abandon(NewProcess *made);             // ends it; it has never run

// The caller's own handle to a process that is, or was, there: also of one that has ended while somebody kept it.
[[nodiscard]] Errno process_open_child(std::uint32_t pid, Process *out); // ESRCH EPERM
[[nodiscard]] std::uint32_t process_exit_code(Handle process);

struct ProcessUse {
  std::uint64_t user_100ns, system_100ns, peak_bytes, page_faults;
};
[[nodiscard]] ProcessUse process_use(Handle process);

} // namespace psig::nt
