/* read() and write() on a pipe, interrupted and restarted. REQUIRES: read write pipe */
#include "threads.h"
#include <fcntl.h>

static flag_t ready, done, error_seen;
static volatile long result;
static int pipe_of[2];
static char buffer[1 << 20];
static void prepared(int flags) { SETUP(pipe(pipe_of) == 0), on(SIGUSR1, note, flags); }
static void *reads(void *unused) {
  return ready = 1, result = read(pipe_of[0], buffer, 100), error_seen = errno, done = 1, unused;
}
static void *writes(void *unused) {
  return ready = 1, result = write(pipe_of[1], buffer, sizeof buffer), error_seen = errno, done = 1, unused;
}
static pthread_t start(void *(*run)(void *)) {
  pthread_t id = thread(run);
  return until(&ready), id;
}
static void signals(pthread_t id, int many) { /* delivered, every one of them */
  for (int i = 0; i < many; i++) {
    const int before = caught;
    pthread_kill(id, SIGUSR1);
    while (caught == before) tick();
  }
}
CASE(read_01) {
  prepared(0);
  pthread_t other = start(reads);
  nudge(other, SIGUSR1, &done), pthread_join(other, NULL);
  CHECK(result == -1 && error_seen == EINTR);
}
CASE(read_02) {
  prepared(SA_RESTART);
  pthread_t other = start(reads);
  signals(other, 5);
  CHECK(!done && write(pipe_of[1], "hello", 5) == 5), pthread_join(other, NULL);
  CHECK(result == 5 && memcmp(buffer, "hello", 5) == 0);
}
CASE(read_03) {
  prepared(0), on(SIGUSR1, SIG_IGN, 0);
  pthread_t other = start(reads);
  for (int i = 0; i < 5; i++) pthread_kill(other, SIGUSR1), tick();
  CHECK(!done && write(pipe_of[1], "ok", 2) == 2), pthread_join(other, NULL);
  CHECK(result == 2);
}
CASE(read_04) {
  prepared(0), block(SIGUSR1), raise(SIGUSR1);
  CHECK(write(pipe_of[1], "abc", 3) == 3 && read(pipe_of[0], buffer, 10) == 3 && caught == 0);
}
CASE(read_05) {
  prepared(0);
  pthread_t other = start(reads);
  nudge(other, SIGUSR1, &done), pthread_join(other, NULL);
  CHECK(write(pipe_of[1], "xyz", 3) == 3 && read(pipe_of[0], buffer, 10) == 3 && memcmp(buffer, "xyz", 3) == 0);
}
CASE(read_06) {
  prepared(0), close(pipe_of[1]), raise(SIGUSR1);
  CHECK(read(pipe_of[0], buffer, 10) == 0);
}
static void fill(void) {
  const int flags = fcntl(pipe_of[1], F_GETFL);
  fcntl(pipe_of[1], F_SETFL, flags | O_NONBLOCK);
  while (write(pipe_of[1], buffer, 4096) > 0) {}
  while (write(pipe_of[1], buffer, 1) > 0) {}
  fcntl(pipe_of[1], F_SETFL, flags);
}
CASE(write_01) {
  prepared(0), fill();
  pthread_t other = start(writes);
  nudge(other, SIGUSR1, &done), pthread_join(other, NULL);
  CHECK(result == -1 && error_seen == EINTR);
}
static void *reads_all(void *unused) {
  while (read(pipe_of[0], buffer, 4096) > 0) {}
  return unused;
}
CASE(write_02) {
  prepared(SA_RESTART), fill();
  pthread_t other = start(writes);
  signals(other, 3), CHECK(!done);
  pthread_t reader = thread(reads_all);
  pthread_join(other, NULL), close(pipe_of[1]), pthread_join(reader, NULL);
  CHECK(result == (long)sizeof buffer);
}
CASE(write_03) {
  prepared(0);
  pthread_t other = start(writes);
  struct timespec pause_between = {0, 1000000};
  while (!done) nanosleep(&pause_between, NULL), pthread_kill(other, SIGUSR1);
  pthread_join(other, NULL);
  CHECK((result > 0 && result < (long)sizeof buffer) || (result == -1 && error_seen == EINTR));
}
CASE(write_04) {
  prepared(0), on(SIGPIPE, note, 0), close(pipe_of[0]);
  FAILS(write(pipe_of[1], "x", 1), EPIPE);
  CHECK(caught == 1 && order[0] == SIGPIPE);
}
CASE(write_05) { prepared(0), close(pipe_of[0]), dies(SIGPIPE), write(pipe_of[1], "x", 1); }
CASE(write_06) {
  prepared(0), on(SIGPIPE, SIG_IGN, 0), close(pipe_of[0]);
  FAILS(write(pipe_of[1], "x", 1), EPIPE);
}
CASE(write_07) {
  prepared(0), block(SIGPIPE), close(pipe_of[0]);
  FAILS(write(pipe_of[1], "x", 1), EPIPE);
  CHECK(pending(SIGPIPE));
}
