// Named auto-reset events: what wakes the owner of a mailbox.
#pragma once

#include "base/errno_result.h"
#include "nt/ipc/named_object.h"
#include "nt/ipc/security.h"

namespace psig::nt {

// As section_create() and section_open().
[[nodiscard]] Errno named_event_create(const wchar_t *name, OwnerOnly &security, Handle *out);
[[nodiscard]] Errno named_event_open(const wchar_t *name, const Trust &trust, Handle *out); // to set it

} // namespace psig::nt
