// abort(), whoever calls it.
#pragma once

namespace psig {

// Does not return, unless by a handler of SIGABRT that jumps. [any]
[[noreturn]] void abort_process();

} // namespace psig
