// TerminateProcess and a raw write to the standard error handle. [any]
#include "nt/process/process.h"

#include "nt/windows.h"

namespace psig::nt {

void process_terminate(unsigned long status) {
  TerminateProcess(GetCurrentProcess(), status);
  for (;;) Sleep(INFINITE); // the termination has been asked for
}

void process_exit(unsigned long status) {
  ExitProcess(status);
  __builtin_unreachable();
}

void stderr_write(const char *text) {
  DWORD length = 0, written;
  while (text[length] != '\0') ++length;
  WriteFile(GetStdHandle(STD_ERROR_HANDLE), text, length, &written, nullptr);
}

void *stderr_handle() { return GetStdHandle(STD_ERROR_HANDLE); }

const char *own_program(char *out, unsigned room) {
  wchar_t path[MAX_PATH];
  const DWORD length = GetModuleFileNameW(nullptr, path, MAX_PATH);
  const int bytes = WideCharToMultiByte(CP_UTF8, 0, path, static_cast<int>(length < MAX_PATH ? length : MAX_PATH), out,
                                        static_cast<int>(room - 1), nullptr, nullptr);
  out[bytes > 0 ? bytes : 0] = '\0';
  return out;
}

} // namespace psig::nt
