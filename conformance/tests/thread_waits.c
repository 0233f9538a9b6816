/* Waits for other threads: a handler runs while they last, and they go on; none of them returns EINTR. */
#include "threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t lock;
static pthread_barrier_t barrier;
static pthread_t other;
static flag_t ready, done, go;
static volatile int answer = -1;

static void run_during(void *(*waits)(void *), void (*release)(void)) {
  on(SIGUSR1, note, 0);
  pthread_t id = thread(waits);
  until(&ready);
  for (int i = 1; i <= 10; i++)
    for (pthread_kill(id, SIGUSR1); caught < i;) tick();
  CHECK(!done), release(), pthread_join(id, NULL);
  CHECK(done && answer == 0 && caught == 10);
}
static void condition(void) {
  pthread_mutex_lock(&mutex), go = 1, pthread_cond_broadcast(&cond), pthread_mutex_unlock(&mutex);
}
static void *in_cond_wait(void *unused) {
  pthread_mutex_lock(&mutex), ready = 1;
  do answer = pthread_cond_wait(&cond, &mutex);
  while (answer == 0 && !go);
  return pthread_mutex_unlock(&mutex), done = 1, unused;
}
static void *in_cond_timedwait(void *unused) {
  struct timespec when;
  clock_gettime(CLOCK_REALTIME, &when), when.tv_sec += 60;
  pthread_mutex_lock(&mutex), ready = 1;
  do answer = pthread_cond_timedwait(&cond, &mutex, &when);
  while (answer == 0 && !go);
  return pthread_mutex_unlock(&mutex), done = 1, unused;
}
static void *in_rdlock(void *unused) { return ready = 1, answer = pthread_rwlock_rdlock(&lock), done = 1, unused; }
static void *in_wrlock(void *unused) { return ready = 1, answer = pthread_rwlock_wrlock(&lock), done = 1, unused; }
static void unlock(void) { pthread_rwlock_unlock(&lock); }
static void *in_barrier(void *unused) {
  ready = 1, answer = pthread_barrier_wait(&barrier);
  return answer = answer == PTHREAD_BARRIER_SERIAL_THREAD ? 0 : answer, done = 1, unused;
}
static void arrive(void) { pthread_barrier_wait(&barrier); }
static void *ends_on_go(void *unused) { return until(&go), unused; }
static void *in_join(void *unused) { return ready = 1, answer = pthread_join(other, NULL), done = 1, unused; }
static void let_end(void) { go = 1; }

CASE(thread_waits_01) { run_during(in_cond_wait, condition); }
CASE(thread_waits_02) { run_during(in_cond_timedwait, condition); }
CASE(thread_waits_03) {
  SETUP(pthread_rwlock_init(&lock, NULL) == 0 && pthread_rwlock_wrlock(&lock) == 0);
  run_during(in_rdlock, unlock);
}
CASE(thread_waits_04) {
  SETUP(pthread_rwlock_init(&lock, NULL) == 0 && pthread_rwlock_wrlock(&lock) == 0);
  run_during(in_wrlock, unlock);
}
CASE(thread_waits_05) {
  SETUP(pthread_barrier_init(&barrier, NULL, 2) == 0);
  run_during(in_barrier, arrive);
}
CASE(thread_waits_06) { other = thread(ends_on_go), run_during(in_join, let_end); }
