/* sigaltstack(). */
#include "threads.h"
#include <setjmp.h>

static char first[256 * 1024], second[256 * 1024];
static char *volatile sp;
static stack_t inside;
static flag_t result, error_seen;
static sigjmp_buf out;
#define IN(stack) (sp >= (stack) && sp < (stack) + sizeof(stack))
static int use(char *stack, size_t size) { return sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = size}, NULL); }
static void where(int sig) {
  char here;
  sp = &here, sigaltstack(NULL, &inside), note(sig);
}
static stack_t now(void) {
  stack_t stack;
  SETUP(sigaltstack(NULL, &stack) == 0);
  return stack;
}

CASE(sigaltstack_01) { CHECK(use(first, sizeof first) == 0 && now().ss_sp == first && now().ss_size == sizeof first); }
CASE(sigaltstack_02) { CHECK(now().ss_flags & SS_DISABLE); }
CASE(sigaltstack_03) {
  use(first, sizeof first);
  CHECK((now().ss_flags & (SS_DISABLE | SS_ONSTACK)) == 0);
}
CASE(sigaltstack_04) {
  use(first, sizeof first), on(SIGUSR1, where, SA_ONSTACK), raise(SIGUSR1);
  CHECK(caught == 1 && IN(first));
}
CASE(sigaltstack_05) {
  use(first, sizeof first), on(SIGUSR1, where, SA_ONSTACK), raise(SIGUSR1);
  CHECK((inside.ss_flags & SS_ONSTACK) && !(now().ss_flags & SS_ONSTACK));
}
static void changes(int sig) { errno = 0, result = use(second, sizeof second), error_seen = errno, note(sig); }
CASE(sigaltstack_06) {
  use(first, sizeof first), on(SIGUSR1, changes, SA_ONSTACK), raise(SIGUSR1);
  CHECK(result == -1 && error_seen == EPERM && now().ss_sp == first);
}
static void disables(int sig) {
  errno = 0, result = sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL), error_seen = errno, note(sig);
}
CASE(sigaltstack_07) {
  use(first, sizeof first), on(SIGUSR1, disables, SA_ONSTACK), raise(SIGUSR1);
  CHECK(result == -1 && error_seen == EPERM);
}
CASE(sigaltstack_08) {
  use(first, sizeof first);
  CHECK(sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL) == 0 && (now().ss_flags & SS_DISABLE));
  on(SIGUSR1, where, SA_ONSTACK), raise(SIGUSR1);
  CHECK(caught == 1 && !IN(first));
}
CASE(sigaltstack_09) {
  use(first, sizeof first);
  CHECK(sigaltstack(&(stack_t){.ss_flags = SS_DISABLE, .ss_sp = NULL, .ss_size = 0}, NULL) == 0);
}
CASE(sigaltstack_10) {
  FAILS(sigaltstack(&(stack_t){.ss_sp = first, .ss_size = sizeof first, .ss_flags = 0x1234}, NULL), EINVAL);
}
CASE(sigaltstack_11) { FAILS(use(first, 1), ENOMEM); }
CASE(sigaltstack_22) {
#ifdef _DYNAMIC_STACK_SIZE_SOURCE
  END(UNSUPPORTED, "MINSIGSTKSZ, here %ld, depends on the processor, not so the kernel's minimum", (long)MINSIGSTKSZ);
#endif
  FAILS(use(first, (size_t)MINSIGSTKSZ - 1), ENOMEM);
}
CASE(sigaltstack_12) {
  stack_t old;
  use(first, sizeof first);
  CHECK(sigaltstack(&(stack_t){.ss_sp = second, .ss_size = sizeof second}, &old) == 0 && old.ss_sp == first);
  CHECK(now().ss_sp == second);
}
static void *other_thread(void *unused) { return result = (now().ss_flags & SS_DISABLE) != 0, unused; }
CASE(sigaltstack_13) {
  use(first, sizeof first), pthread_join(thread(other_thread), NULL);
  CHECK(result);
}
static void *own_stack(void *unused) {
  use(second, sizeof second), pthread_kill(pthread_self(), SIGUSR1), result = IN(second);
  return unused;
}
CASE(sigaltstack_14) {
  use(first, sizeof first), on(SIGUSR1, where, SA_ONSTACK), pthread_join(thread(own_stack), NULL);
  CHECK(result), raise(SIGUSR1), CHECK(IN(first));
}
static void nests(int sig) {
  if (sig == SIGUSR1) raise(SIGUSR2);
  else where(sig);
}
CASE(sigaltstack_15) {
  use(first, sizeof first), on(SIGUSR1, nests, SA_ONSTACK), on(SIGUSR2, nests, SA_ONSTACK), raise(SIGUSR1);
  CHECK(caught == 1 && IN(first));
}
static void jumps(int sig) { where(sig), siglongjmp(out, 1); }
CASE(sigaltstack_16) {
  use(first, sizeof first), on(SIGUSR1, jumps, SA_ONSTACK);
  for (volatile int i = 0; i < 3; i++)
    if (sigsetjmp(out, 1) == 0) raise(SIGUSR1);
  CHECK(caught == 3 && !(now().ss_flags & SS_ONSTACK));
}
CASE(sigaltstack_17) { CHECK(SIGSTKSZ >= MINSIGSTKSZ && MINSIGSTKSZ > 0); }
CASE(sigaltstack_18) {
  char *stack = malloc((size_t)SIGSTKSZ);
  CHECK(use(stack, (size_t)SIGSTKSZ) == 0);
  on(SIGUSR1, where, SA_ONSTACK), raise(SIGUSR1);
  CHECK(caught == 1 && sp >= stack && sp < stack + SIGSTKSZ);
}
CASE(sigaltstack_19) {
  const stack_t stack = {.ss_sp = first, .ss_size = sizeof first};
  sigaltstack(&stack, NULL);
  CHECK(stack.ss_sp == first && stack.ss_size == sizeof first && stack.ss_flags == 0);
}
CASE(sigaltstack_20) {
  stack_t old = {.ss_sp = second};
  FAILS(sigaltstack(&(stack_t){.ss_sp = first, .ss_size = 1}, &old), ENOMEM);
  CHECK(now().ss_flags & SS_DISABLE);
}
