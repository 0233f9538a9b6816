#include "posix-run/options.h"

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
    " posix-run [options] <command> [<argument>...]\n"
    "\n"
    "Runs the command in a job object, passes the signals that it gets on to it in the way that it understands, and "
    "ends\n"
    "what is left of the job when the command has ended, or when posix-run itself is killed; see docs/posix-run.md.\n"
    "\n"
    "Options:\n"
    " -n, --new-group        the command leads a process group of its own\n"
    " -a, --all              pass signals on to everything that the command has started as well\n"
    " -g, --grace <time>     from a request to end until SIGKILL (2.5, 10s, 1m; 10s if not given; 0: at once)\n"
    " -c, --on-close <sig>   what is passed on when the console is closed, the user logs off or the system shuts down\n"
    " -s, --shell-status     exit with 128+n if signal n has ended the command, else with the low 8 bits of its "
    "status\n"
    " -v, --verbose          say on the standard error stream what is sent\n"
    "\n"
    " -h, --help     display this help and exit\n"
    " -V, --version  output version information and exit\n";

static int usage_error(void) {
  say(stderr, "%s", usage_text);
  return STATUS_OWN_FAILURE;
}

static int bad(const char *what, const char *text) {
  say(stderr, "posix-run: %s '%s'\n", what, text);
  return STATUS_OWN_FAILURE;
}

int run_options(struct run_request *request, char **words) {
  static const struct option_name names[] = {{"new-group", 'n', 0}, {"all", 'a', 0},          {"grace", 'g', 1},
                                             {"on-close", 'c', 1},  {"shell-status", 's', 0}, {"verbose", 'v', 0},
                                             {"help", 'h', 0},      {"version", 'V', 0},      {NULL, 0, 0}};
  struct options options = {.tool = "posix-run", .names = names, .words = words};
  *request = (struct run_request){.grace = 10000, .on_close = SIGHUP};
  for (int letter; (letter = option_next(&options)) != 0;) {
    switch (letter) {
    case 'n': request->new_group = 1; break;
    case 'a': request->all = 1; break;
    case 's': request->shell_status = 1; break;
    case 'v': request->verbose = 1; break;
    case 'g':
      if (parse_short_duration(options.value, &request->grace) != 0) return bad("invalid time", options.value);
      break;
    case 'c':
      request->on_close = parse_signal(options.value);
      if (request->on_close <= 0) return bad("unknown signal", options.value);
      break;
    case 'h': return say(stdout, "%s", usage_text) < 0 ? STATUS_OWN_FAILURE : 0;
    case 'V':
      return say(stdout, "posix-run from posix-signals %s\n", POSIX_SIGNALS_VERSION) < 0 ? STATUS_OWN_FAILURE : 0;
    default: return usage_error();
    }
  }
  if (options.words[0] == NULL || strcmp(options.words[0], "/?") == 0) return usage_error(); /* no file's name */
  request->command = options.words;
  return -1;
}
