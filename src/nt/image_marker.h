// What another process's program file says about itself, before any of its code has run.
#pragma once

#include "nt/process_handle.h"

namespace psig::nt {

// Whether the main image has a section of this name (8 characters at most). False if it cannot be read. [any]
[[nodiscard]] bool process_image_has_section(const Process &process, const char *name);

// Gives another process a handle of its own to an object of ours, so that the object lives as long as it does. EPERM.
[[nodiscard]] Errno process_give(const Process &process, Handle object);

} // namespace psig::nt
