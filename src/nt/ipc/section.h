// Named shared memory.
#pragma once

#include <cstddef>

#include "base/errno_result.h"
#include "nt/ipc/named_object.h"
#include "nt/ipc/security.h"

namespace psig::nt {

struct Section {
  Handle handle = nullptr;
  void *view = nullptr;
};

// Makes it with this security, or takes the one that is there; `existed` tells which. An existing one is checked whole
// (named_object.h): EPERM if it is not what would have been made, EPERM or EBADF if it cannot even be opened as such.
[[nodiscard]] Errno section_create(const wchar_t *name, std::size_t bytes, OwnerOnly &security, Section *out,
                                   bool *existed);
// The same without a view, and without pages until memory_commit_at() makes some of them, in each process's view.
[[nodiscard]] Errno section_reserve(const wchar_t *name, std::size_t bytes, OwnerOnly &security, Section *out);
[[nodiscard]] Errno section_map(Section *section, std::size_t bytes); // ENOMEM, EINVAL (too small)
// Opens and maps an existing one for reading and writing. ENOENT, EPERM (access denied), EINVAL (not what this trust
// would have made).
[[nodiscard]] Errno section_open(const wchar_t *name, NamedKind kind, std::size_t bytes, const Trust &trust,
                                 Section *out);
[[nodiscard]] bool section_is_there(const wchar_t *name); // or anything else under that name
void section_close(Section *section);

} // namespace psig::nt
