// Exit codes of Windows processes as POSIX ends (docs/design.md, 8). Portable. [any]
#include "base/exit_status.h"

#include "base/sigset.h"

namespace psig {
namespace {

// Processes that an exception ended carry its NTSTATUS. What is not here is an ordinary exit value.
struct Fault {
  std::uint32_t status;
  int signo;
};
constexpr Fault kFaults[] = {
    {status::kControlC, kSigInt},        {status::kAccessViolation, kSigSegv},
    {status::kInPageError, kSigBus},     {status::kGuardPage, kSigSegv},
    {status::kMisalignment, kSigBus},    {status::kBreakpoint, kSigTrap},
    {status::kSingleStep, kSigTrap},     {status::kIllegalInstruction, kSigIll},
    {status::kPrivileged, kSigSegv},     {status::kArrayBounds, kSigSegv},
    {status::kFloatDenormal, kSigFpe},   {status::kFloatDivide, kSigFpe},
    {status::kFloatInexact, kSigFpe},    {status::kFloatInvalid, kSigFpe},
    {status::kFloatOverflow, kSigFpe},   {status::kFloatStack, kSigFpe},
    {status::kFloatUnderflow, kSigFpe},  {status::kFloatFaults, kSigFpe},
    {status::kFloatTraps, kSigFpe},      {status::kIntegerDivide, kSigFpe},
    {status::kIntegerOverflow, kSigFpe}, {status::kStackOverflow, kSigSegv},
    {status::kHeapCorruption, kSigAbrt}, {status::kFastFail, kSigAbrt}, // as abort() of the UCRT
};

ChildState fault_end(const Fault &fault, const EndRecord &record) {
  const bool known = record.status == fault.status && is_signo(record.signo);
  const int signo = known ? record.signo : fault.signo;
  return {known && record.core ? ChildCode::kDumped : ChildCode::kKilled, static_cast<std::uint32_t>(signo)};
}

} // namespace

ChildState child_end(std::uint32_t exit_code, const EndRecord &record) {
  const auto signo = static_cast<int>(exit_code & 0x7F);
  if ((exit_code & ~(kCoreFlag | 0x7F)) == kSignalDeath && is_signo(signo))
    return {(exit_code & kCoreFlag) != 0 ? ChildCode::kDumped : ChildCode::kKilled, exit_code & 0x7F};
  for (const Fault &fault : kFaults)
    if (fault.status == exit_code) return fault_end(fault, record);
  return {ChildCode::kExited, exit_code};
}

int wait_status(const ChildState &state) {
  const auto status = static_cast<int>(state.status & 0xFF);
  switch (state.code) {
  case ChildCode::kExited: return (status == 0 && state.status != 0 ? 0xFF : status) << 8;
  case ChildCode::kKilled: return status;
  case ChildCode::kDumped: return status | 0x80;
  case ChildCode::kStopped: return status << 8 | 0x7F;
  case ChildCode::kContinued: return 0xFFFF;
  }
  return 0;
}

} // namespace psig
