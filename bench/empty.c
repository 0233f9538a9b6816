/* A program that does nothing; with an argument, one that waits without the library's help. Linked without the library,
 * with it, and with its DLL. */
#include <stdio.h>

#include <windows.h>

int main(int argc, char **argv) {
  (void)argv;
  if (argc == 1) return 0;
  puts("ready");
  fflush(stdout);
  Sleep(INFINITE);
  return 0;
}
