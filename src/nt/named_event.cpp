// CreateEvent under a name. [any] [loader]
#include "nt/named_event.h"

#include "nt/win32_errno.h"
#include "nt/windows.h"

namespace psig::nt {

Errno named_event_create(const wchar_t *name, Handle *out) {
  OwnerOnly security;
  if (!security.valid()) return EPERM;
  const HANDLE event = CreateEventW(static_cast<SECURITY_ATTRIBUTES *>(security.attributes()), FALSE, FALSE, name);
  if (event == nullptr) return last_errno();
  Errno error = 0;
  if (GetLastError() == ERROR_ALREADY_EXISTS) {
    Sid owner;
    error = object_owner(event, &owner);
    if (error == 0 && (own_user() == nullptr || !same_sid(owner, *own_user()))) error = EPERM;
  }
  if (error != 0) CloseHandle(event);
  *out = error == 0 ? event : nullptr;
  return error;
}

Errno named_event_open(const wchar_t *name, Handle *out) {
  *out = OpenEventW(EVENT_MODIFY_STATE | READ_CONTROL, FALSE, name);
  return *out != nullptr ? 0 : last_errno();
}

} // namespace psig::nt
