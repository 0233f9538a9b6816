/* sigstat: the signal state of processes. With the library: its sets, as Linux has them in /proc; without it:
 * what each signal of kill would do.
 *
 * Exit status: 0 when every operand was looked at, 1 when one could not be, 2 for a usage error. */
#include <posix/signal.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/say.h"
#include "common/tool.h"
#include "sigstat/options.h"

const struct tool tool = {"sigstat", STATUS_USAGE};

static int complain(const char *text, const char *what) {
  say(stderr, "sigstat: (%s): %s\n", text, what);
  return 1;
}

/* ---- with the library ------------------------------------------------------------------------------------------- */

/* "TERM USR1", "all but TERM" where that is shorter, "-" for none; or the mask. */
static void print_set(const char *title, const sigset_t *set, int hex) {
  char name[SIG2STR_MAX];
  unsigned long long mask = 0;
  int members = 0, others = 0;
  for (int signo = 1; signo < NSIG; ++signo) {
    if (sig2str(signo, name) != 0) continue;
    if (sigismember(set, signo) == 1) mask |= 1ull << (signo - 1), ++members;
    else ++others;
  }
  printf("%-9s", title);
  if (hex) {
    printf("%016llx\n", mask);
    return;
  }
  const int wanted = others != 0 && others * 2 < members ? 0 : 1;
  if (wanted == 0) fputs("all but", stdout);
  else if (members == 0) fputs("-", stdout);
  else if (others == 0) fputs("all", stdout);
  const char *gap = wanted == 0 ? " " : "";
  for (int signo = 1; others != 0 && signo < NSIG; ++signo) {
    if (sig2str(signo, name) != 0 || sigismember(set, signo) != wanted) continue;
    printf("%s%s", gap, name);
    gap = " ";
  }
  putchar('\n');
}

static const char *state_of(int state) {
  static const char *const states[] = {"starting", "running", "stopped", "ending"};
  return state >= 0 && state < 4 ? states[state] : "in an unknown state";
}

static void print_status(const struct posix_process_status *status, int hex) {
  printf("%-9s%s\n%-9s%lld\n%-9s%lld\n%-9s%u\n", "State", state_of(status->state), "Group", (long long)status->pgid,
         "Session", (long long)status->sid, "Threads", status->threads);
  print_set("Pending", &status->pending, hex);
  print_set("ThrPend", &status->thread_pending, hex);
  print_set("Blocked", &status->blocked, hex);
  print_set("Ignored", &status->ignored, hex);
  print_set("Caught", &status->caught, hex);
}

/* ---- without it ------------------------------------------------------------------------------------------------- */

static int print_plans(pid_t pid) {
  static const int signals[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGBREAK,
                                SIGABRT, SIGKILL, SIGSTOP, SIGCONT, SIGUSR1};
  struct posix_kill_plan plan;
  for (size_t i = 0; i < sizeof signals / sizeof *signals; ++i) {
    char name[SIG2STR_MAX] = "";
    if (posix_kill_explain_np(pid, signals[i], &plan) != 0) return errno;
    if (i == 0) printf("%-9s%s\n", "Is", plan.target[0] != '\0' ? plan.target : "-");
    sig2str(signals[i], name);
    printf("%-9s%s\n", name, plan.reason);
  }
  return 0;
}

static int show(const char *text, int hex) {
  struct posix_process_status status;
  long long number;
  unsigned long long created = 0;
  if (stat_operand(text, &number) != 0) return 1;
  const pid_t pid = (pid_t)number;
  if (pid != number) return complain(text, strerror(ESRCH));
  const posix_pidfd_t process = posix_pidfd_open_np(pid, 0); /* the number stays this process's until the end */
  if (process == -1) return complain(text, strerror(errno));
  int error = posix_process_status_np(pid, &status) == 0 ? 0 : errno;
  if (error == 0 || error == ENOSYS) {
    posix_process_created_np(process, &created);
    printf("%-9s%lld@%llu, %s the library\n", "Process", number, created, error == 0 ? "with" : "without");
    if (error == 0) print_status(&status, hex);
    else error = print_plans(pid);
  }
  posix_pidfd_close_np(process);
  return error == 0 ? 0 : complain(text, strerror(error));
}

/* ---- live ------------------------------------------------------------------------------------------------------- */

static int show_line(const char *text, void *argument) {
  (void)argument;
  if (text != NULL) fputs(text, stdout);
  else fflush(stdout);
  return ferror(stdout); /* nobody reads any more */
}

static int follow(const char *text) {
  long long number;
  if (stat_operand(text, &number) != 0) return 1;
  const pid_t pid = (pid_t)number;
  if (pid != number) return complain(text, strerror(ESRCH));
  if (posix_signal_follow_np(pid, show_line, NULL) != 0)
    return complain(text, errno == ENOSYS ? "it is without the library" : strerror(errno));
  return fflush(stdout) != 0;
}

int tool_main(int count, char **words) {
  struct stat_request request;
  int failed = 0;
  const int done = stat_options(&request, words + (count > 0));
  if (done >= 0) return done;
  if (request.follow) return follow(request.operands[0]);
  for (char **word = request.operands; *word != NULL; ++word) {
    if (word != request.operands) putchar('\n');
    failed |= show(*word, request.hex);
    fflush(stdout);
  }
  return failed;
}
