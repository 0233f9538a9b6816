/* timeout: run a command with a time limit, by the POSIX.1-2024 utility of that name.
 *
 * Exit status: the command's, with all 32 bits; 124 when its time was over (unless -p, or SIGKILL had to end it); 125
 * for a failure of timeout itself; 126 and 127 for a command that cannot be run or found. */
#include <posix/signal.h>

#include <stddef.h>

#include "common/command.h"
#include "common/duration.h"
#include "common/tool.h"
#include "timeout/options.h"

const struct tool tool = {"timeout", STATUS_OWN_FAILURE};

static long long deadline_after(long long milliseconds) {
  return milliseconds > 0 && milliseconds < DURATION_FOREVER ? now_ms() + milliseconds : -1;
}

/* What the console has raised the command has got already, if it is in the same process group; on Windows what is typed
 * reaches the others as well. */
static int has_got(const struct timeout_request *request, int signo, const siginfo_t *info) {
  const int typed = signo == SIGINT || signo == SIGBREAK;
  return info->si_code > 0 && (request->foreground || (typed && keys_reach_groups()));
}

/* XCU timeout: the first signal, whoever sent it, starts the time of -k. */
static unsigned supervise(const struct timeout_request *request, struct command *command) {
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

int tool_main(int count, char **words) {
  struct timeout_request request;
  const int done = timeout_options(&request, words + (count > 0));
  if (done >= 0) return done;
  struct command command = {.verbose = request.verbose, .whole_job = !request.foreground};
  command_block(&command);
  const int failed = command_start(&command, request.command, !request.foreground, 0);
  if (failed == STATUS_NOT_FOUND) timeout_hint(request.command[0]);
  return failed != 0 ? failed : (int)supervise(&request, &command);
}
