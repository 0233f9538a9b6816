// What another process's program file says about itself, before any of its code has run.
#pragma once

#include "nt/process/process_handle.h"

namespace psig::nt {

// A section of the main image, by its name (8 characters at most): where it lies in that process. 0 if there is none,
// or it cannot be read. [any]
[[nodiscard]] std::uint64_t process_image_section(const Process &process, const char *name);
[[nodiscard]] std::uint64_t own_image_section(const char *name);
// Writes a word in there. False: there is no such memory, or access is denied. [any]
[[nodiscard]] bool process_word_write(const Process &process, std::uint64_t address, std::uint32_t value);

// Gives another process a handle of its own to an object of ours, so that the object lives as long as it does. EPERM.
[[nodiscard]] Errno process_give(const Process &process, Handle object);

} // namespace psig::nt
