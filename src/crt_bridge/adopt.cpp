// A CRT that is taken over keeps one disposition of its own, SIGABRT. By that the aborts inside the CRT, which pass
// through no import table, come to abort_process(). Everything else in it is SIG_DFL from then on, so its console
// handler lets every event pass.
#include "crt_bridge/adopt.h"

#include <atomic>

#include "crt_bridge/abort.h"
#include "crt_bridge/calls.h"
#include "crt_bridge/errors.h"
#include "crt_bridge/numbers.h"

namespace psig::crt {
namespace {

constexpr unsigned kWriteAbortMessage = 1; // _WRITE_ABORT_MSG
constexpr int kOutToDefault = 0, kOutToStderr = 1, kReportErrorMode = 3;

enum State : int { kNew, kBusy, kDone };
std::atomic<int> g_state[nt::kMaxCrts];

SignalFunction real_signal(int slot) {
  return reinterpret_cast<SignalFunction>(nt::crt_in(slot)->functions[nt::kCrtSignal]);
}

// The CRT has reset its disposition before it called this.
template <int Slot> void aborted(int) {
  real_signal(Slot)(kAbort, aborted<Slot>);
  abort_process();
}

using Aborted = void (*)(int);
constexpr Aborted kAborted[nt::kMaxCrts] = {aborted<0>, aborted<1>, aborted<2>, aborted<3>,
                                            aborted<4>, aborted<5>, aborted<6>, aborted<7>};

// No dialog box, whatever kind of program this is.
void silence(const nt::Crt &crt) {
  if (void *function = crt.functions[nt::kCrtSetAbortBehavior]; function != nullptr)
    reinterpret_cast<unsigned (*)(unsigned, unsigned)>(function)(0, kWriteAbortMessage);
  if (void *function = crt.functions[nt::kCrtSetErrorMode]; function != nullptr) {
    const auto set_error_mode = reinterpret_cast<int (*)(int)>(function);
    if (set_error_mode(kReportErrorMode) == kOutToDefault) set_error_mode(kOutToStderr);
  }
}

} // namespace

void adopt(int slot) {
  int fresh = kNew;
  if (g_state[slot].load(std::memory_order_relaxed) != kNew || !g_state[slot].compare_exchange_strong(fresh, kBusy))
    return;
  for (const int number : kNumbers) {
    SignalHandler const before = real_signal(slot)(number, number == kAbort ? kAborted[slot] : nullptr);
    const auto function = reinterpret_cast<std::uintptr_t>(before);
    if (function != 0 && function != kError) inherit(to_posix(number), function);
  }
  silence(*nt::crt_in(slot));
  errors_adopt(*nt::crt_in(slot));
  g_state[slot].store(kDone);
}

const nt::Crt *adopted_in(int slot) { return g_state[slot].load() == kDone ? nt::crt_in(slot) : nullptr; }

} // namespace psig::crt
