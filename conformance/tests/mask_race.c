/* A signal against a thread that changes its mask at the same moment, round by round for two seconds. The thread finds
 * the moment: it comes later after a round in which it was first, and earlier when the signal was. A signal that is
 * lost leaves its round without an end. */
#include "threads.h"
#include <sched.h>

static int arrived, meetings;
static flag_t ready, stop, last;
static pthread_t changing;
static int former;

/* A loop that any signal can interrupt, and that leaves the processor to the others from time to time. */
static void turn(int *turns) {
  if (++*turns % 4096 == 0) sched_yield();
}
static void meet(void) { /* main and the thread that changes its mask */
  const int before = __atomic_load_n(&meetings, __ATOMIC_SEQ_CST);
  if (__atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST) % 2 == 0) __atomic_add_fetch(&meetings, 1, __ATOMIC_SEQ_CST);
  for (int turns = 0; __atomic_load_n(&meetings, __ATOMIC_SEQ_CST) == before;) turn(&turns);
}
static void delay(int length) {
  for (volatile int i = 0; i < length; i++) {}
}
static void *changes(void *unused) {
  int wait = 0;
  for (int round = 1, turns = 0; !last; round++) {
    change_mask(former, SIGUSR1), meet(), delay(wait);
    change_mask(former == SIG_BLOCK ? SIG_UNBLOCK : SIG_BLOCK, SIGUSR1);
    wait += caught < round ? 1 : wait > 0 ? -1 : 0;
    while (caught < round) turn(&turns);
    meet();
  }
  return unused;
}
static void to_the_process(void) { CHECK(kill(getpid(), SIGUSR1) == 0); }
static void to_the_thread(void) { CHECK(pthread_kill(changing, SIGUSR1) == 0); }
static void races(int change, void (*send)(void)) {
  const double end = now_seconds() + 2;
  int rounds = 0;
  former = change == SIG_UNBLOCK ? SIG_BLOCK : SIG_UNBLOCK, changing = thread(changes);
  while (!last) {
    meet(), delay(100), send();
    rounds++, last = now_seconds() > end, meet();
  }
  pthread_join(changing, NULL);
  CHECK(caught == rounds);
}

CASE(thread_choice_08) { on(SIGUSR1, note, 0), block(SIGUSR1), races(SIG_UNBLOCK, to_the_process); }
static void *is_open(void *unused) {
  for (unblock(SIGUSR1), ready = 1; !stop;) sched_yield();
  return unused;
}
CASE(thread_choice_09) { /* another has it unblocked, and takes it when this one does not */
  on(SIGUSR1, note, 0), block(SIGUSR1), thread(is_open), until(&ready);
  races(SIG_BLOCK, to_the_process);
}
CASE(pthread_kill_16) { on(SIGUSR1, note, 0), block(SIGUSR1), races(SIG_UNBLOCK, to_the_thread); }
