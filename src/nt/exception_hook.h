// A vectored handler that only looks: calls `looked` first thing at every exception, and lets it go on. [dispatch]
#pragma once

namespace psig::nt {

// Once. Allocates, and locks. [loader]
void exception_hook_install(void (*looked)());

} // namespace psig::nt
