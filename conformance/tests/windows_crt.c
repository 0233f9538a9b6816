/* Windows only: the C run-time's own signal() and raise(), as code that knows nothing of the library gets them, are
 * about the same handlers, in its own numbers. */
#include "conformance.h"
#ifdef _WIN32
#include <windows.h>

static void (*crt_signal(int number, void (*handler)(int)))(int) {
  void *found = (void *)GetProcAddress(LoadLibraryA("msvcrt"), "signal");
  return ((void (*(*)(int, void (*)(int)))(int))found)(number, handler);
}
static int crt_raise(int number) {
  void *found = (void *)GetProcAddress(LoadLibraryA("msvcrt"), "raise");
  return ((int (*)(int))found)(number);
}
CASE(windows_crt_01) {
  on(SIGTERM, note, 0), on(SIGINT, note, 0);
  CHECK(crt_raise(15) == 0 && caught == 1 && order[0] == SIGTERM);
  CHECK(crt_raise(2) == 0 && crt_raise(2) == 0 && caught == 3 && order[2] == SIGINT);
}
CASE(windows_crt_02) {
  on(SIGABRT, note, 0), on(SIGBREAK, note, 0);
  CHECK(crt_raise(22) == 0 && crt_raise(6) == 0 && crt_raise(21) == 0 && caught == 3);
  CHECK(order[0] == SIGABRT && order[1] == SIGABRT && order[2] == SIGBREAK);
  crt_signal(21, note), crt_signal(22, note);
  CHECK(raise(SIGBREAK) == 0 && raise(SIGABRT) == 0 && caught == 5 && order[3] == 21 && order[4] == 22);
}
#endif
