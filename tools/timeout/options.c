#include "timeout/options.h"

#include <posix/signal.h>
#include <posix/version.h>

#include <stddef.h>
#include <string.h>

#include "common/duration.h"
#include "common/options.h"
#include "common/say.h"
#include "common/tool.h"
#include "common/words.h"

static const char usage_text[] =
    "Usage:\n"
    " timeout [options] <duration> <command> [<argument>...]\n"
    "\n"
    "Runs the command, and sends it SIGTERM if it is still running after that time (2.5, 10s, 3m, 1h, 1d; 0: no "
    "limit).\n"
    "A signal to timeout is passed on; SIGALRM means that the time is over. A command without the library is asked in "
    "the\n"
    "way that it understands; see docs/timeout.md.\n"
    "\n"
    "Options:\n"
    " -f, --foreground         send to the command alone, not to what it has started as well; no process group of its "
    "own\n"
    " -k, --kill-after <time>  SIGKILL if it is still running so long after the first signal\n"
    " -p, --preserve-status    exit with the command's status also when its time was over\n"
    " -s, --signal <signal>    send this one: a name or a number\n"
    " -v, --verbose            say on the standard error stream what is sent\n"
    "\n"
    " -h, --help     display this help and exit\n"
    " -V, --version  output version information and exit\n";

static int usage_error(void) {
  say(stderr, "%s", usage_text);
  return STATUS_OWN_FAILURE;
}

static int bad(const char *what, const char *text) {
  say(stderr, "timeout: %s '%s'\n", what, text);
  return STATUS_OWN_FAILURE;
}

static void hint(void) {
  say(stderr, "timeout: this one runs a command with a time limit (timeout --help); "
              "the one that waits is %%SystemRoot%%\\System32\\timeout.exe\n");
}

void timeout_hint(const char *word) {
  if (is_windows_switch(word)) hint();
}

int timeout_options(struct timeout_request *request, char **words) {
  static const struct option_name names[] = {
      {"foreground", 'f', 0}, {"kill-after", 'k', 1}, {"preserve-status", 'p', 0}, {"signal", 's', 1},
      {"verbose", 'v', 0},    {"help", 'h', 0},       {"version", 'V', 0},         {NULL, 0, 0}};
  struct options options = {.tool = "timeout", .names = names, .words = words};
  *request = (struct timeout_request){.signo = SIGTERM};
  for (int letter; (letter = option_next(&options)) != 0;) {
    switch (letter) {
    case 'f': request->foreground = 1; break;
    case 'p': request->preserve = 1; break;
    case 'v': request->verbose = 1; break;
    case 'k':
      if (parse_duration(options.value, &request->kill_after) != 0) return bad("invalid time", options.value);
      break;
    case 's':
      request->signo = parse_signal(options.value);
      if (request->signo < 0) return bad("unknown signal", options.value);
      break;
    case 'h': return say(stdout, "%s", usage_text) < 0 ? STATUS_OWN_FAILURE : 0;
    case 'V': return say(stdout, "timeout from posix-signals %s\n", POSIX_SIGNALS_VERSION) < 0 ? STATUS_OWN_FAILURE : 0;
    default: return usage_error();
    }
  }
  words = options.words;
  if (words[0] != NULL && is_windows_switch(words[0])) {
    bad("invalid time", words[0]);
    hint();
    return STATUS_OWN_FAILURE;
  }
  if (words[0] != NULL && words[1] == NULL) { /* a time alone is what the system's takes, too */
    usage_error();
    hint();
    return STATUS_OWN_FAILURE;
  }
  if (words[0] == NULL) return usage_error();
  if (parse_duration(words[0], &request->limit) != 0) return bad("invalid time", words[0]);
  request->command = words + 1;
  return -1;
}
