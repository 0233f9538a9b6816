#include "waits.h"

#include "record.h"
#include "turns.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#define NAME (block->operation[at].kind->name)

static sigset_t set_of(const struct block *block, int at) {
  sigset_t set;
  set_from(block->operation[at].set, &set);
  return set;
}

static sigset_t accepted_set(const struct block *block, int at) { /* with what ends it at the trace's end */
  sigset_t set = set_of(block, at);
  sigaddset(&set, kRelease);
  return set;
}

void op_wsuspend(const struct block *block, int at) {
  const sigset_t mask = set_of(block, at);
  if (!turns_begin_wait(kSignalWait)) return;
  const int error = sigsuspend(&mask) == 0 ? 0 : errno;
  turns_end_wait(1);
  record_error(NAME, error);
}

void op_wppoll(const struct block *block, int at) {
  const sigset_t mask = set_of(block, at);
  if (!turns_begin_wait(kSignalWait)) return;
  const int error = ppoll(NULL, 0, NULL, &mask) == 0 ? 0 : errno;
  turns_end_wait(1);
  record_error(NAME, error);
}

void op_wpselect(const struct block *block, int at) {
  const sigset_t mask = set_of(block, at);
  if (!turns_begin_wait(kSignalWait)) return;
  const int error = pselect(0, NULL, NULL, NULL, NULL, &mask) == 0 ? 0 : errno;
  turns_end_wait(1);
  record_error(NAME, error);
}

void op_wwait(const struct block *block, int at) {
  const sigset_t set = accepted_set(block, at);
  int signo = 0;
  if (!turns_begin_wait(kSignalWait)) return;
  const int error = sigwait(&set, &signo);
  turns_end_wait(error != 0);
  if (error != 0) record_error(NAME, error);
  else record("%s=%d", NAME, signo);
}

/* On Linux a thread that was woken for a signal which another one then accepted has EINTR without any handler. glibc's
 * sigwait() hides that; nothing else may end these waits, since no handler can run in them. */
#ifdef __linux__
static int lost_the_race(int result) { return result < 0 && errno == EINTR; }
#else
static int lost_the_race(int result) { return (void)result, 0; }
#endif

static void accept_info(const struct block *block, int at, const struct timespec *timeout) {
  const sigset_t set = accepted_set(block, at);
  siginfo_t info;
  if (!turns_begin_wait(kSignalWait)) return;
  int result;
  do result = timeout != NULL ? sigtimedwait(&set, &info, timeout) : sigwaitinfo(&set, &info);
  while (lost_the_race(result));
  const int error = errno;
  turns_end_wait(result < 0);
  errno = error;
  record_info(NAME, result, &info);
}

void op_wwaitinfo(const struct block *block, int at) { accept_info(block, at, NULL); }

void op_wtimedwait(const struct block *block, int at) {
  const struct timespec timeout = {100000, 0}; /* which does not come */
  accept_info(block, at, &timeout);
}

/* ---- pipes: one for each thread -------------------- */

static int g_pipe[kThreads][2] = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};

void waits_begin(int threads) {
  for (int i = 0; i < threads; ++i) {
    if (g_pipe[i][0] >= 0) close(g_pipe[i][0]), close(g_pipe[i][1]);
    if (pipe(g_pipe[i]) != 0) abort();
  }
}

void waits_feed(int thread) { record_call("feed", (int)write(g_pipe[thread][1], "x", 1)); }

void op_feed(const struct block *block, int at) { waits_feed(block->operation[at].number[0]); }

void op_wpoll(const struct block *block, int at) {
  const sigset_t mask = set_of(block, at);
  struct pollfd one = {.fd = g_pipe[turns_me()][0], .events = POLLIN};
  if (!turns_begin_wait(kPollWait)) return;
  const int result = ppoll(&one, 1, NULL, &mask), error = errno;
  turns_end_wait(result < 0);
  errno = error;
  record_call(NAME, result);
}

void op_wread(const struct block *block, int at) { /* its mask is not the call's, but the thread's */
  const sigset_t mask = set_of(block, at);
  const int end = g_pipe[turns_me()][0];
  char byte;
  if (!turns_begin_wait(kReadWait)) return;
  pthread_sigmask(SIG_SETMASK, &mask, NULL);
  const int result = (int)read(end, &byte, 1), error = errno;
  turns_end_wait(0);
  errno = error;
  record_call(NAME, result);
}
