/* posix-run: starts any Windows program in a job of its own, passes every signal on to it, and leaves nothing behind:
 * what tini and dumb-init are on Linux.
 *
 * Exit status: the program's, with all 32 bits, or by the shell's rule; 125 for a failure of posix-run itself, 126 and
 * 127 for a program that cannot be run or found. */
#include <posix/signal.h>
#include <posix/spawn.h>

#include <stddef.h>

#include "common/command.h"
#include "common/tool.h"
#include "posix-run/options.h"

const struct tool tool = {"posix-run", STATUS_OWN_FAILURE};

static int asks_to_end(int signo) {
  return signo == SIGHUP || signo == SIGINT || signo == SIGQUIT || signo == SIGTERM || signo == SIGBREAK;
}

/* What a signal is passed on as: 0 for nothing. One that the console has raised (its code is positive) the command has
 * got, too, if it is in the same process group, or in any on Windows; of the console's end it is told all the same. */
static int passed_on(const struct run_request *request, int signo, const siginfo_t *info) {
  if (info->si_code <= 0) return signo;
  if (signo == SIGHUP || signo == SIGTERM) return request->on_close;
  return request->new_group && !keys_reach_groups() ? signo : 0;
}

/* Ctrl-C at a console may mean anything to an interactive program: it starts no grace. */
static int starts_grace(int signo, const siginfo_t *info) {
  return asks_to_end(signo) && (info->si_code <= 0 || signo == SIGHUP || signo == SIGTERM);
}

static void supervise(const struct run_request *request, struct command *command) {
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
static void clear(const struct run_request *request, struct command *command) {
  int none = 0, grace = request->grace;
  if (posix_job_wait_np(command->job, &none) != 0) return;
  command->whole_job = 1;
  command_signal(command, SIGTERM);
  command_signal(command, SIGCONT);
  if (posix_job_wait_np(command->job, &grace) != 0) return;
  command_signal(command, SIGKILL);
  posix_job_wait_np(command->job, NULL);
}

int tool_main(int count, char **words) {
  struct run_request request;
  const int done = run_options(&request, words + (count > 0));
  if (done >= 0) return done;
  struct command command = {.verbose = request.verbose, .whole_job = request.all};
  command_block(&command);
  const int failed = command_start(&command, request.command, request.new_group, POSIX_JOB_KILL_ON_CLOSE);
  if (failed != 0) return failed;
  supervise(&request, &command);
  clear(&request, &command);
  return (int)(request.shell_status ? status_of_shell(command.status) : command.status);
}
