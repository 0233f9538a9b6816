// XSH abort: SIGABRT as by raise(), blocked or not; and the end by its default action, whatever the handler did. The
// disposition is left alone: the default action needs none, and so no other thread can get in between. [any]
#include "crt_bridge/abort.h"

#include "signal/engine.h"
#include "signal/entry.h"

namespace psig {

void abort_process() {
  const sigset_t aborted = bit(SIGABRT);
  (void)entry::mask(SIG_UNBLOCK, &aborted, nullptr);
  (void)entry::raise(SIGABRT);
  g_upcalls.terminate(record_from_self(SIGABRT, SI_TKILL), true);
  __builtin_unreachable();
}

} // namespace psig
