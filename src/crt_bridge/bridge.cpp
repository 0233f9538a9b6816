// The replacements, one set for each CRT: what is not for the engine goes on to the CRT that the caller meant, which
// calls its invalid-parameter handler and sets its errno.
#include "crt_bridge/bridge.h"

#include "crt_bridge/abort.h"
#include "crt_bridge/adopt.h"
#include "crt_bridge/calls.h"
#include "crt_bridge/errors.h"
#include "crt_bridge/numbers.h"
#include "signal/entry.h"

namespace psig {
namespace {

template <int Slot> struct Calls {
  static crt::SignalHandler signal(int number, crt::SignalHandler handler) {
    crt::adopt(Slot);
    std::uintptr_t former = 0;
    if (crt::signal_call(crt::to_posix(number), reinterpret_cast<std::uintptr_t>(handler), &former))
      return reinterpret_cast<crt::SignalHandler>(former);
    return reinterpret_cast<crt::SignalFunction>(real(nt::kCrtSignal))(number, handler);
  }
  static int raise(int number) {
    crt::adopt(Slot);
    const int signo = crt::to_posix(number);
    if (signo == 0) return reinterpret_cast<int (*)(int)>(real(nt::kCrtRaise))(number);
    return entry::raise(signo) == 0 ? 0 : -1;
  }
  static void pure_call() {
    crt::adopt(Slot);
    crt::pure_call(*nt::crt_in(Slot));
  }

private:
  static void *real(nt::CrtFunction function) { return nt::crt_in(Slot)->functions[function]; }
};

template <typename Function> void *pointer(Function *function) { return reinterpret_cast<void *>(function); }

#define PSIG_CALLS(slot)                                                                                               \
  {                                                                                                                    \
    pointer(&Calls<slot>::signal), pointer(&Calls<slot>::raise), pointer(&abort_process),                              \
        pointer(&crt::set_abort_behavior), pointer(&crt::assertion_failed), pointer(&crt::assertion_failed_wide),      \
        pointer(&Calls<slot>::pure_call)                                                                               \
  }
nt::CrtReplacements g_replacements = {PSIG_CALLS(0), PSIG_CALLS(1), PSIG_CALLS(2), PSIG_CALLS(3),
                                      PSIG_CALLS(4), PSIG_CALLS(5), PSIG_CALLS(6), PSIG_CALLS(7)};
#undef PSIG_CALLS

} // namespace

void crt_bridge_start() { nt::crt_modules_watch(g_replacements); }

void crt_bridge_adopt(bool all) {
  const int own = nt::crt_own_slot();
  for (int slot = 0; slot < nt::kMaxCrts; ++slot)
    if (nt::crt_in(slot) != nullptr && (all || slot == own)) crt::adopt(slot);
}

} // namespace psig
