/* sigsetjmp(), siglongjmp(), setjmp() and longjmp() with signals. */
#include "threads.h"
#include <setjmp.h>

static sigjmp_buf out;
static jmp_buf plain;
static flag_t depth;
static void jumps(int sig) { note(sig), siglongjmp(out, sig); }
static void jumps_plain(int sig) { note(sig), longjmp(plain, sig); }

CASE(sigsetjmp_01) { CHECK(sigsetjmp(out, 1) == 0); }
CASE(sigsetjmp_02) {
  volatile int rounds = 0;
  const int value = sigsetjmp(out, 1);
  if (rounds++ == 0) siglongjmp(out, 42);
  CHECK(value == 42 && rounds == 2);
}
CASE(sigsetjmp_03) {
  block(SIGUSR1);
  if (sigsetjmp(out, 1) == 0) unblock(SIGUSR1), block(SIGUSR2), siglongjmp(out, 1);
  CHECK(blocked(SIGUSR1) && !blocked(SIGUSR2));
}
CASE(sigsetjmp_04) {
  if (sigsetjmp(out, 0) == 0) block(SIGUSR2), siglongjmp(out, 1);
  CHECK(blocked(SIGUSR2));
}
CASE(sigsetjmp_05) {
  if (sigsetjmp(out, -7) == 0) block(SIGUSR2), siglongjmp(out, 1);
  CHECK(!blocked(SIGUSR2));
}
CASE(siglongjmp_01) {
  volatile int rounds = 0;
  const int value = sigsetjmp(out, 1);
  if (rounds++ == 0) siglongjmp(out, 0);
  CHECK(value == 1);
}
CASE(siglongjmp_02) {
  on(SIGUSR1, jumps, 0);
  if (sigsetjmp(out, 1) == 0) raise(SIGUSR1), END(FAIL, "raise() returned");
  CHECK(caught == 1 && !blocked(SIGUSR1));
}
CASE(siglongjmp_03) {
  on(SIGUSR1, jumps, 0);
  if (sigsetjmp(out, 0) == 0) raise(SIGUSR1), END(FAIL, "raise() returned");
  CHECK(caught == 1 && blocked(SIGUSR1));
}
CASE(siglongjmp_04) {
  on(SIGUSR1, jumps, 0);
  for (volatile int i = 0; i < 200; i++)
    if (sigsetjmp(out, 1) == 0) raise(SIGUSR1);
  CHECK(caught == 200);
}
CASE(siglongjmp_05) {
  volatile int changed = 1;
  if (sigsetjmp(out, 1) == 0) changed = 2, siglongjmp(out, 1);
  CHECK(changed == 2);
}
static void deep(int n) {
  volatile char room[256];
  room[0] = (char)n;
  if (n == 0) siglongjmp(out, 5);
  deep(n - 1), room[1] = room[0];
}
CASE(siglongjmp_06) {
  const int value = sigsetjmp(out, 1);
  if (value == 0) deep(50);
  CHECK(value == 5);
}
CASE(siglongjmp_07) {
  on(SIGUSR1, note, 0), block(SIGUSR1), raise(SIGUSR1), unblock(SIGUSR1);
  CHECK(caught == 1);
  if (sigsetjmp(out, 1) == 0) block(SIGUSR1), raise(SIGUSR1), CHECK(caught == 1), siglongjmp(out, 1);
  CHECK(caught == 2 && !blocked(SIGUSR1));
}
static void inner(int sig) { note(sig), siglongjmp(out, 2); }
static void outer(int sig) { note(sig), raise(SIGUSR2); }
CASE(siglongjmp_08) {
  on(SIGUSR1, outer, 0), on(SIGUSR2, inner, 0);
  if (sigsetjmp(out, 1) == 0) raise(SIGUSR1), END(FAIL, "raise() returned");
  CHECK(caught == 2 && !blocked(SIGUSR1) && !blocked(SIGUSR2));
  depth = caught, on(SIGUSR1, note, 0), raise(SIGUSR1);
  CHECK(caught == 3);
}
CASE(siglongjmp_09) {
  volatile double before = 1.5;
  on(SIGUSR1, jumps, 0);
  if (sigsetjmp(out, 1) == 0) before *= 2, raise(SIGUSR1);
  CHECK(before == 3.0);
}
static void *in_thread(void *unused) {
  static sigjmp_buf own;
  block(SIGUSR2);
  if (sigsetjmp(own, 1) == 0) unblock(SIGUSR2), siglongjmp(own, 1);
  return depth = blocked(SIGUSR2), unused;
}
CASE(siglongjmp_10) {
  pthread_join(thread(in_thread), NULL);
  CHECK(depth == 1 && !blocked(SIGUSR2));
}
CASE(longjmp_01) {
  volatile int rounds = 0;
  const int value = setjmp(plain);
  if (rounds++ == 0) longjmp(plain, 0);
  CHECK(value == 1);
}
CASE(longjmp_02) {
  on(SIGUSR1, jumps_plain, SA_NODEFER);
  if (setjmp(plain) == 0) raise(SIGUSR1), END(FAIL, "raise() returned");
  CHECK(caught == 1);
}
CASE(longjmp_03) {
  volatile int rounds = 0;
  const int value = setjmp(plain);
  if (rounds++ == 0) longjmp(plain, -3);
  CHECK(value == -3);
}
