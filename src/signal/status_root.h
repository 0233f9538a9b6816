// Where this process keeps what others may want to see of it. sigstat reads the words out of the process itself. So
// showing them costs nothing here, and works with a process that is stopped or hangs.
#pragma once

#include <cstdint>

namespace psig {

inline constexpr std::uint64_t kStatusMagic = 0x3254'4154'5347'4953; // "SIGSTAT2"

// Addresses in the owner, and distances in bytes: a reader of another build needs nothing else.
struct StatusRoot {
  std::uint64_t magic, size;
  std::uint64_t threads;        // of the pointer to the first thread; 0 ends the list
  std::uint64_t pending;        // of the set that waits for the process
  std::uint64_t first_action;   // of signal 0's handler: 0 SIG_DFL, 1 SIG_IGN, else a function
  std::uint64_t action_stride;  //
  std::uint64_t next;           // the rest: from a thread's beginning to its field
  std::uint64_t blocked;        // 8 bytes
  std::uint64_t thread_pending; // 8 bytes
  std::uint64_t hidden;         // three bytes: the library's own; on its way out; not known yet whose
};
inline constexpr int kStatusHidden = 3;

const StatusRoot *status_root(); // [loader], the calling thread attached

} // namespace psig
