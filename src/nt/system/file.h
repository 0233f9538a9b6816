// Files and directories, as far as starting a process needs them. Descriptors are not handled here.
#pragma once

#include "base/errno_result.h"

namespace psig::nt {

using Handle = void *;

struct OpenMode {
  bool read, write, append, create, exclusive, truncate, read_only; // read_only: of a file that is created
};
// Not inheritable. POSIX errors: ENOENT EACCES EEXIST EISDIR ENOTDIR ENOSPC ENAMETOOLONG EMFILE. [thread]
[[nodiscard]] Errno file_open(const wchar_t *path, const OpenMode &mode, Handle *out);

enum class FileKind { kNone, kFile, kDirectory, kUnseen }; // kUnseen: it may not be looked at
[[nodiscard]] FileKind file_kind(const wchar_t *path);
enum class HandleKind { kDisk, kCharacter, kPipe };
[[nodiscard]] HandleKind handle_kind(Handle handle);

[[nodiscard]] bool full_path(const wchar_t *path, wchar_t *out, unsigned room);    // from the own directory
[[nodiscard]] Errno path_of_directory(Handle handle, wchar_t *out, unsigned room); // ENOTDIR ENAMETOOLONG

[[nodiscard]] bool handle_inherited(Handle handle);
[[nodiscard]] bool handle_set_inherited(Handle handle, bool on);
[[nodiscard]] int handle_access(Handle handle);              // O_RDONLY, O_WRONLY or O_RDWR
[[nodiscard]] Handle handle_inheritable_copy(Handle handle); // null if it cannot be had

// Whether all of it was written. Blocks where the reader of a pipe does not read. [thread]
bool file_write(Handle file, const void *bytes, unsigned size);

// A variable of the own environment; false if it is not there or too long.
[[nodiscard]] bool own_variable(const wchar_t *name, wchar_t *out, unsigned room);
[[nodiscard]] bool own_variable_there(const wchar_t *name); // of whatever length
// Whether a variable of the own environment switches something on: 0, no, off and false, in any case, do not, anything
// else does. `otherwise` if it is not there or empty.
[[nodiscard]] bool own_switch(const wchar_t *name, bool otherwise);

} // namespace psig::nt
