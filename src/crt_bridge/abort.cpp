// XSH abort: SIGABRT as by raise(), blocked or not, and then the end by its default action, whatever the handler did.
// The default action needs no disposition, so that is left alone, and no other thread can get in between. [any]
#include "crt_bridge/abort.h"

#include "crt_bridge/errors.h"
#include "signal/engine.h"
#include "signal/entry.h"

namespace psig {

void abort_process() {
  const sigset_t aborted = bit(SIGABRT);
  (void)entry::mask(SIG_UNBLOCK, &aborted, nullptr);
  (void)entry::raise(SIGABRT);
  crt::abort_message();
  g_upcalls.terminate(record_from_self(SIGABRT, SI_TKILL), crt::abort_has_core());
  __builtin_unreachable();
}

} // namespace psig
