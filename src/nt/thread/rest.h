// Where a thread may be stopped for long. System code in which a thread is stopped may hold what others need: a bucket
// of the queue behind WaitOnAddress, a heap's lock, the loader's. So a stop lets such a thread go on a little.
#pragma once

#include <cstdint>

#include <posix/signal.h>

namespace psig::nt {

// False: it has the loader's lock, or is somewhere in ntdll between two system calls, or, in one of any kind, below a
// function that keeps a lock over it. `block`: the thread's TEB, 0 if unknown. Under the suspend lock.
// [suspended]
[[nodiscard]] bool at_rest(const mcontext_t *context, unsigned long tid, std::uintptr_t block);

// The address that a system call returns to is all that shows that a thread is in one.
constexpr bool behind_system_call(const unsigned char *code) {
  if (code[0] != 0xC3) return false;                                            // ret, which ends each of these stubs
  if (code[-2] == 0x0F && code[-1] == 0x05) return true;                        // syscall
  if (code[-2] == 0xCD && code[-1] == 0x2E) return true;                        // int 2e
  constexpr unsigned char kWine[] = {0xFF, 0x14, 0x25, 0x00, 0x10, 0xFE, 0x7F}; // call [7ffe1000]
  for (int i = 0; i < 7; ++i)
    if (code[i - 7] != kWine[i]) return false;
  return true;
}

// Finds the functions. [loader]
void rest_start();

} // namespace psig::nt
