// A vectored handler that only observes: calls `callee` first thing at every exception, and lets it go on. [dispatch]
#pragma once

namespace psig::nt {

// Once. Allocates, and locks. [loader]
void exception_hook_install(void (*callee)());

} // namespace psig::nt
