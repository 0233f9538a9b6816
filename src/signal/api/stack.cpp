// sigaltstack (XSH sigaltstack). [any]
#include "signal/api/result.h"

using namespace psig;

extern "C" int sigaltstack(const stack_t *ss, stack_t *old) { return api::result(engine()->altstack(ss, old)); }
