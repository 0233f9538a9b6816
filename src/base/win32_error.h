// Win32 error codes of reading and writing, for sources that do not see winerror.h. src/nt/system/win32_errno.cpp
// asserts that they are the SDK's. Portable.
#pragma once

namespace psig::win32 {

inline constexpr unsigned long kAccessDenied = 5, kInvalidHandle = 6, kOperationAborted = 995;
inline constexpr unsigned long kLockViolation = 33;
inline constexpr unsigned long kNoAccess = 998; // to memory
// The other end of a pipe is closed, is closing or was disconnected; a connection was reset, or given up.
inline constexpr unsigned long kBrokenPipe = 109, kNoData = 232, kPipeNotConnected = 233;
inline constexpr unsigned long kNetnameDeleted = 64, kConnectionAborted = 1236;

} // namespace psig::win32
