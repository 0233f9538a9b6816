// A breakpoint in code of this program, for tests that look at it instruction by instruction.
#pragma once

#include <windows.h>

namespace psig_test {

inline constexpr DWORD kTrapFlag = 0x100;

class Breakpoint {
public:
  explicit Breakpoint(void *at) : at_(static_cast<unsigned char *>(at)), byte_(*at_) { write(0xCC); }
  ~Breakpoint() { remove(); }
  Breakpoint(const Breakpoint &) = delete;
  Breakpoint &operator=(const Breakpoint &) = delete;

  // Whether it is what an exception tells of; then it is gone and the context stands at its instruction.
  bool hit(const EXCEPTION_POINTERS *exception) {
    CONTEXT *context = exception->ContextRecord;
    const auto here = reinterpret_cast<DWORD64>(at_);
    if (exception->ExceptionRecord->ExceptionCode != EXCEPTION_BREAKPOINT) return false;
    if (context->Rip != here && context->Rip != here + 1) return false;
    remove();
    context->Rip = here;
    return true;
  }
  void remove() { write(byte_); }

private:
  void write(unsigned char byte) const {
    DWORD former;
    VirtualProtect(at_, 1, PAGE_EXECUTE_READWRITE, &former);
    *at_ = byte;
    VirtualProtect(at_, 1, former, &former);
    FlushInstructionCache(GetCurrentProcess(), at_, 1);
  }

  unsigned char *at_, byte_;
};

} // namespace psig_test
