/* A program that imports the library's DLL and never calls it; without the start part, whose constructor would. */
#include <windows.h>

#include <posix/signal.h>

static int (*const volatile imported)(int) = raise;

int main(void) {
  DWORD written;
  if (imported == NULL) return 2;
  WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "ready\n", 6, &written, NULL);
  Sleep(INFINITE);
}
