// The table. The codes are Linux's for the same condition, if Linux has one.
#include "fault/table.h"

#include <iterator>

#include "base/nt_status.h"
#include "base/signal_numbers.h"

namespace psig {
namespace {

using enum FaultKind;
using enum Chance;

constexpr std::uint8_t kKernel = 0x80, kIllOpc = 1, kTrapTrace = 2, kTrapBrkpt = 1, kBusAdrAln = 1, kBusAdrErr = 2,
                       kBusObjErr = 3, kSegvMapErr = 1, kSegvAccErr = 2, kIntDiv = 1, kIntOvf = 2, kFltDiv = 3,
                       kFltOvf = 4, kFltUnd = 5, kFltRes = 6, kFltInv = 7, kFltSub = 8;

constexpr FaultRow kRows[] = {
    {status::kAccessViolation, kSigSegv, 0, kAccess, kByMode, "access violation"},
    {status::kInPageError, kSigBus, 0, kInPage, kByMode, "in-page error"},
    {status::kGuardPage, kSigSegv, kSegvAccErr, kGuard, kByMode, "guard page"},
    {status::kMisalignment, kSigBus, kBusAdrAln, kMisaligned, kFirst, "misaligned access"},
    {status::kStackOverflow, kSigSegv, kSegvMapErr, kOverflow, kFirst, "stack overflow"},
    {status::kArrayBounds, kSigSegv, kSegvMapErr, kPlain, kFirst, "array bounds exceeded"},
    {status::kIllegalInstruction, kSigIll, kIllOpc, kPlain, kByMode, "illegal instruction"},
    {status::kPrivileged, kSigSegv, kKernel, kProtection, kByMode, "privileged instruction"},
    {status::kIntegerDivide, kSigFpe, kIntDiv, kPlain, kByMode, "integer division by zero"},
    {status::kIntegerOverflow, kSigFpe, kIntOvf, kPlain, kFirst, "integer overflow"},
    {status::kFloatDenormal, kSigFpe, kFltUnd, kPlain, kByMode, "denormal operand"},
    {status::kFloatDivide, kSigFpe, kFltDiv, kPlain, kByMode, "floating-point division by zero"},
    {status::kFloatInexact, kSigFpe, kFltRes, kPlain, kByMode, "inexact floating-point result"},
    {status::kFloatInvalid, kSigFpe, kFltInv, kPlain, kByMode, "invalid floating-point operation"},
    {status::kFloatOverflow, kSigFpe, kFltOvf, kPlain, kByMode, "floating-point overflow"},
    {status::kFloatStack, kSigFpe, kFltSub, kPlain, kFirst, "floating-point stack check"},
    {status::kFloatUnderflow, kSigFpe, kFltUnd, kPlain, kByMode, "floating-point underflow"},
    {status::kFloatFaults, kSigFpe, 0, kMultiple, kByMode, "floating-point faults"},
    {status::kFloatTraps, kSigFpe, 0, kMultiple, kByMode, "floating-point traps"},
    {status::kBreakpoint, kSigTrap, kTrapBrkpt, kBreakpoint, kByMode, "breakpoint"},
    {status::kSingleStep, kSigTrap, kTrapTrace, kStep, kByMode, "single step"},
};

constexpr bool complete() {
  for (const FaultRow &row : kRows) {
    const bool by_kind = row.kind == kAccess || row.kind == kInPage || row.kind == kMultiple;
    if ((row.code == 0) != by_kind || (row.status >> 30) < 2) return false;
    for (const FaultRow &other : kRows)
      if (&other != &row && other.status == row.status) return false;
  }
  return true;
}
static_assert(complete());

} // namespace

const FaultRow *fault_row(std::uint32_t status) {
  for (const FaultRow &row : kRows)
    if (row.status == status) return &row;
  return nullptr;
}

const FaultRow *fault_rows(unsigned *count) {
  *count = std::size(kRows);
  return kRows;
}

int sse_code(std::uint32_t mxcsr) {
  constexpr unsigned kInvalid = 1, kDenormal = 2, kDivide = 4, kOver = 8, kUnder = 16, kInexact = 32;
  const unsigned raised = mxcsr & ~(mxcsr >> 7) & 0x3F;
  if ((raised & kInvalid) != 0) return kFltInv;
  if ((raised & kDivide) != 0) return kFltDiv;
  if ((raised & kOver) != 0) return kFltOvf;
  if ((raised & (kDenormal | kUnder)) != 0) return kFltUnd;
  if ((raised & kInexact) != 0) return kFltRes;
  return kFltInv;
}

int in_page_code(std::uint32_t status_of_read) {
  return status_of_read == status::kEndOfFile ? kBusAdrErr : kBusObjErr;
}

} // namespace psig
