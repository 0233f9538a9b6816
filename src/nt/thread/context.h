// The thread's own context. It is captured in the frame that is to be resumed, so the import is called directly: a
// wrapper's frame would be gone by then.
#pragma once

#include <posix/signal.h>

extern "C" __declspec(dllimport) __attribute__((returns_twice)) void __stdcall RtlCaptureContext(posix_mcontext *);

namespace psig::nt {

[[noreturn]] void context_resume(const mcontext_t *context);

} // namespace psig::nt
