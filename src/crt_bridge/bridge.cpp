// The replacements, one set for each CRT. What is not for the engine goes on to the CRT that the caller meant, which
// calls its invalid-parameter handler and sets its errno.
//
// mingw-w64's start-up code has a frame around main(). At every fault its filter sets SIG_DFL by signal(), and calls
// what was there inside exception dispatch. It gets SIG_DFL for an answer, and so lets the fault pass.
#include "crt_bridge/bridge.h"

#include <utility>

#include "crt_bridge/abort.h"
#include "crt_bridge/adopt.h"
#include "crt_bridge/calls.h"
#include "crt_bridge/errors.h"
#include "crt_bridge/numbers.h"
#include "nt/crt/startup_filter.h"
#include "signal/entry.h"

namespace psig {
namespace {

template <int Slot> struct Calls {
  static crt::SignalHandler signal(int number, crt::SignalHandler handler) {
    crt::adopt(Slot);
    if (handler == nullptr && nt::in_startup_filter(__builtin_return_address(0))) return nullptr;
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

// No constant can hold these pointers: they are filled in before the first import table is looked at, which is long
// before any constructor runs.
constinit nt::CrtReplacements g_replacements{};

template <int Slot> void fill() {
  auto &row = g_replacements[Slot];
  row[nt::kCrtSignal] = pointer(&Calls<Slot>::signal);
  row[nt::kCrtRaise] = pointer(&Calls<Slot>::raise);
  row[nt::kCrtAbort] = pointer(&abort_process);
  row[nt::kCrtSetAbortBehavior] = pointer(&crt::set_abort_behavior);
  row[nt::kCrtAssert] = pointer(&crt::assertion_failed);
  row[nt::kCrtWassert] = pointer(&crt::assertion_failed_wide);
  row[nt::kCrtPurecall] = pointer(&Calls<Slot>::pure_call);
}
static_assert(nt::kCrtReplaced == 7);
template <int... Slots> void fill_all(std::integer_sequence<int, Slots...>) { (fill<Slots>(), ...); }

} // namespace

void crt_bridge_start() {
  fill_all(std::make_integer_sequence<int, nt::kMaxCrts>());
  nt::crt_modules_watch(g_replacements);
}

void crt_bridge_adopt(bool all) {
  const int own = nt::crt_own_slot();
  for (int slot = 0; slot < nt::kMaxCrts; ++slot)
    if (nt::crt_in(slot) != nullptr && (all || slot == own)) crt::adopt(slot);
}

} // namespace psig
