/* For the cases with more than one thread: start one, wait for a flag, and nudge a thread out of a call that waits. */
#ifndef THREADS_H
#define THREADS_H
#include "conformance.h"
static inline pthread_t thread(void *(*run)(void *)) {
  pthread_t id;
  SETUP(pthread_create(&id, NULL, run, NULL) == 0);
  return id;
}
static inline void tick(void) {
  nanosleep(&(struct timespec){0, 1000000}, NULL);
} /* between two looks, never instead */
static inline void until(flag_t *flag) {
  while (!*flag) tick();
}
/* Again and again, as nobody can see from outside when a call has begun to wait. */
static inline void nudge(pthread_t id, int sig, flag_t *done) {
  while (!*done) pthread_kill(id, sig), tick();
}
#endif
