// The table, and nothing else. [any]
#include "nt/win32_errno.h"

#include "nt/windows.h"

namespace psig::nt {
namespace {

struct Entry {
  DWORD win32;
  Errno number;
};

constexpr Entry kTable[] = {
    {ERROR_FILE_NOT_FOUND, ENOENT},
    {ERROR_PATH_NOT_FOUND, ENOENT},
    {ERROR_ACCESS_DENIED, EPERM},
    {ERROR_INVALID_HANDLE, EBADF},
    {ERROR_NOT_ENOUGH_MEMORY, ENOMEM},
    {ERROR_OUTOFMEMORY, ENOMEM},
    {ERROR_COMMITMENT_LIMIT, ENOMEM},
    {ERROR_NO_SYSTEM_RESOURCES, EAGAIN},
    {ERROR_ALREADY_EXISTS, EEXIST},
    {ERROR_INVALID_PARAMETER, EINVAL},
    {ERROR_PRIVILEGE_NOT_HELD, EPERM},
    {ERROR_INVALID_OWNER, EPERM},
    {ERROR_NOT_SUPPORTED, ENOSYS},
    {ERROR_CALL_NOT_IMPLEMENTED, ENOSYS},
    {ERROR_TOO_MANY_OPEN_FILES, EMFILE},
    {ERROR_BROKEN_PIPE, EPIPE},
    {ERROR_NO_DATA, EPIPE},
    {ERROR_OPERATION_ABORTED, EINTR},
    {ERROR_PARTIAL_COPY, EFAULT},
    {ERROR_NOACCESS, EFAULT},
    {ERROR_WORKING_SET_QUOTA, ENOMEM},
};

} // namespace

Errno errno_from_win32(unsigned long error) {
  for (const Entry &entry : kTable)
    if (entry.win32 == error) return entry.number;
  return EINVAL;
}

Errno last_errno() { return errno_from_win32(GetLastError()); }

} // namespace psig::nt
