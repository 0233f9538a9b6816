// Small files in the user's directory for temporary files, mapped by every process that opens them. They outlive their
// users, until somebody unlinks them. [thread]
#pragma once

#include <cstddef>

#include "base/errno_result.h"

namespace psig::nt {

// ENOENT, EACCES, EMFILE, ENOMEM; EINVAL: it is shorter.
[[nodiscard]] Errno shared_file_map(const wchar_t *name, std::size_t bytes, void **view);
// With this content, whole from the first moment at which others see it. EEXIST, EACCES, EMFILE, ENOSPC.
[[nodiscard]] Errno shared_file_make(const wchar_t *name, const void *content, std::size_t bytes);
// Takes the name away, and the file when nobody has it mapped. ENOENT, EACCES.
[[nodiscard]] Errno shared_file_unlink(const wchar_t *name);
void shared_file_unmap(void *view);

} // namespace psig::nt
