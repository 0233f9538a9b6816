// The loader's notices: process attach (before any constructor), thread attach and detach. [loader]
//
// The callback is in the TLS directory of the program, or in that of the DLL. The anchor makes sure that it is linked.
#include "console/service.h"
#include "nt/module/modules.h"
#include "nt/thread/stack_guard.h"
#include "runtime/last_thread.h"
#include "runtime/runtime.h"
#include "signal/engine.h"
#include "signal/engine_table.h"

namespace psig {
namespace {

constexpr unsigned long kProcessAttach = 1, kThreadAttach = 2, kThreadDetach = 3;

void __stdcall loader_notice(void *, unsigned long reason, void *) {
  if (reason == kProcessAttach) start_early();
  if (!owns_engine()) return;
  switch (reason) {
  case kThreadAttach:
    nt::stack_guarantee_for_the_end();
    // What allocates at its first use on a thread does so here, and not where a handler has interrupted something.
    if (Thread *thread = self_attached(); thread != nullptr) (void)thread->error_words.known();
    service_thread_begins();
    break;
  case kThreadDetach:
    if (Thread *thread = self(); thread != nullptr) {
      const LeavingThread leaving(*thread);
      detach(thread);
      leaving.detached();
    }
    break;
  default: break; // process detach: the other threads are gone already
  }
}

} // namespace
} // namespace psig

extern "C" {
__attribute__((section(".CRT$XLC"), used)) void(__stdcall *const psig_tls_callback)(void *, unsigned long,
                                                                                    void *) = psig::loader_notice;

// Called by the anchor, from a constructor: threads may be made now.
void posix_signals_start(void) { psig::start_threads(); }
// Called by the anchor as well, with the exit() of its module's C run-time. Only the main module's is the program's.
void posix_signals_exit_is(void (*function)(int)) {
  if (psig::nt::in_main_module(reinterpret_cast<const void *>(function))) psig::engine()->program_exits_by(function);
}
}
