// The engine's dispositions as a CRT sees them. A handler set on the CRT's side is installed with SA_RESTART |
// SA_NODEFER: it is never reset unasked, and nothing stays blocked when it leaves by the CRT's longjmp(), which knows
// no masks. What it displaces is remembered whole, so that the pointer which signal() returned puts back the whole
// action.
//
// Lock: the bridge's; under a delivery guard, so no handler can want it.
#include "crt_bridge/calls.h"

#include "crt_bridge/foreign_handler.h"
#include "crt_bridge/numbers.h"
#include "signal/engine.h"
#include "signal/entry.h"

namespace psig::crt {

constinit Lock<LockRank::kBridge> g_bridge_lock;

namespace {

struct sigaction g_displaced[SIGBREAK + 1] PSIG_GUARDED_BY(g_bridge_lock); // the library's own handlers, by signal

std::uintptr_t handler_of(const struct sigaction &act) { return reinterpret_cast<std::uintptr_t>(act.sa_handler); }
bool is_function(std::uintptr_t handler) { return handler > kSigIgn; }

struct sigaction displaced(int signo) {
  const DeliveryGuard delivery;
  const LockGuard guard(g_bridge_lock);
  return g_displaced[signo];
}

// The library's handler of a signal whose number differs, as a function of the CRT's side may call it.
template <int Signo> void translated(int) {
  const struct sigaction act = displaced(Signo);
  if (is_function(handler_of(act)) && (act.sa_flags & SA_SIGINFO) == 0) act.sa_handler(Signo);
  else (void)entry::raise(Signo);
}

std::uintptr_t seen_from_crt(int signo, const struct sigaction &act) {
  const std::uintptr_t handler = handler_of(act);
  if (!is_function(handler)) return handler;
  if (const std::uintptr_t function = function_behind(handler); function != 0) return function;
  if (signo == SIGABRT) return reinterpret_cast<std::uintptr_t>(&translated<SIGABRT>);
  if (signo == SIGBREAK) return reinterpret_cast<std::uintptr_t>(&translated<SIGBREAK>);
  return handler;
}

struct sigaction seen_from_engine(int signo, std::uintptr_t function) PSIG_REQUIRES(g_bridge_lock) {
  g_bridge_lock.assert_held();
  const struct sigaction &displaced = g_displaced[signo];
  if (is_function(function) && is_function(handler_of(displaced)) && seen_from_crt(signo, displaced) == function)
    return displaced;
  struct sigaction act = {};
  if (is_function(function)) function = handler_for(function);
  act.sa_sigaction = reinterpret_cast<void (*)(int, siginfo_t *, void *)>(function);
  act.sa_flags = is_function(function) ? SA_SIGINFO | SA_RESTART | SA_NODEFER : 0;
  return act;
}

} // namespace

bool signal_call(int signo, std::uintptr_t function, std::uintptr_t *former) {
  if (signo == 0 || function == kSge || function == kAck || function == kError) return false;
  const DeliveryGuard delivery;
  const LockGuard guard(g_bridge_lock);
  struct sigaction old;
  if (function == kGet) {
    (void)entry::action(signo, nullptr, &old);
  } else {
    const struct sigaction act = seen_from_engine(signo, function);
    (void)entry::action(signo, &act, &old);
    if (is_function(handler_of(old)) && function_behind(handler_of(old)) == 0) g_displaced[signo] = old;
  }
  *former = seen_from_crt(signo, old);
  return true;
}

void inherit(int signo, std::uintptr_t function) {
  std::uintptr_t current = 0;
  if (signal_call(signo, kGet, &current) && current == kSigDfl) (void)signal_call(signo, function, &current);
}

} // namespace psig::crt
