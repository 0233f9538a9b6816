// Named auto-reset events: what wakes the owner of a mailbox.
#pragma once

#include "base/errno_result.h"
#include "nt/security.h"

namespace psig::nt {

// As section_create(): for this user alone, or the existing one if it is his.
[[nodiscard]] Errno named_event_create(const wchar_t *name, Handle *out);
[[nodiscard]] Errno named_event_open(const wchar_t *name, Handle *out); // to set it, and to ask for its owner

} // namespace psig::nt
