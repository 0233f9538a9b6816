// Whether an object is the one that we would have made under its name, which somebody else may have taken.
#pragma once

#include <cstddef>

#include "nt/ipc/security.h"

namespace psig::nt {

enum class NamedKind : unsigned char { kSection, kReserve, kEvent }; // kReserve: a section without pages; auto-reset

struct Named {
  const wchar_t *name;
  NamedKind kind;
  std::size_t bytes; // of a section
};

// EPERM for an object that is of another kind or size, under another name (a link leads there), or not as OwnerOnly
// makes it for this trust: its owner, who may do what, and that nobody of lower integrity may write to it. [any]
[[nodiscard]] Errno named_check(Handle object, const Named &wanted, const Trust &trust);

} // namespace psig::nt
