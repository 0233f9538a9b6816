// Resuming a context edited by a handler, for deliveries that are plain calls. [target]
#define RtlCaptureContext                                                                                              \
  RtlCaptureContext_of_the_sdk // declared with CONTEXT there, with its public mirror in context.h
#include "nt/windows.h"
#undef RtlCaptureContext

#include "nt/thread/context.h"

namespace psig::nt {

void context_resume(const mcontext_t *context) {
  CONTEXT copy = *reinterpret_cast<const CONTEXT *>(context);
  copy.ContextFlags = CONTEXT_FULL; // it carries no extended state, whatever its flags claim
  RtlRestoreContext(&copy, nullptr);
  __builtin_unreachable();
}

} // namespace psig::nt
