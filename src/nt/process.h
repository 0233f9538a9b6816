// The own process: ending it, and a last word. [any]
#pragma once

namespace psig::nt {

[[noreturn]] void process_terminate(unsigned long status);
void stderr_write(const char *text);

} // namespace psig::nt
