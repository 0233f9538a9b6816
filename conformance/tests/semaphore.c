/* sem_*(): counting, time, what a handler may do to them, and to those who wait. REQUIRES: sem_timedwait */
#include "threads.h"
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>

static sem_t sem;
static flag_t ready, done;
static volatile int answer, error;

static int value(void) {
  int is = -1;
  CHECK(sem_getvalue(&sem, &is) == 0);
  return is;
}
static struct timespec in(int milliseconds) {
  struct timespec when;
  clock_gettime(CLOCK_REALTIME, &when);
  when.tv_nsec += milliseconds % 1000 * 1000000L, when.tv_sec += milliseconds / 1000 + when.tv_nsec / 1000000000;
  return when.tv_nsec %= 1000000000, when;
}
static void *waits(void *unused) {
  ready = 1, answer = sem_wait(&sem), error = errno, done = 1;
  return unused;
}
static void *waits_long(void *unused) {
  struct timespec when = in(60000);
  ready = 1, answer = sem_timedwait(&sem, &when), error = errno, done = 1;
  return unused;
}
static pthread_t start(void *(*run)(void *), unsigned first) {
  SETUP(sem_init(&sem, 0, first) == 0);
  pthread_t id = thread(run);
  return until(&ready), id;
}
static void posts(int sig) { sem_post(&sem), note(sig); }

CASE(semaphore_01) { CHECK(sem_init(&sem, 0, 3) == 0 && value() == 3 && sem_destroy(&sem) == 0); }
CASE(semaphore_02) {
  errno = 0;
  CHECK(sem_init(&sem, 0, (unsigned)SEM_VALUE_MAX + 1) == -1 && errno == EINVAL);
}
CASE(semaphore_03) {
  SETUP(sem_init(&sem, 0, 1) == 0);
  CHECK(sem_wait(&sem) == 0 && value() == 0 && sem_post(&sem) == 0 && value() == 1);
}
CASE(semaphore_04) {
  SETUP(sem_init(&sem, 0, 1) == 0);
  CHECK(sem_trywait(&sem) == 0), errno = 0;
  CHECK(sem_trywait(&sem) == -1 && errno == EAGAIN && value() == 0);
}
CASE(semaphore_05) {
  pthread_t id = start(waits, 0);
  CHECK(!done && sem_post(&sem) == 0), pthread_join(id, NULL);
  CHECK(answer == 0 && value() == 0);
}
CASE(semaphore_06) {
  SETUP(sem_init(&sem, 0, SEM_VALUE_MAX) == 0), errno = 0;
  CHECK(sem_post(&sem) == -1 && errno == EOVERFLOW && value() == SEM_VALUE_MAX);
}
CASE(semaphore_07) {
  on(SIGUSR1, note, 0);
  pthread_t id = start(waits, 0);
  nudge(id, SIGUSR1, &done), pthread_join(id, NULL);
  CHECK(answer == -1 && error == EINTR && value() == 0);
}
CASE(semaphore_08) {
  on(SIGUSR1, note, SA_RESTART);
  pthread_t id = start(waits, 0);
  for (int i = 0; i < 20; i++) pthread_kill(id, SIGUSR1), tick();
  CHECK(!done && sem_post(&sem) == 0), pthread_join(id, NULL);
  CHECK(answer == 0 && caught > 0);
}
CASE(semaphore_09) {
  on(SIGUSR1, note, 0);
  pthread_t id = start(waits_long, 0);
  nudge(id, SIGUSR1, &done), pthread_join(id, NULL);
  CHECK(answer == -1 && error == EINTR);
}
CASE(semaphore_10) {
  struct timespec when = in(30), now;
  SETUP(sem_init(&sem, 0, 0) == 0), errno = 0;
  CHECK(sem_timedwait(&sem, &when) == -1 && errno == ETIMEDOUT), clock_gettime(CLOCK_REALTIME, &now);
  CHECK(now.tv_sec > when.tv_sec || (now.tv_sec == when.tv_sec && now.tv_nsec >= when.tv_nsec));
}
CASE(semaphore_11) {
  struct timespec past = {0, 0};
  SETUP(sem_init(&sem, 0, 1) == 0);
  CHECK(sem_timedwait(&sem, &past) == 0 && value() == 0);
}
CASE(semaphore_12) {
  struct timespec bad = {0, 1000000000}, worse = {0, -1};
  SETUP(sem_init(&sem, 0, 0) == 0), errno = 0;
  CHECK(sem_timedwait(&sem, &bad) == -1 && errno == EINVAL), errno = 0;
  CHECK(sem_timedwait(&sem, &worse) == -1 && errno == EINVAL);
}
/* In the middle of a loop of calls on the same semaphore by the same thread. */
CASE(semaphore_13) {
  on(SIGALRM, posts, 0);
  SETUP(sem_init(&sem, 0, 0) == 0);
  for (int i = 0; i < 20; i++) {
    alarm(0), ualarm(1000, 0);
    while (sem_trywait(&sem) == -1) {}
  }
  CHECK(caught == 20 && value() == 0);
}
CASE(semaphore_14) {
  on(SIGALRM, posts, SA_RESTART);
  SETUP(sem_init(&sem, 0, 0) == 0);
  for (int i = 0; i < 20; i++) ualarm(1000, 0), CHECK(sem_wait(&sem) == 0);
  CHECK(caught == 20 && value() == 0);
}
CASE(semaphore_15) {
  void *result;
  pthread_t id = start(waits, 0);
  pthread_cancel(id), pthread_join(id, &result);
  CHECK(result == PTHREAD_CANCELED && value() == 0);
}
CASE(semaphore_16) {
  char name[64]; /* its own: the suite may run twice on one machine */
  snprintf(name, sizeof name, "/conformance-%ld", (long)getpid()), sem_unlink(name), errno = 0;
  CHECK(sem_open(name, 0) == SEM_FAILED && errno == ENOENT);
  sem_t *named = sem_open(name, O_CREAT | O_EXCL, 0600, 2);
  CHECK(named != SEM_FAILED && sem_open(name, O_CREAT, 0600, 7) == named), errno = 0;
  CHECK(sem_open(name, O_CREAT | O_EXCL, 0600, 2) == SEM_FAILED && errno == EEXIST);
  CHECK(sem_wait(named) == 0 && sem_unlink(name) == 0 && sem_wait(named) == 0);
  CHECK(sem_close(named) == 0 && sem_close(named) == 0), errno = 0;
  CHECK(sem_unlink(name) == -1 && errno == ENOENT);
}
