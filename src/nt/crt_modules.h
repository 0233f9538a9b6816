// The C runtimes of Microsoft's kind in this process: their functions, and replacements for some of them in the import
// tables of every module and in the answers of GetProcAddress (docs/adr/0008).
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

// Null if there is none in this slot.
const Crt *crt_in(int slot);

// The slot of the CRT that this library's own code calls; -1 if it has one of another kind.
int crt_own_slot();

// Keeps a CRT loaded: what has been registered with it is never taken back.
void crt_pin(int slot);

} // namespace psig::nt
