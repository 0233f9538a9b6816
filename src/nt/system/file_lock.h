// An advisory lock of a file: a range of bytes beyond the end of any file, so that it is in no reader's or writer's
// way. The system keeps it by the file object, as Linux does flock()'s: copies of a descriptor share it, and the close
// of the last one gives it back. [any]
#pragma once

#include <cstdint>

namespace psig::nt {

using Handle = void *;

enum class LockRange : unsigned char {
  kLock,
  kHalf, // the first half of the same: whoever has taken this keeps others from taking that exclusively
};

// 0, or what the system says: win32::kLockViolation if others have it, kOperationAborted if the wait has been
// cancelled. What this file object has exclusively it may take shared on top, and nothing that it has may it take
// exclusively.
[[nodiscard]] unsigned long file_lock_take(Handle file, LockRange range, bool exclusive, bool wait);
bool file_lock_drop(Handle file, LockRange range); // false: this file object has not got it
// Whether somebody has it exclusively, this file object included. False if nobody can tell: the file has been opened
// so that it cannot be opened again.
[[nodiscard]] bool file_lock_is_exclusive(Handle file);
// The same for all handles of a file, if seldom of others.
[[nodiscard]] std::uint32_t file_hash(Handle file);
// Whether file_lock_take() may wait for this file, and CancelSynchronousIo() ends that: not of one that has been opened
// for overlapped I/O, whose call returns before it is over, and not under Wine.
[[nodiscard]] bool file_lock_can_wait(Handle file);

} // namespace psig::nt
