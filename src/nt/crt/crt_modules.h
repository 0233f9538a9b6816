// The C run-times of Microsoft's kind in this process: their functions, and replacements for some of them in the import
// tables of every module and in the answers of GetProcAddress (docs/adr/0008). SetConsoleCtrlHandler is replaced with
// them.
#pragma once

#include <cstdint>

namespace psig::nt {

enum CrtFunction : unsigned {
  // replaced
  kCrtSignal,
  kCrtRaise,
  kCrtAbort,
  kCrtSetAbortBehavior,
  kCrtAssert,
  kCrtWassert,
  kCrtPurecall,
  kCrtReplaced,
  // used
  kCrtPxcptinfoptrs = kCrtReplaced,
  kCrtFpecode,
  kCrtSetErrorMode,
  kCrtSetPurecallHandler,
  kCrtGetPurecallHandler,
  kCrtSetInvalidParameterHandler,
  kCrtErrno,
  kCrtDoserrno,
  kCrtCommandLine,        // _acmdln, a variable
  kCrtCommandLineAddress, // __p__acmdln(): its address, in those that do not export it
  kCrtFunctions
};

struct Crt {
  std::uintptr_t base = 0;
  void *functions[kCrtFunctions] = {}; // null where it has none
};

// Programs mix msvcrt and ucrtbase; each version of Visual C++ until 2013 had one more.
inline constexpr int kMaxCrts = 8;

using CrtReplacements = void *[kMaxCrts][kCrtReplaced];

// From now on, and in what is loaded already: the table is complete. The slot of a CRT never changes. [loader]
void crt_modules_watch(const CrtReplacements &replacements);

// Whether a module is a CRT, by what it exports. [loader]
[[nodiscard]] bool is_crt(std::uintptr_t base);

// Null if there is none in this slot.
const Crt *crt_in(int slot);

// Whether it has been initialized, and stays: its functions may be called on any thread. False while the loader is only
// about to do so, and where there is none in this slot. [any]
bool crt_ready(int slot);
// A bit for each slot that has one.
std::uint32_t crt_mask();

// The slot of the CRT that this library's own code calls; -1 if it has one of another kind.
int crt_own_slot();

} // namespace psig::nt
