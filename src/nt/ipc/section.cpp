// CreateFileMapping on the paging file. [any] [loader]
#include "nt/ipc/section.h"

#include "nt/system/win32_errno.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr DWORD kAccess = FILE_MAP_READ | FILE_MAP_WRITE | READ_CONTROL | SECTION_QUERY;

Errno create(const Named &named, OwnerOnly &security, Section *out, bool *existed) {
  const DWORD pages = named.kind == NamedKind::kReserve ? SEC_RESERVE : SEC_COMMIT;
  *out = {};
  if (!security.valid()) return EPERM;
  const HANDLE handle =
      CreateFileMappingW(INVALID_HANDLE_VALUE, static_cast<SECURITY_ATTRIBUTES *>(security.attributes()),
                         PAGE_READWRITE | pages, 0, static_cast<DWORD>(named.bytes), named.name);
  if (handle == nullptr) return last_errno();
  *existed = GetLastError() == ERROR_ALREADY_EXISTS;
  *out = Section{handle, nullptr};
  return *existed ? named_check(handle, named, security.trust()) : 0;
}

} // namespace

// A view of fewer bytes than wanted is refused by the system.
Errno section_map(Section *section, std::size_t bytes) {
  section->view = MapViewOfFile(section->handle, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, bytes);
  if (section->view != nullptr) return 0;
  const DWORD why = GetLastError();
  return why == ERROR_NOT_ENOUGH_MEMORY || why == ERROR_COMMITMENT_LIMIT ? ENOMEM : EINVAL;
}

Errno section_create(const wchar_t *name, std::size_t bytes, OwnerOnly &security, Section *out, bool *existed) {
  Errno error = create({name, NamedKind::kSection, bytes}, security, out, existed);
  if (error == 0) error = section_map(out, bytes);
  if (error != 0) section_close(out);
  return error;
}

Errno section_reserve(const wchar_t *name, std::size_t bytes, OwnerOnly &security, Section *out) {
  bool existed = false;
  const Errno error = create({name, NamedKind::kReserve, bytes}, security, out, &existed);
  if (error != 0) section_close(out);
  return error;
}

Errno section_open(const wchar_t *name, NamedKind kind, std::size_t bytes, const Trust &trust, Section *out) {
  *out = {OpenFileMappingW(kAccess, FALSE, name), nullptr};
  if (out->handle == nullptr) {
    const Errno error = last_errno();
    return error == EBADF ? EINVAL : error; // an object of another kind
  }
  Errno error = named_check(out->handle, {name, kind, bytes}, trust) == 0 ? 0 : EINVAL;
  if (error == 0) error = section_map(out, bytes);
  if (error != 0) section_close(out);
  return error;
}

bool section_is_there(const wchar_t *name) {
  const HANDLE handle = OpenFileMappingW(READ_CONTROL, FALSE, name);
  if (handle == nullptr) return last_errno() != ENOENT;
  CloseHandle(handle);
  return true;
}

void section_close(Section *section) {
  if (section->view != nullptr) UnmapViewOfFile(section->view);
  if (section->handle != nullptr) CloseHandle(section->handle);
  *section = {};
}

} // namespace psig::nt
