// Named shared memory.
#pragma once

#include <cstddef>

#include "base/errno_result.h"
#include "nt/security.h"

namespace psig::nt {

struct Section {
  Handle handle = nullptr;
  void *view = nullptr;
};

// Makes it for this user alone (OwnerOnly) or takes the one that is there; `existed` tells which. An existing one that
// belongs to somebody else is refused with EPERM.
// `security`: of a caller that makes several objects, since asking for it takes several calls of the system.
[[nodiscard]] Errno section_create(const wchar_t *name, std::size_t bytes, Section *out, bool *existed,
                                   OwnerOnly *security = nullptr);
// The same without a view, and without pages until memory_commit_at() makes some of them, in each process's view.
[[nodiscard]] Errno section_reserve(const wchar_t *name, std::size_t bytes, Section *out, OwnerOnly *security);
[[nodiscard]] Errno section_map(Section *section, std::size_t bytes); // ENOMEM, EINVAL (too small)
// For reading and writing. ENOENT, EPERM, EINVAL (too small). The owner is the caller's to check.
[[nodiscard]] Errno section_open(const wchar_t *name, std::size_t bytes, Section *out);
void section_close(Section *section);

} // namespace psig::nt
