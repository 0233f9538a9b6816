// Exit codes of Windows processes as POSIX ends (design section 8). Pure. [any]
#include "process/exit_status.h"

#include "base/sigset.h"

namespace psig {
namespace {

// Numbers of <posix/signal.h>.
constexpr int kInt = 2, kIll = 4, kTrap = 5, kAbrt = 6, kBus = 7, kFpe = 8, kSegv = 11;

// Processes that an exception ended carry its NTSTATUS. What is not here is an ordinary exit value.
struct Fault {
  std::uint32_t status;
  int signo;
};
constexpr Fault kFaults[] = {
    {kStatusControlC, kInt}, {0xC0000005, kSegv}, // access violation
    {0xC0000006, kBus},                           // in-page error
    {0x80000001, kSegv},                          // guard page
    {0x80000002, kBus},                           // misalignment
    {0x80000003, kTrap},                          // breakpoint
    {0x80000004, kTrap},                          // single step
    {0xC000001D, kIll},                           // illegal instruction
    {0xC0000096, kSegv},                          // privileged instruction
    {0xC000008C, kSegv},                          // array bounds
    {0xC000008D, kFpe},                           // denormal operand, and the other floating-point exceptions
    {0xC000008E, kFpe},      {0xC000008F, kFpe},  {0xC0000090, kFpe}, {0xC0000091, kFpe}, {0xC0000092, kFpe},
    {0xC0000093, kFpe},      {0xC00002B4, kFpe},  {0xC00002B5, kFpe}, {0xC0000094, kFpe}, // integer division by zero
    {0xC0000095, kFpe},                                                                   // integer overflow
    {0xC00000FD, kSegv},                                                                  // stack overflow
    {0xC0000374, kAbrt},                                                                  // heap corruption
    {0xC0000409, kAbrt}, // fast fail, as abort() of the UCRT
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
