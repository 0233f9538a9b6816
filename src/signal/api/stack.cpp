// sigaltstack (XSH sigaltstack). [any]
#include "signal/api/entry.h"

using namespace psig;

extern "C" int sigaltstack(const stack_t *ss, stack_t *old) {
  if (api::bad_optional(ss) || api::bad_optional(old)) return api::result(EFAULT);
  return api::result(engine()->altstack(ss, old));
}
