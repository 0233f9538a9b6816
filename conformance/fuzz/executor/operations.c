/* The operations: each makes its call and records what that says. errno is read at once, since handlers change it. */
#include "flow.h"
#include "record.h"
#include "turns.h"
#include "waits.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#define OPERATION(name) static void op_##name(const struct block *block, int at)
#define OP (&block->operation[at])
#define NAME (OP->kind->name)

/* ---- sending: to this process alone, whatever the trace says -------------------- */

OPERATION(raise) { record_call(NAME, raise(OP->number[0])); }
OPERATION(kill) { record_call(NAME, kill(getpid(), OP->number[0])); }
OPERATION(pkill) { record_error(NAME, pthread_kill(pthread_self(), OP->number[0])); }

static union sigval value_of(int number) {
  union sigval value;
  memset(&value, 0, sizeof value);
  value.sival_int = number;
  return value;
}

OPERATION(queue) { record_call(NAME, sigqueue(getpid(), OP->number[0], value_of(OP->number[1]))); }
OPERATION(tqueue) { record_error(NAME, pthread_sigqueue(pthread_self(), OP->number[0], value_of(OP->number[1]))); }
OPERATION(tokill) { record_error(NAME, pthread_kill(turns_thread(OP->number[0]), OP->number[1])); }
OPERATION(toqueue) {
  record_error(NAME, pthread_sigqueue(turns_thread(OP->number[0]), OP->number[1], value_of(OP->number[2])));
}

/* ---- dispositions -------------------- */

static void record_action(const char *name, const struct sigaction *old) {
  char flags[8], *end = flags;
  if ((old->sa_flags & SA_SIGINFO) != 0) *end++ = 'I';
  if ((old->sa_flags & SA_NODEFER) != 0) *end++ = 'N';
  if ((old->sa_flags & (int)SA_RESETHAND) != 0) *end++ = 'R';
  if ((old->sa_flags & SA_RESTART) != 0) *end++ = 'S';
  if ((old->sa_flags & SA_ONSTACK) != 0) *end++ = 'O';
  *end = '\0';
  record("%s=0 %s -%s mask=%llx", name, handler_name(old->sa_handler), flags,
         (unsigned long long)bits_of(&old->sa_mask));
}

OPERATION(action) {
  struct sigaction act, old;
  memset(&act, 0, sizeof act);
  act.sa_handler = handler_of(OP->disposition, OP->flags);
  act.sa_flags = OP->flags;
  set_from(OP->set, &act.sa_mask);
  if (sigaction(OP->number[0], &act, &old) != 0) record_call(NAME, -1);
  else record_action(NAME, &old);
}

OPERATION(ask) {
  struct sigaction old;
  if (sigaction(OP->number[0], NULL, &old) != 0) record_call(NAME, -1);
  else record_action(NAME, &old);
}

static void record_handler(const char *name, handler_function former) {
  if (former == SIG_ERR) record_call(name, -1);
  else record("%s=%s", name, handler_name(former));
}

OPERATION(signal) { record_handler(NAME, signal(OP->number[0], handler_of(OP->disposition, 0))); }
OPERATION(sigset) { record_handler(NAME, sigset(OP->number[0], handler_of(OP->disposition, 0))); }
OPERATION(ignore) { record_call(NAME, sigignore(OP->number[0])); }
OPERATION(interrupt) { record_call(NAME, siginterrupt(OP->number[0], OP->number[1])); }

/* ---- masks -------------------- */

static set_bits mask_now(void) {
  sigset_t mask;
  sigemptyset(&mask);
  pthread_sigmask(SIG_BLOCK, NULL, &mask);
  return bits_of(&mask);
}

static void record_mask(const char *name, int error, const sigset_t *old) {
  if (error != 0) return record_error(name, error);
  record("%s=0 old=%llx mask=%llx", name, (unsigned long long)bits_of(old), (unsigned long long)mask_now());
}

static void change_mask(const char *name, int how, set_bits bits) {
  sigset_t set, old;
  set_from(bits, &set);
  sigemptyset(&old);
  const int error = pthread_sigmask(how, &set, &old);
  record_mask(name, error, &old);
}

OPERATION(block) { change_mask(NAME, SIG_BLOCK, OP->set); }
OPERATION(unblock) { change_mask(NAME, SIG_UNBLOCK, OP->set); }
OPERATION(how) { change_mask(NAME, OP->number[0], OP->set); }
OPERATION(setmask) {
  sigset_t set, old;
  set_from(OP->set, &set);
  sigemptyset(&old);
  const int error = sigprocmask(SIG_SETMASK, &set, &old) == 0 ? 0 : errno;
  record_mask(NAME, error, &old);
}
OPERATION(hold) { record_call(NAME, sighold(OP->number[0])); }
OPERATION(relse) { record_call(NAME, sigrelse(OP->number[0])); }

OPERATION(resume) { /* what the handler's return is to make of the mask */
  ucontext_t *const context = current_context();
  if (context == NULL) return record("resume=none");
  memcpy(&context->uc_sigmask, &OP->set, sizeof OP->set); /* a kernel's frame has one word of it */
  record("resume=0");
}

/* ---- waits -------------------- */

OPERATION(pending) {
  sigset_t set;
  sigemptyset(&set);
  const int result = sigpending(&set);
  record("%s=%d %llx", NAME, result, (unsigned long long)bits_of(&set));
}

OPERATION(suspend) {
  sigset_t set;
  set_from(OP->set, &set);
  const int error = sigsuspend(&set) == 0 ? 0 : errno;
  record_error(NAME, error);
}

OPERATION(pause) {
  const int error = sigpause(OP->number[0]) == 0 ? 0 : errno;
  record_error(NAME, error);
}

OPERATION(wait) {
  sigset_t set;
  set_from(OP->set, &set);
  int signo = 0;
  const int error = sigwait(&set, &signo);
  if (error != 0) record_error(NAME, error);
  else record("%s=%d", NAME, signo);
}

void record_info(const char *name, int result, const siginfo_t *info) {
  if (result < 0) return record_call(name, -1);
  record("%s=%d %s%s value=%d from=%d", name, result, code_name(info->si_code),
         info->si_signo == result ? "" : " another's", info->si_value.sival_int, info->si_pid == getpid());
}

OPERATION(waitinfo) {
  sigset_t set;
  set_from(OP->set, &set);
  siginfo_t info;
  const int result = sigwaitinfo(&set, &info);
  record_info(NAME, result, &info);
}

OPERATION(timedwait) {
  sigset_t set;
  set_from(OP->set, &set);
  siginfo_t info;
  const struct timespec timeout = {OP->number[0] != 0 ? -1 : 0, 0};
  const int result = sigtimedwait(&set, &info, &timeout);
  record_info(NAME, result, &info);
}

OPERATION(ppoll) { /* 1: with something that is ready */
  static int ends[2] = {-1, -1};
  if (ends[0] < 0 && (pipe(ends) != 0 || write(ends[1], "x", 1) != 1)) abort();
  struct pollfd ready = {.fd = ends[0], .events = POLLIN};
  const struct timespec now = {0, 0};
  sigset_t mask;
  set_from(OP->set, &mask);
  record_call(NAME, ppoll(&ready, OP->number[0] != 0, &now, &mask));
}

OPERATION(pselect) {
  const struct timespec now = {0, 0};
  sigset_t mask;
  set_from(OP->set, &mask);
  record_call(NAME, pselect(0, NULL, NULL, NULL, &now, &mask));
}

/* ---- the alternate stack -------------------- */

OPERATION(altstack) { /* 0: none; 1, 2: one of them; 3: one that is too small */
  const int which = OP->number[0];
  stack_t stack, old;
  memset(&stack, 0, sizeof stack);
  stack.ss_flags = which == 0 ? SS_DISABLE : 0;
  stack.ss_sp = which != 0 ? altstack_memory(which == 2 ? 2 : 1) : NULL;
  stack.ss_size = which == 3 ? 16 : kAltstackSize;
  if (sigaltstack(&stack, &old) != 0) return record_call(NAME, -1);
  record("%s=0 old=%d flags=%d", NAME, (old.ss_flags & SS_DISABLE) != 0 ? 0 : altstack_of(old.ss_sp), old.ss_flags);
}

OPERATION(stack) {
  stack_t old;
  if (sigaltstack(NULL, &old) != 0) return record_call(NAME, -1);
  record("%s=0 old=%d flags=%d", NAME, (old.ss_flags & SS_DISABLE) != 0 ? 0 : altstack_of(old.ss_sp), old.ss_flags);
}

const struct kind g_kinds[] = {
    {"raise", "s", op_raise},
    {"kill", "s", op_kill},
    {"pkill", "s", op_pkill},
    {"queue", "ss", op_queue},
    {"tqueue", "ss", op_tqueue},
    {"action", "sdfS", op_action},
    {"ask", "s", op_ask},
    {"signal", "sd", op_signal},
    {"sigset", "sd", op_sigset},
    {"ignore", "s", op_ignore},
    {"interrupt", "ss", op_interrupt},
    {"block", "S", op_block},
    {"unblock", "S", op_unblock},
    {"setmask", "S", op_setmask},
    {"how", "sS", op_how},
    {"hold", "s", op_hold},
    {"relse", "s", op_relse},
    {"resume", "S", op_resume},
    {"pending", "", op_pending},
    {"suspend", "S", op_suspend},
    {"pause", "s", op_pause},
    {"wait", "S", op_wait},
    {"waitinfo", "S", op_waitinfo},
    {"timedwait", "sS", op_timedwait},
    {"ppoll", "sS", op_ppoll},
    {"pselect", "S", op_pselect},
    {"altstack", "s", op_altstack},
    {"stack", "", op_stack},
    {"try", "s", op_try},
    {"end", "", op_end},
    {"jump", "s", op_jump},
    {"on", "s", op_on},
    {"tokill", "ss", op_tokill},
    {"toqueue", "sss", op_toqueue},
    {"wsuspend", "sS", op_wsuspend},
    {"wppoll", "sS", op_wppoll},
    {"wpselect", "sS", op_wpselect},
    {"wwait", "sS", op_wwait},
    {"wwaitinfo", "sS", op_wwaitinfo},
    {"wtimedwait", "sS", op_wtimedwait},
    {"wpoll", "sS", op_wpoll},
    {"wread", "sS", op_wread},
    {"feed", "s", op_feed},
    {NULL, NULL, NULL},
};
