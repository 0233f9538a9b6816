// A minidump of this process, by dbghelp.dll. The helper program writes it, because dbghelp allocates and this
// process's heap may be what is broken; or a thread of this process, which then loads dbghelp.
#pragma once

#include <posix/signal.h>

#include <cstdint>

#include "base/errno_result.h"

namespace psig::nt {

struct DumpRequest {
  const wchar_t *path; // relative to the current directory
  unsigned long tid;   // of the thread that the dump is about
  void *pointers;      // EXCEPTION_POINTERS, in this process
  std::uint64_t limit; // bytes; a longer one is taken away again
  bool full;           // all memory, not only stacks and data sections
};

enum class DumpWriter { kHelper, kHere };

// Replaces a file that is there; leaves a whole one or none. EFBIG: longer than the limit; ENOSYS: there is no dbghelp,
// or no helper, or none can be started; others as opening and writing a file has them. kHere: not on the thread that
// the dump is about, whose registers come from `pointers`. [thread]
[[nodiscard]] Errno minidump_write(const DumpRequest &request, DumpWriter writer);

// EXCEPTION_POINTERS for a thread that has had no exception: `status`, at `context`, which the caller has captured in
// a frame that stays until the dump is there. The storage is the caller's, too.
struct MadeException {
  alignas(16) mcontext_t context;
  alignas(8) unsigned char record[0x98], pointers[16];
};
[[nodiscard]] void *made_exception(MadeException *made, std::uint32_t status);

} // namespace psig::nt
