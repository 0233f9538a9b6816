// CreateEvent. Whoever knows the id has the memory that contains it, so the name is no secret of its own.
#include "nt/ipc/wake_event.h"

#include "nt/windows.h"

namespace psig::nt {

Handle wake_event(unsigned long long id) {
  constexpr wchar_t kPrefix[] = L"Local\\posix-signals-wake-";
  constexpr unsigned kLength = sizeof(kPrefix) / sizeof(wchar_t) - 1;
  wchar_t name[kLength + 17];
  for (unsigned i = 0; i < kLength; ++i) name[i] = kPrefix[i];
  for (unsigned i = 0; i < 16; ++i) name[kLength + i] = L"0123456789abcdef"[id >> (60 - 4 * i) & 15];
  name[kLength + 16] = L'\0';
  OwnerOnly security;
  if (!security.valid()) return nullptr;
  return CreateEventW(static_cast<SECURITY_ATTRIBUTES *>(security.attributes()), FALSE, FALSE, name);
}

} // namespace psig::nt
