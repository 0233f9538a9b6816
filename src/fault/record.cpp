// The siginfo of a fault. si_addr is the address that could not be reached (SIGSEGV, SIGBUS), else the instruction (XBD
// <signal.h>). [dispatch]
#include "fault/fault.h"
#include "nt/arch/registers.h"

namespace psig {
namespace {

// Reserved memory counts as mapped without any permission, as what mmap(PROT_NONE) gives.
int access_code(std::uintptr_t address) {
  return nt::page_state(address) == nt::PageState::kFree ? SEGV_MAPERR : SEGV_ACCERR;
}

} // namespace

Record fault_record(const FaultRow &row, const nt::Exception &exception, const mcontext_t &context) {
  Record record{.signo = row.signo, .code = row.code};
  const bool has_address = exception.parameter_count >= 2;
  const std::uintptr_t accessed = has_address ? exception.parameters[1] : exception.address;
  record.extra[0] = exception.address;
  switch (row.kind) {
  case FaultKind::kPlain:
  case FaultKind::kStep:
  case FaultKind::kBreakpoint: break;
  case FaultKind::kAccess:
    record.extra[0] = accessed;
    record.code = access_code(accessed);
    break;
  case FaultKind::kInPage:
    record.extra[0] = accessed;
    record.code =
        in_page_code(exception.parameter_count >= 3 ? static_cast<std::uint32_t>(exception.parameters[2]) : 0);
    break;
  case FaultKind::kGuard:
  case FaultKind::kMisaligned: record.extra[0] = accessed; break;
  case FaultKind::kProtection: record.extra[0] = 0; break;
  case FaultKind::kOverflow: // the parameters are no help (rust-lang/rust#138609)
    record.extra[0] = nt::sp_of(context);
    break;
  case FaultKind::kMultiple: record.code = sse_code(nt::float_status_of(context)); break;
  }
  return record;
}

} // namespace psig
