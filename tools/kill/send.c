/* Operands: who they are, what is done to them, and waiting for their end. A process stays open from the first look at
 * it to the last, so that its number cannot become another's in between. */
#include <posix/signal.h>
#include <posix/unistd.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/say.h"
#include "kill/kill.h"

struct target {
  long long pid;
  posix_pidfd_t process; /* -1: a group, or not to be opened */
  int asked;             /* by a control event inside it, whose outcome can be told */
};

struct targets {
  struct target *list;
  size_t count, room;
};

/* Without memory the process is closed again, and 1. */
static int add(struct targets *targets, struct target target) {
  if (targets->count == targets->room) {
    const size_t room = targets->room * 2 + 16;
    struct target *const list = realloc(targets->list, room * sizeof *list);
    if (list == NULL) {
      if (target.process != -1) posix_pidfd_close_np(target.process);
      return 1;
    }
    targets->list = list;
    targets->room = room;
  }
  targets->list[targets->count++] = target;
  return 0;
}

static const char *reason(int error) { return error == ENOSYS ? "Process cannot take this signal" : strerror(error); }

static int complain(long long pid, const char *what) {
  say(stderr, "kill: (%lld): %s\n", pid, what);
  return 1;
}

static int find(const char *text, struct target *target) {
  struct operand operand;
  unsigned long long created;
  target->process = -1;
  if (kill_operand(text, &operand) != 0) return 1;
  target->pid = operand.pid;
  if (target->pid != (pid_t)target->pid) return complain(target->pid, strerror(ESRCH));
  if (target->pid <= 0) return 0;
  target->process = posix_pidfd_open_np((pid_t)target->pid, 0);
  if (target->process == -1) return errno == EPERM && !operand.dated ? 0 : complain(target->pid, strerror(errno));
  if (!operand.dated) return 0;
  if (posix_process_created_np(target->process, &created) == 0 && created == (unsigned long long)operand.created)
    return 0;
  return complain(target->pid, "No such process: the number is another one's now");
}

static const char *action(const struct posix_kill_plan *plan) {
  static const char *const events[] = {"CTRL_C", "CTRL_BREAK", "CTRL_CLOSE"};
  static char text[64];
  const char *event = plan->event >= 0 && plan->event < 3 ? events[plan->event] : "";
  switch (plan->action) {
  case POSIX_KILL_SELF: return "to itself";
  case POSIX_KILL_MAILBOX: return "by its mailbox";
  case POSIX_KILL_GROUP_EVENT: return snprintf(text, sizeof text, "as %s to its group", event), text;
  case POSIX_KILL_EVENT: return snprintf(text, sizeof text, "as %s inside it", event), text;
  case POSIX_KILL_WINDOWS: return "as WM_CLOSE to its windows";
  case POSIX_KILL_SUSPEND: return "by suspending it";
  case POSIX_KILL_RESUME: return "by resuming it";
  case POSIX_KILL_TERMINATE: return "by ending it";
  default: return plan->error != 0 ? reason(plan->error) : "without effect";
  }
}

/* "1234@133...: console program, on this console: TERM as CTRL_CLOSE inside it: why" */
static void describe(const struct request *request, struct target *target) {
  struct posix_kill_plan plan;
  unsigned long long created = 0;
  char name[SIG2STR_MAX] = "0";
  if (target->pid <= 0) {
    say(stdout, "%lld: a process group: to each member in its own way\n", target->pid);
    return;
  }
  if (posix_kill_explain_np((pid_t)target->pid, request->signo, &plan) != 0) return;
  target->asked = plan.action == POSIX_KILL_EVENT && plan.error == 0;
  if (request->signo != 0) sig2str(request->signo, name);
  say(stdout, "%lld", target->pid);
  if (target->process != -1 && posix_process_created_np(target->process, &created) == 0) say(stdout, "@%llu", created);
  say(stdout, ": %s: %s %s: %s\n", plan.target, name, action(&plan), plan.reason);
}

static int act(const struct request *request, const struct target *target) {
  const pid_t pid = (pid_t)target->pid;
  union sigval value;
  memset(&value, 0, sizeof value);
  value.sival_int = request->value;
  return request->queue ? sigqueue(pid, request->signo, value) : kill(pid, request->signo);
}

/* 0, or the error. */
static int tell_and_send(const struct request *request, struct target *target) {
  if (request->explain || request->verbose) describe(request, target);
  return request->explain || act(request, target) == 0 ? 0 : errno;
}

/* All that descends from it, each held open: how many there are, -1 with an error told. To be freed. */
static int find_tree(const struct target *root, struct posix_tree_member **members) {
  for (unsigned room = 64;; room *= 2) {
    *members = calloc(room, sizeof **members);
    const int count = *members != NULL ? posix_process_tree_np((pid_t)root->pid, *members, room) : -1;
    const int error = *members != NULL ? errno : ENOMEM;
    if (count >= 0 && (unsigned)count <= room) return count;
    free(*members);
    *members = NULL;
    if (count < 0) return complain(root->pid, reason(error)), -1;
  }
}

/* As posix_kill_tree_np(): success if any could be signalled, else the root's error; ourselves last, and we do not wait
 * for our own end. */
static int send_tree(const struct request *request, const struct target *root, struct targets *targets) {
  struct posix_tree_member *members;
  struct target own = {.pid = 0, .process = -1};
  int roots_error = ESRCH, sent = 0, failed = 0;
  const int count = find_tree(root, &members);
  for (int n = 0; n < count; ++n) {
    const int at = request->parents_first ? n : count - 1 - n;
    struct target member = {.pid = members[at].pid, .process = members[at].process};
    if (member.pid == getpid()) {
      own = member;
      continue;
    }
    const int error = tell_and_send(request, &member);
    if (error == 0) sent = 1;
    if (at == 0) roots_error = error;
    failed |= add(targets, member);
  }
  free(members);
  if (own.pid != 0) {
    posix_pidfd_close_np(own.process);
    own.process = -1;
    if (tell_and_send(request, &own) == 0) sent = 1;
  }
  if (failed) return complain(root->pid, strerror(ENOMEM));
  return count < 0 || sent ? count < 0 : complain(root->pid, reason(roots_error));
}

static int send_one(const struct request *request, const char *text, struct targets *targets) {
  struct target target;
  int error = 0, failed = find(text, &target);
  if (failed == 0 && request->tree) failed = send_tree(request, &target, targets);
  else if (failed == 0 && (error = tell_and_send(request, &target)) != 0) failed = complain(target.pid, reason(error));
  if (failed == 0 && !request->tree) return add(targets, target) != 0 ? complain(target.pid, strerror(ENOMEM)) : 0;
  if (target.process != -1) posix_pidfd_close_np(target.process);
  return failed;
}

/* What became of the requests, for --verbose, after all have been sent. Each is waited for: `left` of the grace, or, if
 * there is none, as long as it takes. */
static void tell_outcomes(const struct request *request, const struct targets *all, int *left) {
  const struct target *const targets = all->list;
  static const char *const outcomes[] = {
      "is not known",      "has not been answered yet",
      "was handled",       "was suppressed: it has control events switched off",
      "was the end of it", "has not been answered yet: an earlier control event has not ended"};
  for (size_t i = 0; i < all->count; ++i) {
    int outcome, at_once = 0;
    if (!targets[i].asked || targets[i].process == -1) continue;
    if (posix_kill_outcome_np(targets[i].process, &at_once, &outcome) != 0) continue;
    if ((outcome == POSIX_REQUEST_PENDING || outcome == POSIX_REQUEST_BEHIND) && !request->no_wait) {
      const char *const behind = outcome == POSIX_REQUEST_BEHIND ? ", behind an earlier control event" : "";
      if (request->grace < 0) say(stdout, "%lld: waiting for its answer%s\n", targets[i].pid, behind);
      fflush(stdout); /* a pipe's reader waits, too */
      posix_kill_outcome_np(targets[i].process, request->grace < 0 ? NULL : left, &outcome);
    }
    if (outcome > POSIX_REQUEST_BEHIND) continue;
    say(stdout, "%lld: the request %s\n", targets[i].pid, outcomes[outcome]);
  }
}

/* What keeps it, as far as that is known. */
static const char *why_still_there(const struct target *target) {
  int outcome = POSIX_REQUEST_NONE, at_once = 0;
  posix_kill_outcome_np(target->process, &at_once, &outcome);
  if (outcome == POSIX_REQUEST_PENDING) return "still there: the request has not been answered";
  return outcome == POSIX_REQUEST_BEHIND ? "still there: an earlier control event has not ended" : "still there";
}

/* Until all have ended, or the grace is over; whoever is left then is killed if that is asked for. */
static int wait_all(const struct request *request, const struct targets *all, int left) {
  const struct target *const targets = all->list;
  int failed = 0;
  for (size_t i = 0; i < all->count; ++i) {
    if (targets[i].process == -1) continue;
    if (posix_pidfd_wait_np(targets[i].process, &left, NULL) != 0) continue;
    if (!request->escalate) failed |= complain(targets[i].pid, why_still_there(&targets[i]));
    else if (kill((pid_t)targets[i].pid, SIGKILL) != 0 && errno != ESRCH)
      failed |= complain(targets[i].pid, strerror(errno));
    else if (request->verbose) say(stdout, "%lld: KILL, since it was still there\n", targets[i].pid);
  }
  return failed;
}

int send_all(const struct request *request) {
  struct targets targets = {NULL, 0, 0};
  int failed = 0, left = request->grace;
  for (char **operand = request->operands; *operand != NULL; ++operand) failed |= send_one(request, *operand, &targets);
  if (request->verbose && !request->explain) tell_outcomes(request, &targets, &left);
  if (request->grace >= 0 && !request->explain) failed |= wait_all(request, &targets, left);
  for (size_t i = 0; i < targets.count; ++i)
    if (targets.list[i].process != -1) posix_pidfd_close_np(targets.list[i].process);
  free(targets.list);
  return failed;
}
