// CreateFileW and related calls. [thread]
#include "nt/system/file.h"

#include "nt/system/win32_errno.h"
#include "nt/windows.h"

#include <fcntl.h>

#include <initializer_list>

namespace psig::nt {
namespace {

Errno why_not(const wchar_t *path) {
  const Errno error = errno_by_name(GetLastError());
  return error == EACCES && file_kind(path) == FileKind::kDirectory ? EISDIR : error;
}

DWORD disposition(const OpenMode &mode) {
  if (mode.create && mode.exclusive) return CREATE_NEW;
  if (mode.create) return mode.truncate ? CREATE_ALWAYS : OPEN_ALWAYS;
  return mode.truncate ? TRUNCATE_EXISTING : OPEN_EXISTING;
}

// An append that the kernel does, unless the file is truncated, for which it wants full write access.
DWORD access(const OpenMode &mode) {
  const DWORD append = (FILE_GENERIC_WRITE & ~FILE_WRITE_DATA) | FILE_APPEND_DATA;
  const DWORD write = !mode.write ? 0 : mode.append && !mode.truncate ? append : GENERIC_WRITE;
  return (mode.read ? GENERIC_READ : 0) | write;
}

} // namespace

Errno file_open(const wchar_t *path, const OpenMode &mode, Handle *out) {
  const DWORD attributes = mode.create && mode.read_only ? FILE_ATTRIBUTE_READONLY : FILE_ATTRIBUTE_NORMAL;
  const HANDLE handle = CreateFileW(path, access(mode), FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                    disposition(mode), attributes, nullptr);
  if (handle == INVALID_HANDLE_VALUE) return why_not(path);
  *out = handle;
  return 0;
}

FileKind file_kind(const wchar_t *path) {
  const DWORD attributes = GetFileAttributesW(path);
  if (attributes == INVALID_FILE_ATTRIBUTES)
    return GetLastError() == ERROR_ACCESS_DENIED ? FileKind::kUnseen : FileKind::kNone;
  return (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? FileKind::kDirectory : FileKind::kFile;
}

HandleKind handle_kind(Handle handle) {
  switch (GetFileType(handle)) {
  case FILE_TYPE_CHAR: return HandleKind::kCharacter;
  case FILE_TYPE_PIPE: return HandleKind::kPipe;
  default: return HandleKind::kDisk;
  }
}

bool full_path(const wchar_t *path, wchar_t *out, unsigned room) {
  const DWORD length = GetFullPathNameW(path, room, out, nullptr);
  return length != 0 && length < room;
}

Errno path_of_directory(Handle handle, wchar_t *out, unsigned room) {
  BY_HANDLE_FILE_INFORMATION information;
  if (!GetFileInformationByHandle(handle, &information)) return ENOTDIR;
  if ((information.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0) return ENOTDIR;
  const DWORD length = GetFinalPathNameByHandleW(handle, out, room, FILE_NAME_NORMALIZED | VOLUME_NAME_DOS);
  if (length == 0 || length >= room) return ENAMETOOLONG;
  const bool prefixed = out[0] == L'\\' && out[1] == L'\\' && out[2] == L'?' && out[3] == L'\\' && out[5] == L':';
  if (prefixed) // a current directory cannot have the prefix
    for (DWORD n = 4; n <= length; ++n) out[n - 4] = out[n];
  return 0;
}

bool handle_inherited(Handle handle) {
  DWORD flags = 0;
  return GetHandleInformation(handle, &flags) && (flags & HANDLE_FLAG_INHERIT) != 0;
}

bool handle_set_inherited(Handle handle, bool on) {
  return SetHandleInformation(handle, HANDLE_FLAG_INHERIT, on ? HANDLE_FLAG_INHERIT : 0) != 0;
}

int handle_access(Handle handle) {
  PUBLIC_OBJECT_BASIC_INFORMATION information = {};
  if (!NT_SUCCESS(NtQueryObject(handle, ObjectBasicInformation, &information, sizeof(information), nullptr)))
    return O_RDWR;
  if ((information.GrantedAccess & (FILE_WRITE_DATA | FILE_APPEND_DATA)) == 0) return O_RDONLY;
  return (information.GrantedAccess & FILE_READ_DATA) != 0 ? O_RDWR : O_WRONLY;
}

Handle handle_inheritable_copy(Handle handle) {
  HANDLE copy = nullptr;
  const BOOL made =
      DuplicateHandle(GetCurrentProcess(), handle, GetCurrentProcess(), &copy, 0, TRUE, DUPLICATE_SAME_ACCESS);
  return made ? copy : nullptr;
}

bool file_write(Handle file, const void *bytes, unsigned size) {
  DWORD written = 0;
  return WriteFile(file, bytes, size, &written, nullptr) && written == size;
}

bool own_variable_there(const wchar_t *name) {
  return GetEnvironmentVariableW(name, nullptr, 0) != 0 || GetLastError() != ERROR_ENVVAR_NOT_FOUND;
}

bool own_variable(const wchar_t *name, wchar_t *out, unsigned room) {
  const DWORD length = GetEnvironmentVariableW(name, out, room);
  return length < room && (length != 0 || GetLastError() != ERROR_ENVVAR_NOT_FOUND);
}

bool own_switch(const wchar_t *name, bool otherwise) {
  wchar_t value[8];
  const DWORD length = GetEnvironmentVariableW(name, value, 8);
  if (length == 0) return otherwise;
  if (length >= 8) return true; // longer than any of these
  for (const wchar_t *const off : {L"0", L"no", L"off", L"false"})
    if (CompareStringOrdinal(value, -1, off, -1, TRUE) == CSTR_EQUAL) return false;
  return true;
}

} // namespace psig::nt
