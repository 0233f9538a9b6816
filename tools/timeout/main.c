/* timeout: run a command with a time limit, by the POSIX.1-2024 utility of that name.
 *
 * Exit status: the command's, with all 32 bits; 124 when its time was over (unless -p, or SIGKILL had to end it); 125
 * for a failure of timeout itself; 126 and 127 for a command that cannot be run or found. */
#include <posix/signal.h>
#include <posix/spawn.h>
#include <posix/version.h>

#include <getopt.h>
#include <stdio.h>

#include "common/command.h"
#include "common/duration.h"
#include "common/words.h"

#define STATUS_TIMED_OUT 124

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

struct request {
  int foreground, preserve, verbose, signo;
  long long limit, kill_after; /* milliseconds; 0: none */
};

static int usage_error(void) {
  fputs(usage_text, stderr);
  return STATUS_OWN_FAILURE;
}

static int bad(const char *what, const char *text) {
  fprintf(stderr, "timeout: %s '%s'\n", what, text);
  return STATUS_OWN_FAILURE;
}

/* Below 0: go on; else exit with it. */
static int options(struct request *request, int argc, char **argv) {
  static const struct option names[] = {
      {"foreground", no_argument, NULL, 'f'},      {"kill-after", required_argument, NULL, 'k'},
      {"preserve-status", no_argument, NULL, 'p'}, {"signal", required_argument, NULL, 's'},
      {"verbose", no_argument, NULL, 'v'},         {"help", no_argument, NULL, 'h'},
      {"version", no_argument, NULL, 'V'},         {NULL, 0, NULL, 0}};
  for (int letter; (letter = getopt_long(argc, argv, "+fk:ps:vhV", names, NULL)) != -1;) {
    switch (letter) {
    case 'f': request->foreground = 1; break;
    case 'p': request->preserve = 1; break;
    case 'v': request->verbose = 1; break;
    case 'k':
      if (parse_duration(optarg, &request->kill_after) != 0) return bad("invalid time", optarg);
      break;
    case 's':
      request->signo = parse_signal(optarg);
      if (request->signo < 0) return bad("unknown signal", optarg);
      break;
    case 'h': return fputs(usage_text, stdout) < 0 ? STATUS_OWN_FAILURE : 0;
    case 'V': return printf("timeout from posix-signals %s\n", POSIX_SIGNALS_VERSION) < 0 ? STATUS_OWN_FAILURE : 0;
    default: return usage_error();
    }
  }
  if (argc - optind < 2) return usage_error();
  if (parse_duration(argv[optind], &request->limit) != 0) return bad("invalid time", argv[optind]);
  return -1;
}

static long long deadline_after(long long milliseconds) {
  return milliseconds > 0 && milliseconds < DURATION_FOREVER ? now_ms() + milliseconds : -1;
}

/* What the console has raised the command has got already, if it is in the same process group; on Windows what is typed
 * reaches the others as well. */
static int has_got(const struct request *request, int signo, const siginfo_t *info) {
  const int typed = signo == SIGINT || signo == SIGBREAK;
  return info->si_code > 0 && (request->foreground || (typed && keys_reach_groups()));
}

/* XCU timeout: the first signal, whoever sent it, starts the time of -k. */
static unsigned supervise(const struct request *request, struct command *command) {
  int timed_out = 0, killed = 0, first = 1;
  long long limit = deadline_after(request->limit), last = -1;
  for (;;) {
    siginfo_t info = {.si_code = SI_USER};
    const long long next = last >= 0 && (limit < 0 || last < limit) ? last : limit;
    int signo = command_wait(command, next, &info);
    if (signo < 0) break;
    if (signo == 0 && next == last) {
      killed = 1;
      last = -1;
      command_signal(command, SIGKILL);
      continue;
    }
    if (stops(signo)) {
      command_stop(command, signo);
      continue;
    }
    if (signo == 0 || signo == SIGALRM) {
      timed_out = 1;
      limit = -1;
      signo = request->signo;
      killed |= signo == SIGKILL;
    }
    if (signo != 0 && !has_got(request, signo, &info)) command_signal(command, signo);
    if (!first || signo == SIGCONT || signo == 0) continue;
    first = 0;
    last = killed ? -1 : deadline_after(request->kill_after);
  }
  const int by_kill = killed && status_signal(command->status) == SIGKILL;
  return timed_out && !request->preserve && !by_kill ? STATUS_TIMED_OUT : command->status;
}

int main(int argc, char **argv) {
  struct request request = {.signo = SIGTERM};
  const int done = options(&request, argc, argv);
  if (done >= 0) return done;
  struct command command = {.tool = "timeout", .verbose = request.verbose, .whole_job = !request.foreground};
  command_block(&command);
  const int failed = command_start(&command, argv + optind + 1, !request.foreground, 0);
  return failed != 0 ? failed : (int)supervise(&request, &command);
}
