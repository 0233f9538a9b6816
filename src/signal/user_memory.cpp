// Which faults of the copy are the caller's bad address, and where they lead: inside exception dispatch. [dispatch]
#include "signal/user_memory.h"

#include <cerrno>

#include "base/nt_status.h"
#include "nt/arch/registers.h"
#include "nt/thread/exception_record.h"

extern "C" {

extern const unsigned char psig_user_copy_bad[], psig_user_copy_end[];

// The routine's frame handler (EXCEPTION_ROUTINE of winnt.h, with its disposition as a number).
int psig_user_copy_handler(const psig::nt::ExceptionRecord *record, void *frame, mcontext_t *context, void *dispatch);

int psig_user_copy_handler(const psig::nt::ExceptionRecord *record, void *, mcontext_t *context, void *) {
  constexpr int kContinueExecution = 0, kContinueSearch = 1;
  constexpr unsigned kUnwinding = 0x2 | 0x4; // EXCEPTION_UNWINDING, EXCEPTION_EXIT_UNWIND
  if ((record->flags & kUnwinding) != 0) return kContinueSearch;
  return psig::user_copy_fault(record->code, context) ? kContinueExecution : kContinueSearch;
}

} // extern "C"

namespace psig {

static_assert(EFAULT == 14); // user_copy.S

bool user_copy_fault(std::uint32_t code, mcontext_t *context) {
  if (code != status::kAccessViolation && code != status::kInPageError && code != status::kGuardPage) return false;
  const auto begin = reinterpret_cast<std::uintptr_t>(&psig_user_copy);
  const auto bad = reinterpret_cast<std::uintptr_t>(psig_user_copy_bad);
  if (nt::ip_of(*context) < begin || nt::ip_of(*context) >= bad) return false;
  nt::ip_of(*context) = bad;
  return true;
}

} // namespace psig
