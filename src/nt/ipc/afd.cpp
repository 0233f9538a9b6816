// IOCTL_AFD_POLL on a handle of the driver's own, which every process may open. The layouts are those that programs
// have relied on since Windows 2000 (wepoll, Wine and ReactOS know them, too); Microsoft documents none of it.
#include "nt/ipc/afd.h"

#include <atomic>
#include <cstddef>

#include "nt/thread/multi_wait.h"
#include "nt/thread/word_wait.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr ULONG kPoll = 0x00012024; // IOCTL_AFD_POLL
constexpr NTSTATUS kPending = 0x103;
constexpr auto kNotFound = static_cast<NTSTATUS>(0xC0000225), kBadHandle = static_cast<NTSTATUS>(0xC0000008),
               kWrongType = static_cast<NTSTATUS>(0xC0000024), kNotSupported = static_cast<NTSTATUS>(0xC00000BB),
               kBadRequest = static_cast<NTSTATUS>(0xC0000010), kNoMemory = static_cast<NTSTATUS>(0xC000009A);

static_assert(sizeof(AfdSocket) == 16 && sizeof(AfdSockets) == 32 && offsetof(AfdSockets, sockets) == 16);

HANDLE open_driver() {
  wchar_t text[] = L"\\Device\\Afd\\PosixSignals"; // whatever follows the driver's name
  UNICODE_STRING name{};
  name.Buffer = text;
  name.Length = sizeof(text) - sizeof(wchar_t);
  name.MaximumLength = sizeof(text);
  OBJECT_ATTRIBUTES attributes{};
  attributes.Length = sizeof(attributes);
  attributes.ObjectName = &name;
  HANDLE driver = nullptr;
  IO_STATUS_BLOCK status;
  const NTSTATUS opened = NtCreateFile(&driver, SYNCHRONIZE, &attributes, &status, nullptr, 0,
                                       FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_OPEN, 0, nullptr, 0);
  return NT_SUCCESS(opened) ? driver : nullptr;
}

// One for the process.
HANDLE driver() {
  static std::atomic<HANDLE> known{nullptr};
  if (HANDLE there = known.load(); there != nullptr) return there;
  HANDLE opened = open_driver(), first = nullptr;
  if (opened == nullptr || known.compare_exchange_strong(first, opened)) return opened;
  CloseHandle(opened);
  return first;
}

IO_STATUS_BLOCK *block_of(volatile std::int32_t *words) {
  static_assert(sizeof(IO_STATUS_BLOCK) == 16);
  return reinterpret_cast<IO_STATUS_BLOCK *>(const_cast<std::int32_t *>(words));
}

Errno begin_error(NTSTATUS status) {
  switch (status) {
  case kBadHandle:
  case kWrongType:
  case kNotFound:
  case kNotSupported:
  case kBadRequest: return ENOTSOCK;
  case kNoMemory: return ENOMEM;
  default: return NT_SUCCESS(status) ? 0 : EIO;
  }
}

} // namespace

Errno AfdPoll::begin(bool look) {
  const HANDLE afd = driver();
  if (afd == nullptr) return ENOTSOCK;
  sockets_->timeout = look ? 0 : INT64_MAX;
  sockets_->exclusive = 0;
  const auto size = static_cast<ULONG>(offsetof(AfdSockets, sockets) + sockets_->count * sizeof(AfdSocket));
  status_[0] = kPending;
  const NTSTATUS status =
      NtDeviceIoControlFile(afd, event_, nullptr, nullptr, block_of(status_), kPoll, sockets_, size, sockets_, size);
  if (status != kPending) {
    status_[0] = status;
    return begin_error(status);
  }
  if (!look) return EINPROGRESS;
  while (status_[0] == kPending) (void)wait_any(&event_, 1, kForever);
  return begin_error(status_[0]);
}

bool AfdPoll::end() {
  if (status_[0] == kPending) {
    (void)CancelIoEx(driver(), reinterpret_cast<OVERLAPPED *>(block_of(status_)));
    while (status_[0] == kPending) (void)wait_any(&event_, 1, kForever);
  }
  return status_[0] == 0;
}

bool is_socket(void *handle) {
  AfdSockets one{};
  one.count = 1;
  one.sockets[0] = {handle, kAfdReceive, 0};
  const HANDLE event = auto_event_create();
  if (event == nullptr) return false;
  AfdPoll look(&one, event);
  const bool yes = look.begin(true) == 0;
  CloseHandle(event);
  return yes;
}

} // namespace psig::nt
