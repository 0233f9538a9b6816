// What a CRT shows a handler of SIGFPE, SIGILL and SIGSEGV besides the number: _pxcptinfoptrs and _fpecode, per thread
// and per CRT. They are set in every CRT of the process while the handler runs. A handler that jumps out leaves them
// set, as with the CRT's own.
#pragma once

#include <posix/signal.h>

#include "nt/crt/crt_modules.h"
#include "nt/thread/exception_record.h"

namespace psig::crt {

class FaultGlobals {
public:
  // Null, or of a signal that somebody has sent: no exception, _FPE_EXPLICITGEN. [target]
  FaultGlobals(const siginfo_t *info, void *context);
  ~FaultGlobals();
  FaultGlobals(const FaultGlobals &) = delete;
  FaultGlobals &operator=(const FaultGlobals &) = delete;
  [[nodiscard]] int fpe_code() const { return code_; }

private:
  nt::ExceptionRecord record_;
  nt::ExceptionPointers pointers_;
  int code_;
  bool set_[nt::kMaxCrts];
  void *saved_pointers_[nt::kMaxCrts];
  int saved_codes_[nt::kMaxCrts];
};

} // namespace psig::crt
