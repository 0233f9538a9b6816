// The tables, and nothing else. [any]
#include "nt/system/win32_errno.h"

#include <span>

#include "base/win32_error.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

struct Entry {
  DWORD win32;
  Errno number;
};

static_assert(win32::kAccessDenied == ERROR_ACCESS_DENIED && win32::kInvalidHandle == ERROR_INVALID_HANDLE);
static_assert(win32::kNetnameDeleted == ERROR_NETNAME_DELETED && win32::kLockViolation == ERROR_LOCK_VIOLATION);
static_assert(win32::kConnectionAborted == ERROR_CONNECTION_ABORTED && win32::kBrokenPipe == ERROR_BROKEN_PIPE);
static_assert(win32::kNoData == ERROR_NO_DATA && win32::kPipeNotConnected == ERROR_PIPE_NOT_CONNECTED);
static_assert(win32::kOperationAborted == ERROR_OPERATION_ABORTED && win32::kNoAccess == ERROR_NOACCESS);

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
    {WSAEINTR, EINTR},
    {WSAEBADF, EBADF},
    {WSAEACCES, EACCES},
    {WSAEFAULT, EFAULT},
    {WSAEINVAL, EINVAL},
    {WSAEMFILE, EMFILE},
    {WSAEWOULDBLOCK, EAGAIN}, // as on Linux, where EWOULDBLOCK is the same
    {WSAEINPROGRESS, EINPROGRESS},
    {WSAEALREADY, EALREADY},
    {WSAENOTSOCK, ENOTSOCK},
    {WSAEDESTADDRREQ, EDESTADDRREQ},
    {WSAEMSGSIZE, EMSGSIZE},
    {WSAEPROTOTYPE, EPROTOTYPE},
    {WSAENOPROTOOPT, ENOPROTOOPT},
    {WSAEPROTONOSUPPORT, EPROTONOSUPPORT},
    {WSAEOPNOTSUPP, EOPNOTSUPP},
    {WSAEAFNOSUPPORT, EAFNOSUPPORT},
    {WSAEADDRINUSE, EADDRINUSE},
    {WSAEADDRNOTAVAIL, EADDRNOTAVAIL},
    {WSAENETDOWN, ENETDOWN},
    {WSAENETUNREACH, ENETUNREACH},
    {WSAENETRESET, ENETRESET},
    {WSAECONNABORTED, EPIPE}, // given up by this side: no longer connected (XSH send)
    {WSAECONNRESET, ECONNRESET},
    {WSAENOBUFS, ENOBUFS},
    {WSAEISCONN, EISCONN},
    {WSAENOTCONN, ENOTCONN},
    {WSAESHUTDOWN, EPIPE},
    {WSAETIMEDOUT, ETIMEDOUT},
    {WSAECONNREFUSED, ECONNREFUSED},
    {WSAEHOSTDOWN, EHOSTUNREACH},
    {WSAEHOSTUNREACH, EHOSTUNREACH},
    {WSASYSNOTREADY, ENETDOWN},
    {WSANOTINITIALISED, ENETDOWN},
};

// Where a name is looked up, and what it leads to is opened or started.
constexpr Entry kByName[] = {
    {ERROR_FILE_NOT_FOUND, ENOENT},
    {ERROR_PATH_NOT_FOUND, ENOENT},
    {ERROR_INVALID_NAME, ENOENT},
    {ERROR_BAD_PATHNAME, ENOENT},
    {ERROR_BAD_NETPATH, ENOENT},
    {ERROR_BAD_NET_NAME, ENOENT},
    {ERROR_DIRECTORY, ENOTDIR},
    {ERROR_FILENAME_EXCED_RANGE, ENAMETOOLONG},
    {ERROR_FILE_EXISTS, EEXIST},
    {ERROR_ALREADY_EXISTS, EEXIST},
    {ERROR_DISK_FULL, ENOSPC},
    {ERROR_TOO_MANY_OPEN_FILES, EMFILE},
    {ERROR_BAD_EXE_FORMAT, ENOEXEC},
    {ERROR_EXE_MACHINE_TYPE_MISMATCH, ENOEXEC},
    {ERROR_INVALID_EXE_SIGNATURE, ENOEXEC},
    {ERROR_EXE_MARKED_INVALID, ENOEXEC},
    {ERROR_NOT_ENOUGH_MEMORY, ENOMEM},
    {ERROR_OUTOFMEMORY, ENOMEM},
    {ERROR_COMMITMENT_LIMIT, ENOMEM},
    {ERROR_NO_SYSTEM_RESOURCES, EAGAIN},
    {ERROR_MAX_THRDS_REACHED, EAGAIN},
    {ERROR_NOT_ENOUGH_QUOTA, EAGAIN},
};

Errno look_up(std::span<const Entry> table, unsigned long error, Errno otherwise) {
  for (const Entry &entry : table)
    if (entry.win32 == error) return entry.number;
  return otherwise;
}

} // namespace

Errno errno_from_win32(unsigned long error) { return look_up(kTable, error, EINVAL); }
Errno errno_by_name(unsigned long error) { return look_up(kByName, error, EACCES); }

Errno last_errno() { return errno_from_win32(GetLastError()); }

} // namespace psig::nt
