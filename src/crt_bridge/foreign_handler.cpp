// A pool of handlers, one for each function. If all are taken, one that no disposition names is given to another
// function. There are seven signals, so one is always free. [any]
#include "crt_bridge/foreign_handler.h"

#include <atomic>
#include <utility>

#include "crt_bridge/fault_globals.h"
#include "crt_bridge/numbers.h"
#include "nt/thread/teb.h"
#include "signal/engine.h"

namespace psig::crt {
namespace {

constexpr unsigned kPool = 64;
std::atomic<std::uintptr_t> g_functions[kPool];

// A program that has read this handler by signal() may call it with the number alone.
bool on_this_stack(const void *object) {
  const nt::StackLimits limits = nt::stack_limits(nt::teb());
  const auto address = reinterpret_cast<std::uintptr_t>(object);
  return address > reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) && address < limits.base &&
         address % alignof(siginfo_t) == 0;
}

void call(unsigned entry, int signo, const siginfo_t *info, void *context) {
  const std::uintptr_t function = g_functions[entry].load();
  const int number = from_posix(signo);
  if (signo != SIGFPE && signo != SIGILL && signo != SIGSEGV) {
    reinterpret_cast<void (*)(int)>(function)(number);
    return;
  }
  const bool given = on_this_stack(info) && on_this_stack(context) && info->si_signo == signo;
  const FaultGlobals globals(given ? info : nullptr, context);
  if (signo == SIGFPE) reinterpret_cast<void (*)(int, int)>(function)(number, globals.fpe_code());
  else reinterpret_cast<void (*)(int)>(function)(number);
}

template <unsigned Entry> void handler(int signo, siginfo_t *info, void *context) { call(Entry, signo, info, context); }

using Handler = void (*)(int, siginfo_t *, void *);
struct Handlers {
  Handler of[kPool];
};
template <unsigned... Entries> constexpr Handlers make(std::integer_sequence<unsigned, Entries...>) {
  return {{handler<Entries>...}};
}
constexpr Handlers kHandlers = make(std::make_integer_sequence<unsigned, kPool>());

std::uintptr_t address(unsigned entry) { return reinterpret_cast<std::uintptr_t>(kHandlers.of[entry]); }

bool installed(unsigned entry) {
  const LockGuard guard(g_engine.lock);
  for (const int number : kNumbers)
    if (g_engine.process.actions.of(to_posix(number)).handler == address(entry)) return true;
  return false;
}

} // namespace

std::uintptr_t handler_for(std::uintptr_t function) {
  g_bridge_lock.assert_held();
  for (unsigned i = 0; i < kPool; ++i)
    if (g_functions[i].load() == function) return address(i);
  static unsigned next; // round: the one given longest ago
  for (;; next = (next + 1) % kPool) {
    const unsigned entry = next;
    if (g_functions[entry].load() != 0 && installed(entry)) continue;
    g_functions[entry].store(function);
    next = (next + 1) % kPool;
    return address(entry);
  }
}

std::uintptr_t function_behind(std::uintptr_t handler) {
  for (unsigned i = 0; i < kPool; ++i)
    if (address(i) == handler) return g_functions[i].load();
  return 0;
}

} // namespace psig::crt
