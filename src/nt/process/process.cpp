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

} // namespace psig::nt
