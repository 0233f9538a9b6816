// The accessors of a CRT (__pxcptinfoptrs, __fpecode) give an address in its data for the calling thread. [target]
#include "crt_bridge/fault_globals.h"

#include "base/nt_status.h"
#include "crt_bridge/adopt.h"
#include "crt_bridge/numbers.h"
#include "signal/engine.h"

namespace psig::crt {
namespace {

void **pointers_of(const nt::Crt &crt) {
  return reinterpret_cast<void **(*)()>(crt.functions[nt::kCrtPxcptinfoptrs])();
}

int *code_of(const nt::Crt &crt) {
  void *function = crt.functions[nt::kCrtFpecode];
  return function != nullptr ? reinterpret_cast<int *(*)()>(function)() : nullptr;
}

// NTSTATUS of a fault (winnt.h), by what the siginfo says of it.
std::uint32_t status_of(const siginfo_t &info) {
  switch (info.si_signo) {
  case SIGSEGV: return info.si_code == SI_KERNEL ? status::kPrivileged : status::kAccessViolation;
  case SIGILL: return status::kIllegalInstruction;
  default: break;
  }
  switch (info.si_code) {
  case FPE_INTDIV: return status::kIntegerDivide;
  case FPE_INTOVF: return status::kIntegerOverflow;
  case FPE_FLTDIV: return status::kFloatDivide;
  case FPE_FLTOVF: return status::kFloatOverflow;
  case FPE_FLTUND: return status::kFloatUnderflow;
  case FPE_FLTRES: return status::kFloatInexact;
  case FPE_FLTSUB: return status::kArrayBounds;
  default: return status::kFloatInvalid;
  }
}

// The record of the exception itself, unless a fault in between has taken its place.
bool record_of(const siginfo_t &info, nt::ExceptionRecord *out) {
  const Thread *thread = self();
  if (thread == nullptr) return false;
  const Fault &fault = thread->fault;
  if (fault.record.signo != info.si_signo || fault.record.code != info.si_code ||
      fault.record.extra[0] != reinterpret_cast<std::uintptr_t>(info.si_addr))
    return false;
  *out = {fault.status, 0, nullptr, reinterpret_cast<void *>(fault.address), fault.parameter_count, {}};
  for (unsigned n = 0; n < fault.parameter_count; ++n) out->information[n] = fault.parameters[n];
  return true;
}

} // namespace

FaultGlobals::FaultGlobals(const siginfo_t *info, void *context) : code_(0) {
  const bool fault = info != nullptr && info->si_code > 0 && (info->si_code != SI_KERNEL || info->si_signo == SIGSEGV);
  code_ = crt::fpe_code(fault ? info->si_code : 0);
  if (fault) {
    mcontext_t *registers = &static_cast<ucontext_t *>(context)->uc_mcontext;
    if (!record_of(*info, &record_)) nt::exception_record_make(&record_, status_of(*info), registers, info->si_addr);
    pointers_ = {&record_, registers};
  }
  for (int slot = 0; slot < nt::kMaxCrts; ++slot) {
    const nt::Crt *crt = adopted_in(slot);
    set_[slot] = crt != nullptr;
    if (crt == nullptr) continue;
    void **pointers = pointers_of(*crt);
    int *code = code_of(*crt);
    saved_pointers_[slot] = *pointers;
    saved_codes_[slot] = code != nullptr ? *code : 0;
    *pointers = fault ? &pointers_ : nullptr;
    if (code != nullptr) *code = code_;
  }
}

FaultGlobals::~FaultGlobals() {
  for (int slot = 0; slot < nt::kMaxCrts; ++slot) {
    if (!set_[slot]) continue;
    const nt::Crt &crt = *nt::crt_in(slot);
    *pointers_of(crt) = saved_pointers_[slot];
    if (int *code = code_of(crt); code != nullptr) *code = saved_codes_[slot];
  }
}

} // namespace psig::crt
