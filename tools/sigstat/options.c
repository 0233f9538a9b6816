#include "sigstat/options.h"

#include <posix/version.h>

#include <stddef.h>

#include "common/options.h"
#include "common/say.h"
#include "common/words.h"

static const char usage_text[] =
    "Usage:\n"
    " sigstat [options] <pid> [...]\n"
    " sigstat --follow <pid>\n"
    "\n"
    "Shows which signals are pending in a process, and which it blocks, ignores and catches, if it has the library;\n"
    "of any other process, what kill would do to it. Nothing is sent, and the process notices nothing.\n"
    "\n"
    "Options:\n"
    " -f, --follow   what becomes of the signals of one process, line by line, until it ends\n"
    " -x, --hex      sets as hexadecimal masks, signal 1 in the lowest bit\n"
    "\n"
    " -h, --help     display this help and exit\n"
    " -V, --version  output version information and exit\n";

static int usage_error(void) {
  say(stderr, "%s", usage_text);
  return STATUS_USAGE;
}

int stat_options(struct stat_request *request, char **words) {
  static const struct option_name names[] = {
      {"follow", 'f', 0}, {"hex", 'x', 0}, {"help", 'h', 0}, {"version", 'V', 0}, {NULL, 0, 0}};
  struct options options = {.tool = "sigstat", .names = names, .words = words};
  *request = (struct stat_request){0};
  for (int letter; (letter = option_next(&options)) != 0;) {
    switch (letter) {
    case 'f': request->follow = 1; break;
    case 'x': request->hex = 1; break;
    case 'h': return say(stdout, "%s", usage_text) < 0;
    case 'V': return say(stdout, "sigstat from posix-signals %s\n", POSIX_SIGNALS_VERSION) < 0;
    default: return usage_error();
    }
  }
  if (*options.words == NULL || is_windows_switch(*options.words)) return usage_error();
  if (request->follow && options.words[1] != NULL) return usage_error();
  request->operands = options.words;
  return -1;
}

int stat_operand(const char *text, long long *pid) {
  char number[64];
  if (copy_word(text, number, sizeof number) == 0 && parse_number(number, pid) == 0 && *pid > 0) return 0;
  say(stderr, "sigstat: (%s): not a process number\n", text);
  return 1;
}
