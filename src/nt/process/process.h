// The process itself: how it is ended, and its last words. [any]
#pragma once

namespace psig::nt {

[[noreturn]] void process_terminate(unsigned long status);
[[noreturn]] void process_exit(unsigned long status); // orderly, by ExitProcess(); not [any]
void stderr_write(const char *text);

} // namespace psig::nt
