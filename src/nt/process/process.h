// The process itself: how it is ended, and its last words. [any]
#pragma once

namespace psig::nt {

[[noreturn]] void process_terminate(unsigned long status);
[[noreturn]] void process_exit(unsigned long status); // orderly, by ExitProcess(); not [any]
void stderr_write(const char *text);
[[nodiscard]] void *stderr_handle(); // as it is now; null: none
// The program's path as UTF-8, as far as it fits.
const char *own_program(char *out, unsigned room);

} // namespace psig::nt
