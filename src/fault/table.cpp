// The table. Codes as Linux gives them for the same condition, where it has it; statuses from ntstatus.h.
#include "fault/table.h"

#include <iterator>

namespace psig {
namespace {

using namespace fault_signal;
using enum FaultKind;
using enum Chance;

constexpr std::uint8_t kKernel = 0x80, kIllOpc = 1, kTrapTrace = 2, kTrapBrkpt = 1, kBusAdrAln = 1, kBusAdrErr = 2,
                       kBusObjErr = 3, kSegvMapErr = 1, kSegvAccErr = 2, kIntDiv = 1, kIntOvf = 2, kFltDiv = 3,
                       kFltOvf = 4, kFltUnd = 5, kFltRes = 6, kFltInv = 7, kFltSub = 8;

constexpr FaultRow kRows[] = {
    {0xC0000005, kSegv, 0, kAccess, kByMode, "access violation"},
    {0xC0000006, kBus, 0, kInPage, kByMode, "in-page error"},
    {0x80000001, kSegv, kSegvAccErr, kGuard, kByMode, "guard page"},
    {0x80000002, kBus, kBusAdrAln, kMisaligned, kFirst, "misaligned access"},
    {0xC00000FD, kSegv, kSegvMapErr, kOverflow, kFirst, "stack overflow"},
    {0xC000008C, kSegv, kSegvMapErr, kPlain, kFirst, "array bounds exceeded"},
    {0xC000001D, kIll, kIllOpc, kPlain, kByMode, "illegal instruction"},
    {0xC0000096, kSegv, kKernel, kProtection, kByMode, "privileged instruction"},
    {0xC0000094, kFpe, kIntDiv, kPlain, kByMode, "integer division by zero"},
    {0xC0000095, kFpe, kIntOvf, kPlain, kFirst, "integer overflow"},
    {0xC000008D, kFpe, kFltUnd, kPlain, kByMode, "denormal operand"},
    {0xC000008E, kFpe, kFltDiv, kPlain, kByMode, "floating-point division by zero"},
    {0xC000008F, kFpe, kFltRes, kPlain, kByMode, "inexact floating-point result"},
    {0xC0000090, kFpe, kFltInv, kPlain, kByMode, "invalid floating-point operation"},
    {0xC0000091, kFpe, kFltOvf, kPlain, kByMode, "floating-point overflow"},
    {0xC0000092, kFpe, kFltSub, kPlain, kFirst, "floating-point stack check"},
    {0xC0000093, kFpe, kFltUnd, kPlain, kByMode, "floating-point underflow"},
    {0xC00002B4, kFpe, 0, kMultiple, kByMode, "floating-point faults"},
    {0xC00002B5, kFpe, 0, kMultiple, kByMode, "floating-point traps"},
    {0x80000003, kTrap, kTrapBrkpt, kBreakpoint, kByMode, "breakpoint"},
    {0x80000004, kTrap, kTrapTrace, kStep, kByMode, "single step"},
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
  constexpr std::uint32_t kEndOfFile = 0xC0000011;
  return status_of_read == kEndOfFile ? kBusAdrErr : kBusObjErr;
}

} // namespace psig
