// CreateFileMapping on the paging file. [any] [loader]
#include "nt/section.h"

#include "nt/win32_errno.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr DWORD kAccess = FILE_MAP_READ | FILE_MAP_WRITE | READ_CONTROL;

// An existing one that belongs to somebody else is refused.
Errno create(const wchar_t *name, std::size_t bytes, DWORD pages, OwnerOnly &security, Section *out, bool *existed) {
  if (!security.valid()) return EPERM;
  const HANDLE handle =
      CreateFileMappingW(INVALID_HANDLE_VALUE, static_cast<SECURITY_ATTRIBUTES *>(security.attributes()),
                         PAGE_READWRITE | pages, 0, static_cast<DWORD>(bytes), name);
  if (handle == nullptr) return last_errno();
  *existed = GetLastError() == ERROR_ALREADY_EXISTS;
  *out = Section{handle, nullptr};
  if (!*existed) return 0;
  Sid owner;
  const Errno error = object_owner(handle, &owner);
  if (error != 0) return error;
  return own_user() != nullptr && same_sid(owner, *own_user()) ? 0 : EPERM;
}

} // namespace

// A view of fewer bytes than wanted is refused by the system.
Errno section_map(Section *section, std::size_t bytes) {
  section->view = MapViewOfFile(section->handle, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, bytes);
  if (section->view != nullptr) return 0;
  const DWORD why = GetLastError();
  return why == ERROR_NOT_ENOUGH_MEMORY || why == ERROR_COMMITMENT_LIMIT ? ENOMEM : EINVAL;
}

Errno section_create(const wchar_t *name, std::size_t bytes, Section *out, bool *existed, OwnerOnly *security) {
  if (security == nullptr) {
    OwnerOnly own;
    return section_create(name, bytes, out, existed, &own);
  }
  *out = {};
  Errno error = create(name, bytes, SEC_COMMIT, *security, out, existed);
  if (error == 0) error = section_map(out, bytes);
  if (error != 0) section_close(out);
  return error;
}

Errno section_reserve(const wchar_t *name, std::size_t bytes, Section *out, OwnerOnly *security) {
  *out = {};
  bool existed = false;
  const Errno error = create(name, bytes, SEC_RESERVE, *security, out, &existed);
  if (error != 0) section_close(out);
  return error;
}

Errno section_open(const wchar_t *name, std::size_t bytes, Section *out) {
  Section section{OpenFileMappingW(kAccess, FALSE, name), nullptr};
  if (section.handle == nullptr) return last_errno();
  const Errno error = section_map(&section, bytes);
  if (error != 0) section_close(&section);
  *out = section;
  return error;
}

void section_close(Section *section) {
  if (section->view != nullptr) UnmapViewOfFile(section->view);
  if (section->handle != nullptr) CloseHandle(section->handle);
  *section = {};
}

} // namespace psig::nt
