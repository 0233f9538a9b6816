// Which exceptions are faults, and which signals they become: policy as data (docs/design.md, 7). Portable. [dispatch]
#pragma once

#include <cstdint>

namespace psig {

enum class FaultKind : std::uint8_t {
  kPlain,      // si_addr is the instruction
  kAccess,     // parameters: kind of access, address; SEGV_MAPERR or SEGV_ACCERR by the page's state
  kInPage,     // parameters: kind, address, the NTSTATUS of the read; BUS_ADRERR or BUS_OBJERR by that
  kGuard,      // parameters as kAccess
  kProtection, // what the processor allows no program: no address, as on Linux
  kMisaligned, // si_addr from the parameters if there are any
  kOverflow,   // of the stack: si_addr is the lowest address of its own that it reached
  kMultiple,   // the floating-point conditions are in MXCSR
  kStep,       // si_addr is the next instruction
  kBreakpoint, // a trap: goes on after the instruction
};

enum class Chance : std::uint8_t {
  kByMode, // first or last, as the program has chosen
  kFirst,  // always first: mingw-w64's start-up code has a frame handler around main() that "continues" these for ever
};

struct FaultRow {
  std::uint32_t status; // NTSTATUS
  std::uint8_t signo;
  std::uint8_t code; // si_code; 0: by `kind`
  FaultKind kind;
  Chance chance;
  const char *name;
};

// Null: not a fault, never ours.
[[nodiscard]] const FaultRow *fault_row(std::uint32_t status);
[[nodiscard]] const FaultRow *fault_rows(unsigned *count);

// si_code of what MXCSR says was raised and not masked; in the order in which Linux asks.
[[nodiscard]] int sse_code(std::uint32_t mxcsr);
// BUS_ADRERR for a page beyond the end of its file, else BUS_OBJERR.
[[nodiscard]] int in_page_code(std::uint32_t status_of_read);

} // namespace psig
