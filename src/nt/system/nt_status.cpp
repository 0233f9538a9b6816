// The codes of base/nt_status.h are the SDK's.
#include "base/nt_status.h"

#define WIN32_NO_STATUS
#include "nt/windows.h"
#undef WIN32_NO_STATUS
#include <ntstatus.h>

namespace psig::status {
namespace {

constexpr bool same(NTSTATUS theirs, std::uint32_t ours) { return static_cast<std::uint32_t>(theirs) == ours; }

static_assert(same(STATUS_GUARD_PAGE_VIOLATION, kGuardPage) && same(STATUS_DATATYPE_MISALIGNMENT, kMisalignment));
static_assert(same(STATUS_BREAKPOINT, kBreakpoint) && same(STATUS_SINGLE_STEP, kSingleStep));
static_assert(same(STATUS_ACCESS_VIOLATION, kAccessViolation) && same(STATUS_IN_PAGE_ERROR, kInPageError));
static_assert(same(STATUS_END_OF_FILE, kEndOfFile) && same(STATUS_ILLEGAL_INSTRUCTION, kIllegalInstruction));
static_assert(same(STATUS_ARRAY_BOUNDS_EXCEEDED, kArrayBounds) && same(STATUS_FLOAT_DENORMAL_OPERAND, kFloatDenormal));
static_assert(same(STATUS_FLOAT_DIVIDE_BY_ZERO, kFloatDivide) && same(STATUS_FLOAT_INEXACT_RESULT, kFloatInexact));
static_assert(same(STATUS_FLOAT_INVALID_OPERATION, kFloatInvalid) && same(STATUS_FLOAT_OVERFLOW, kFloatOverflow));
static_assert(same(STATUS_FLOAT_STACK_CHECK, kFloatStack) && same(STATUS_FLOAT_UNDERFLOW, kFloatUnderflow));
static_assert(same(STATUS_INTEGER_DIVIDE_BY_ZERO, kIntegerDivide) && same(STATUS_INTEGER_OVERFLOW, kIntegerOverflow));
static_assert(same(STATUS_PRIVILEGED_INSTRUCTION, kPrivileged) && same(STATUS_STACK_OVERFLOW, kStackOverflow));
static_assert(same(STATUS_CONTROL_C_EXIT, kControlC) && same(STATUS_FLOAT_MULTIPLE_FAULTS, kFloatFaults));
static_assert(same(STATUS_FLOAT_MULTIPLE_TRAPS, kFloatTraps) && same(STATUS_HEAP_CORRUPTION, kHeapCorruption));
static_assert(same(STATUS_STACK_BUFFER_OVERRUN, kFastFail));

} // namespace
} // namespace psig::status
