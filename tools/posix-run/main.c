/* posix-run: starts any Windows program in a job of its own, passes every signal on to it, and leaves nothing behind:
 * what tini and dumb-init are on Linux.
 *
 * Exit status: the program's, with all 32 bits, or by the shell's rule; 125 for a failure of posix-run itself, 126 and
 * 127 for a program that cannot be run or found. */
#include <posix/signal.h>
#include <posix/spawn.h>
#include <posix/version.h>

#include <getopt.h>
#include <stdio.h>

#include "common/command.h"
#include "common/duration.h"
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
    " -n, --new-group        in a process group of its own: a Ctrl-C typed at the console is then passed on, too\n"
    " -a, --all              pass signals on to everything that the command has started as well\n"
    " -g, --grace <time>     from a request to end until SIGKILL (2.5, 10s, 1m; 10s if not given; 0: at once)\n"
    " -c, --on-close <sig>   what is passed on when the console is closed, the user logs off or the system shuts down\n"
    " -s, --shell-status     exit with 128+n if signal n has ended the command, else with the low 8 bits of its "
    "status\n"
    " -v, --verbose          say on the standard error stream what is sent\n"
    "\n"
    " -h, --help     display this help and exit\n"
    " -V, --version  output version information and exit\n";

struct request {
  int new_group, all, verbose, shell_status;
  int grace; /* milliseconds */
  int on_close;
};

static int usage_error(void) {
  fputs(usage_text, stderr);
  return STATUS_OWN_FAILURE;
}

static int bad(const char *what, const char *text) {
  fprintf(stderr, "posix-run: %s '%s'\n", what, text);
  return STATUS_OWN_FAILURE;
}

/* Below 0: go on; else exit with it. */
static int options(struct request *request, int argc, char **argv) {
  static const struct option names[] = {{"new-group", no_argument, NULL, 'n'},
                                        {"all", no_argument, NULL, 'a'},
                                        {"grace", required_argument, NULL, 'g'},
                                        {"on-close", required_argument, NULL, 'c'},
                                        {"shell-status", no_argument, NULL, 's'},
                                        {"verbose", no_argument, NULL, 'v'},
                                        {"help", no_argument, NULL, 'h'},
                                        {"version", no_argument, NULL, 'V'},
                                        {NULL, 0, NULL, 0}};
  for (int letter; (letter = getopt_long(argc, argv, "+nag:c:svhV", names, NULL)) != -1;) {
    switch (letter) {
    case 'n': request->new_group = 1; break;
    case 'a': request->all = 1; break;
    case 's': request->shell_status = 1; break;
    case 'v': request->verbose = 1; break;
    case 'g':
      if (parse_short_duration(optarg, &request->grace) != 0) return bad("invalid time", optarg);
      break;
    case 'c':
      request->on_close = parse_signal(optarg);
      if (request->on_close <= 0) return bad("unknown signal", optarg);
      break;
    case 'h': return fputs(usage_text, stdout) < 0 ? STATUS_OWN_FAILURE : 0;
    case 'V': return printf("posix-run from posix-signals %s\n", POSIX_SIGNALS_VERSION) < 0 ? STATUS_OWN_FAILURE : 0;
    default: return usage_error();
    }
  }
  return optind < argc ? -1 : usage_error();
}

static int asks_to_end(int signo) {
  return signo == SIGHUP || signo == SIGINT || signo == SIGQUIT || signo == SIGTERM || signo == SIGBREAK;
}

/* What a signal is passed on as: 0 for nothing. One that the console has raised (its code is positive) the command has
 * got, too, if it is in the same process group, or in any on Windows; of the console's end it is told all the same. */
static int passed_on(const struct request *request, int signo, const siginfo_t *info) {
  if (info->si_code <= 0) return signo;
  if (signo == SIGHUP || signo == SIGTERM) return request->on_close;
  return request->new_group && !keys_reach_groups() ? signo : 0;
}

/* Ctrl-C at a console may mean anything to an interactive program: it starts no grace. */
static int starts_grace(int signo, const siginfo_t *info) {
  return asks_to_end(signo) && (info->si_code <= 0 || signo == SIGHUP || signo == SIGTERM);
}

static void supervise(const struct request *request, struct command *command) {
  long long last = -1;
  int asked = 0;
  for (;;) {
    siginfo_t info;
    const int signo = command_wait(command, last, &info);
    if (signo < 0) return;
    if (signo == 0) {
      command->whole_job = 1;
      command_signal(command, SIGKILL);
      last = -1;
      continue;
    }
    const int passed = passed_on(request, signo, &info);
    if (passed == 0) continue;
    if (stops(passed)) {
      command_stop(command, passed);
      continue;
    }
    command_signal(command, passed);
    if (asked || !starts_grace(signo, &info)) continue;
    asked = 1;
    last = now_ms() + request->grace;
  }
}

/* Whoever is left is asked to end, and made to after the grace. */
static void clear(const struct request *request, struct command *command) {
  int none = 0, grace = request->grace;
  if (posix_job_wait_np(command->job, &none) != 0) return;
  command->whole_job = 1;
  command_signal(command, SIGTERM);
  command_signal(command, SIGCONT);
  if (posix_job_wait_np(command->job, &grace) != 0) return;
  command_signal(command, SIGKILL);
  posix_job_wait_np(command->job, NULL);
}

int main(int argc, char **argv) {
  struct request request = {.grace = 10000, .on_close = SIGHUP};
  const int done = options(&request, argc, argv);
  if (done >= 0) return done;
  struct command command = {.tool = "posix-run", .verbose = request.verbose, .whole_job = request.all};
  command_block(&command);
  const int failed = command_start(&command, argv + optind, request.new_group, POSIX_JOB_KILL_ON_CLOSE);
  if (failed != 0) return failed;
  supervise(&request, &command);
  clear(&request, &command);
  return (int)(request.shell_status ? status_of_shell(command.status) : command.status);
}
