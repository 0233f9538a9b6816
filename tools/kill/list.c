/* The names, numbers and the table of signals. */
#include <posix/signal.h>

#include <stdlib.h>
#include <string.h>

#include "common/say.h"
#include "common/words.h"
#include "kill/kill.h"

static int list_all(void) {
  char name[SIG2STR_MAX];
  int column = 0;
  for (int signo = 1; signo < NSIG; ++signo) {
    if (sig2str(signo, name) != 0) continue;
    const int width = (int)strlen(name) + 1;
    if (column != 0 && column + width > 79) {
      say(stdout, "\n");
      column = 0;
    }
    say(stdout, column != 0 ? " %s" : "%s", name);
    column += width;
  }
  say(stdout, "\n");
  return 0;
}

int list_table(void) {
  char name[SIG2STR_MAX];
  int column = 0;
  for (int signo = 1; signo < NSIG; ++signo) {
    if (sig2str(signo, name) != 0) continue;
    if (signo == SIGRTMIN && column != 0) {
      say(stdout, "\n");
      column = 0;
    }
    const int last = ++column == (signo < SIGRTMIN ? 7 : 6);
    say(stdout, signo < SIGRTMIN ? "%2d %-8s" : "%2d %-10s", signo, name);
    if (last) {
      say(stdout, "\n");
      column = 0;
    }
  }
  if (column != 0) say(stdout, "\n");
  return 0;
}

/* A number above 128 is an exit status: a shell's (128+n), or the one that Windows shows for a signal's death. */
static long long signal_of_status(long long number) {
  if (number < 0) number += 1LL << 32; /* some shells print exit statuses signed */
  const int signo = number > 255 && number >> 32 == 0 ? posix_signal_of_exit_status_np((unsigned)number, NULL) : 0;
  if (signo != 0) return signo;
  return number > 128 && number < 256 ? number - 128 : number;
}

/* Decimal, or 0x and up to eight digits, as Windows shows a status. */
static int parse_status(const char *text, long long *number) {
  if (text[0] != '0' || (text[1] != 'x' && text[1] != 'X')) return parse_number(text, number);
  const size_t digits = strspn(text + 2, "0123456789abcdefABCDEF");
  if (digits == 0 || digits > 8 || text[2 + digits] != '\0') return 1;
  *number = (long long)strtoull(text, NULL, 16);
  return 0;
}

int list_one(const char *text) {
  char name[SIG2STR_MAX];
  long long number;
  if (parse_status(text, &number) == 0) {
    number = signal_of_status(number);
    if (number > 0 && number < NSIG && sig2str((int)number, name) == 0) {
      say(stdout, "%s\n", name);
      return 0;
    }
  } else {
    const int signo = parse_signal(text);
    if (signo > 0) {
      say(stdout, "%d\n", signo);
      return 0;
    }
  }
  say(stderr, "kill: unknown signal name %s\n", text);
  return 1;
}

int list(char **operands) {
  int failed = 0;
  if (*operands == NULL) return list_all();
  for (; *operands != NULL; ++operands) failed |= list_one(*operands);
  return failed;
}
