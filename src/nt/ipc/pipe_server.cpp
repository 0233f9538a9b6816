// The server's end of pipes, overlapped. [thread]
//
// A server that holds all instances of a name keeps others from adding theirs. FILE_FLAG_FIRST_PIPE_INSTANCE keeps us
// from adding ours to somebody else's. Wine ignores that flag; there clients notice it by the server's pid.
#include "nt/ipc/pipe.h"

#include "nt/system/win32_errno.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr DWORD kBuffer = 512; // an answer fits: it never has to wait for the client

OVERLAPPED *overlapped(PipeIo *io) {
  static_assert(sizeof(io->overlapped) >= sizeof(OVERLAPPED));
  auto *raw = reinterpret_cast<OVERLAPPED *>(io->overlapped);
  *raw = {};
  raw->hEvent = io->event;
  return raw;
}

// An operation that fails at once sets no event.
void begun(PipeIo *io, bool success) {
  io->failed = !success && GetLastError() != ERROR_IO_PENDING;
  if (io->failed) SetEvent(io->event);
}

} // namespace

Errno PipeInstance::create(const wchar_t *name, unsigned most, bool first) {
  OwnerOnly security;
  if (!security.valid()) return EPERM;
  if (io_.event == nullptr) io_.event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  if (io_.event == nullptr) return EAGAIN;
  const DWORD mode = PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | (first ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0);
  constexpr DWORD kKind = PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS;
  const HANDLE pipe = CreateNamedPipeW(name, mode, kKind, most, kBuffer, kBuffer, 0,
                                       static_cast<SECURITY_ATTRIBUTES *>(security.attributes()));
  if (pipe == INVALID_HANDLE_VALUE) return GetLastError() == ERROR_PIPE_BUSY ? EPERM : last_errno();
  Sid owner;
  if (object_owner(pipe, &owner) != 0 || own_user() == nullptr || !same_sid(owner, *own_user())) {
    CloseHandle(pipe);
    return EPERM;
  }
  pipe_ = pipe;
  return 0;
}

void PipeInstance::close() {
  if (pipe_ != nullptr) CloseHandle(pipe_);
  pipe_ = nullptr;
}

void PipeInstance::listen() {
  OVERLAPPED *operation = overlapped(&io_);
  ResetEvent(io_.event);
  io_.failed = false;
  const bool connected = ConnectNamedPipe(pipe_, operation);
  if (!connected && GetLastError() == ERROR_PIPE_CONNECTED) {
    operation->Internal = 0; // a client was faster: success, of which nobody else tells
    SetEvent(io_.event);
  } else {
    begun(&io_, connected);
  }
}

void PipeInstance::receive(void *buffer, unsigned size) {
  OVERLAPPED *operation = overlapped(&io_);
  begun(&io_, ReadFile(pipe_, buffer, size, nullptr, operation));
}

bool PipeInstance::result(unsigned *bytes) {
  DWORD count = 0;
  const bool good =
      !io_.failed && GetOverlappedResult(pipe_, reinterpret_cast<OVERLAPPED *>(io_.overlapped), &count, TRUE);
  *bytes = count;
  return good;
}

bool PipeInstance::cancel(unsigned *bytes) {
  if (!io_.failed) CancelIoEx(pipe_, reinterpret_cast<OVERLAPPED *>(io_.overlapped));
  return result(bytes);
}

bool PipeInstance::send(const void *data, unsigned size) {
  begun(&io_, WriteFile(pipe_, data, size, nullptr, overlapped(&io_)));
  unsigned bytes = 0;
  const bool waits = !io_.failed && WaitForSingleObject(io_.event, 0) != WAIT_OBJECT_0;
  return (waits ? cancel(&bytes) : result(&bytes)) && bytes == size;
}

void PipeInstance::disconnect() { DisconnectNamedPipe(pipe_); }

std::uint32_t PipeInstance::client() const {
  ULONG pid = 0;
  return GetNamedPipeClientProcessId(pipe_, &pid) ? pid : 0;
}

} // namespace psig::nt
