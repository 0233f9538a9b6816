// The client's end of pipes. Blocks; no heap, no lock of this process. [any]
#include "nt/ipc/pipe.h"

#include "nt/system/win32_errno.h"
#include "nt/windows.h"

namespace psig::nt {

PipeCall::~PipeCall() {
  if (pipe_ != nullptr) CloseHandle(pipe_);
  if (io_.event != nullptr) CloseHandle(io_.event);
}

Errno PipeCall::open(const wchar_t *name) {
  io_.event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  if (io_.event == nullptr) return EAGAIN;
  constexpr DWORD kFlags = FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION;
  for (;;) {
    const HANDLE pipe = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, kFlags, nullptr);
    if (pipe != INVALID_HANDLE_VALUE) {
      pipe_ = pipe;
      return 0;
    }
    if (GetLastError() != ERROR_PIPE_BUSY) return last_errno();
    // Fails when the pipe is there no more, which the next try tells.
    WaitNamedPipeW(name, NMPWAIT_WAIT_FOREVER);
  }
}

std::uint32_t PipeCall::server() const {
  ULONG pid = 0;
  return GetNamedPipeServerProcessId(pipe_, &pid) ? pid : 0;
}

bool PipeCall::finish(bool started, unsigned size, Handle process) {
  if (!started && GetLastError() != ERROR_IO_PENDING) return false;
  auto *operation = reinterpret_cast<OVERLAPPED *>(io_.overlapped);
  const HANDLE either[] = {io_.event, process};
  if (!started && WaitForMultipleObjects(2, either, FALSE, INFINITE) != WAIT_OBJECT_0) CancelIoEx(pipe_, operation);
  DWORD bytes = 0;
  return GetOverlappedResult(pipe_, operation, &bytes, TRUE) && bytes == size;
}

Errno PipeCall::ask(const void *question, unsigned size, void *answer, unsigned room, Handle process) {
  auto *operation = reinterpret_cast<OVERLAPPED *>(io_.overlapped);
  *operation = {};
  operation->hEvent = io_.event;
  if (!finish(WriteFile(pipe_, question, size, nullptr, operation), size, process)) return EPIPE;
  *operation = {};
  operation->hEvent = io_.event;
  return finish(ReadFile(pipe_, answer, room, nullptr, operation), room, process) ? 0 : EPIPE;
}

} // namespace psig::nt
