// The same fault again and again. A handler that returns has its instruction run once more. If nothing was repaired
// that goes on for ever, which POSIX allows and nobody wants. A fault with the very same registers is suspicious, but a
// loop may well repair the same page every time. So after some repeats a single step over the instruction shows whether
// the processor gets past it. [dispatch]
#include "fault/fault.h"
#include "nt/arch/registers.h"
#include "signal/fault_entry.h"

namespace psig {
namespace {

std::uint64_t print_of(const mcontext_t &context, std::uint32_t status, std::uintptr_t address) {
  std::uint64_t print = status;
  const auto mix = [&print](std::uint64_t word) { print = (print ^ word) * 0x9E3779B97F4A7C15 + (print >> 29); };
  mix(address);
  mix(nt::flags_of(context) & ~(nt::kTrapFlag | nt::kResumeFlag));
  nt::each_register(context, mix);
  return print;
}

} // namespace

Progress fault_progress(Fault *fault, std::uint32_t status, std::uintptr_t address, mcontext_t *context) {
  if (fault->stepping != 0) nt::flags_of(*context) &= ~nt::kTrapFlag; // it was ours
  fault->stepping = 0;
  const std::uint64_t print = print_of(*context, status, address);
  const bool again = fault->returned && print == fault->print;
  fault->print = print;
  fault->repeats = again ? fault->repeats + 1 : 0;
  return fault->repeats < kMostRepeats ? Progress::kSome : Progress::kNone;
}

// The flag that fault_returns() sets traps once before the instruction, since it is loaded by a popfq that a ret
// follows, and then, set again, after it.
bool fault_stepped(Fault *fault, mcontext_t *context) {
  if (fault->stepping == 0) return false;
  const bool not_yet = fault->stepping == 1 && nt::ip_of(*context) == fault->ip;
  fault->stepping = not_yet ? 2 : 0;
  if (not_yet) {
    nt::flags_of(*context) |= nt::kTrapFlag;
  } else {
    nt::flags_of(*context) &= ~nt::kTrapFlag;
    fault->repeats = 0;
  }
  return true;
}

} // namespace psig
