// LockFileEx and UnlockFile. Ranges that overlap are different locks to the system, and are given back one by one.
#include "nt/system/file_lock.h"

#include "nt/module/imports.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr DWORD kLow = 0xFFFFFFF0, kHigh = 0x7FFFFFFF; // near the end of the largest file
constexpr DWORD bytes_of(LockRange range) { return range == LockRange::kLock ? 2 : 1; }

} // namespace

unsigned long file_lock_take(Handle file, LockRange range, bool exclusive, bool wait) {
  OVERLAPPED where{};
  where.Offset = kLow, where.OffsetHigh = kHigh;
  const DWORD how = (exclusive ? LOCKFILE_EXCLUSIVE_LOCK : 0) | (wait ? 0 : LOCKFILE_FAIL_IMMEDIATELY);
  if (LockFileEx(file, how, 0, bytes_of(range), 0, &where)) return 0;
  const DWORD why = GetLastError();
  DWORD unused;
  if (why != ERROR_IO_PENDING) return why;
  return GetOverlappedResult(file, &where, &unused, TRUE) ? 0 : GetLastError(); // overlapped I/O: it does not wait
}

bool file_lock_drop(Handle file, LockRange range) { return UnlockFile(file, kLow, kHigh, bytes_of(range), 0); }

bool file_lock_is_exclusive(Handle file) {
  constexpr DWORD kShare = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  HANDLE other = ReOpenFile(file, GENERIC_READ, kShare, 0);
  if (other == INVALID_HANDLE_VALUE) other = ReOpenFile(file, GENERIC_WRITE, kShare, 0);
  if (other == INVALID_HANDLE_VALUE) return false;
  const bool exclusive = file_lock_take(other, LockRange::kHalf, false, false) == ERROR_LOCK_VIOLATION;
  CloseHandle(other); // its lock with it
  return exclusive;
}

std::uint32_t file_hash(Handle file) {
  BY_HANDLE_FILE_INFORMATION about{};
  (void)GetFileInformationByHandle(file, &about);
  return (about.nFileIndexLow ^ about.nFileIndexHigh ^ about.dwVolumeSerialNumber) * 0x9E37'79B1u;
}

bool file_lock_can_wait(Handle file) {
  constexpr ULONG kSynchronous = 0x30; // FILE_SYNCHRONOUS_IO_ALERT, FILE_SYNCHRONOUS_IO_NONALERT
  constexpr auto kModeInformation = static_cast<FILE_INFORMATION_CLASS>(16);
  IO_STATUS_BLOCK unused;
  ULONG mode = 0;
  return !under_wine() && NtQueryInformationFile(file, &unused, &mode, sizeof(mode), kModeInformation) == 0 &&
         (mode & kSynchronous) != 0;
}

} // namespace psig::nt
