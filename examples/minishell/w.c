/* w: small things for minishell to run, the same on Linux and Windows.
 *   w echo WORD...  w cat  w upper  w exit N  w hang  w die SIGNAL-NUMBER  w size */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void put(const char *text, size_t length) {
  fwrite(text, 1, length, stdout);
  fflush(stdout);
}

static int copy(int upper) {
  char text[512];
  for (;;) {
    const int got = (int)read(STDIN_FILENO, text, sizeof(text));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got < 0;
    for (int n = 0; upper && n < got; ++n) text[n] = (char)toupper((unsigned char)text[n]);
    put(text, (size_t)got);
  }
}

int main(int argc, char **argv) {
  const char *word = argc > 1 ? argv[1] : "";
  if (strcmp(word, "echo") == 0) {
    for (int n = 2; n < argc; ++n) printf("%s%s", argv[n], n + 1 < argc ? " " : "");
    puts("");
    return 0;
  }
  if (strcmp(word, "cat") == 0) return copy(0);
  if (strcmp(word, "upper") == 0) return copy(1);
  if (strcmp(word, "exit") == 0) return argc > 2 ? atoi(argv[2]) : 0;
  if (strcmp(word, "die") == 0) return argc > 2 ? raise(atoi(argv[2])) : 1;
  if (strcmp(word, "hang") == 0) {
    puts("hanging");
    fflush(stdout);
    for (;;) pause();
  }
  fprintf(stderr, "w: what is '%s'?\n", word);
  return 2;
}
