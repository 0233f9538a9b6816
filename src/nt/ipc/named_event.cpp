// CreateEvent under a name. [any] [loader]
#include "nt/ipc/named_event.h"

#include "nt/system/win32_errno.h"
#include "nt/windows.h"

namespace psig::nt {

Errno named_event_create(const wchar_t *name, OwnerOnly &security, Handle *out) {
  *out = nullptr;
  if (!security.valid()) return EPERM;
  const HANDLE event = CreateEventW(static_cast<SECURITY_ATTRIBUTES *>(security.attributes()), FALSE, FALSE, name);
  if (event == nullptr) return last_errno();
  Errno error = 0;
  if (GetLastError() == ERROR_ALREADY_EXISTS)
    error = named_check(event, {name, NamedKind::kEvent, 0}, security.trust());
  if (error != 0) CloseHandle(event);
  else *out = event;
  return error;
}

Errno named_event_open(const wchar_t *name, const Trust &trust, Handle *out) {
  *out = nullptr;
  constexpr DWORD kQueryState = 1; // EVENT_QUERY_STATE
  const HANDLE event = OpenEventW(EVENT_MODIFY_STATE | kQueryState | READ_CONTROL, FALSE, name);
  if (event == nullptr) {
    const Errno error = last_errno();
    return error == EBADF ? EINVAL : error;
  }
  if (named_check(event, {name, NamedKind::kEvent, 0}, trust) != 0) {
    CloseHandle(event);
    return EINVAL;
  }
  *out = event;
  return 0;
}

} // namespace psig::nt
