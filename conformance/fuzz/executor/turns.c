#include "turns.h"

#include "flow.h"
#include "record.h"
#include "waits.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t g_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t g_changed = PTHREAD_COND_INITIALIZER;
/* Under the lock. */
static int g_held, g_over = 1;
static int g_events, g_required; /* how many there have been, and are to be before the next step */
/* Of who holds the baton. */
static const struct trace *g_trace;
static int g_position, g_next; /* the next step: where it is in the block, and its number */
static int g_step, g_in_step;  /* the step that runs, and how many operations have run in it */
static int g_freer = -1;       /* who ends what still waits at the end */
static int g_waiting[kThreads], g_clean[kThreads], g_started;
static pthread_t g_threads[kThreads];
static sigset_t g_masks[kThreads]; /* of the idle ones */

static __thread int t_me = -1, t_mine, t_in_wait;

int turns_me(void) { return t_me; }
int turns_on(void) { return !g_over; }

/* ---- the baton: with every signal blocked -------------------- */

static void block_all(sigset_t *former) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, former);
}

static int owner(void) { /* of the next step; one that waits cannot take it */
  const struct operation *op = &g_trace->main.operation[g_position];
  if (g_freer >= 0) return g_freer;
  int thread = g_position < g_trace->main.count ? op->number[0] : 0;
  if (g_position < g_trace->main.count && !g_waiting[thread]) return thread;
  for (thread = 0; g_waiting[thread];) ++thread;
  return thread;
}

static int always(int unused) { return (void)unused, 1; }
static int my_step(int unused) {
  (void)unused;
  return g_over ? t_me == 0 : g_events >= g_required && owner() == t_me;
}
static int enough(int events) { return g_events >= events; }
static int ended(int thread) { return !g_waiting[thread]; }

static void take(int (*may)(int), int argument) {
  pthread_mutex_lock(&g_lock);
  while (g_held || !may(argument)) pthread_cond_wait(&g_changed, &g_lock);
  g_held = 1;
  pthread_mutex_unlock(&g_lock);
  t_mine = 1;
}

static void give(void) {
  t_mine = 0;
  pthread_mutex_lock(&g_lock);
  g_held = 0;
  pthread_cond_broadcast(&g_changed);
  pthread_mutex_unlock(&g_lock);
}

/* ---- operations and handlers -------------------- */

static int expected_after(int number) { /* 0: nothing */
  for (int i = 0; i < g_trace->settles; ++i)
    if (g_trace->settle[i].number == number) return g_trace->settle[i].events;
  return 0;
}

int turns_begin_operation(void) { return kStep * g_step + g_in_step++; }

void turns_end_operation(int number) {
  if (g_over || !t_mine || expected_after(number) <= g_events) return;
  sigset_t mask;
  block_all(&mask);
  give();
  take(enough, expected_after(number));
  pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

int turns_enter_handler(void) {
  if (g_over) return 0;
  const int first = t_in_wait, took = !t_mine;
  t_in_wait = 0;
  if (took) {
    sigset_t mask;
    block_all(&mask);
    take(always, 0);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
  }
  g_events += first ? 1 : 2;
  return took;
}

void turns_leave_handler(int took) {
  if (!took) return;
  block_all(NULL); /* to the handler's return: what others send from now on must not come in here */
  give();
}

/* ---- steps -------------------- */

static void next_step(int last_operation) {
  const struct operation *op = &g_trace->main.operation[g_position];
  g_required = expected_after(last_operation);
  g_position = (op->end != 0 ? op->end : g_position) + 1;
  ++g_next;
}

int turns_begin_wait(enum wait wait) {
  int others = 0;
  for (int i = 0; i < g_trace->threads; ++i) others += i != t_me && !g_waiting[i];
  if (others == 0) return record("alone"), 0;
  g_waiting[t_me] = wait;
  t_in_wait = wait != kReadWait; /* which no handler ends */
  next_step(kStep * g_step);
  give();
  return 1;
}

void turns_end_wait(int by_handler) {
  sigset_t mask;
  block_all(&mask);
  take(always, 0);
  g_events += by_handler ? 1 : 2;
  g_waiting[t_me] = t_in_wait = 0;
}

void op_on(const struct block *block, int at) {
  pthread_sigmask(SIG_SETMASK, &g_masks[t_me], NULL);
  run_block(block, at + 1, block->operation[at].end);
  block_all(&g_masks[t_me]);
}

static void step(void) { /* with the baton, and back without */
  const int position = g_position;
  g_step = g_next, g_in_step = 0;
  if (!g_clean[t_me]) {
    const stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    g_clean[t_me] = 1;
  }
  if (g_waiting[g_trace->main.operation[position].number[0]]) record("busy");
  else run_block(&g_trace->main, position, position + 1);
  if (position == g_position) next_step(-1);
  give();
}

static void free_all(void) { /* whoever waits at the trace's end */
  g_freer = t_me;
  for (int thread = 0; thread < g_trace->threads; ++thread) {
    if (!g_waiting[thread]) continue;
    if (g_waiting[thread] == kSignalWait) record_error("tokill", pthread_kill(g_threads[thread], kRelease));
    else waits_feed(thread);
    give();
    take(ended, thread);
  }
}

static void *work(void *number) {
  t_me = (int)(intptr_t)number, t_in_wait = 0;
  for (;;) {
    take(my_step, 0);
    if (g_position < g_trace->main.count) {
      step();
    } else {
      if (!g_over) free_all();
      g_over = 1;
      give();
      if (t_me == 0) return NULL;
    }
  }
}

void turns_begin(void) {
  t_me = 0, t_mine = t_in_wait = 0;
  g_threads[0] = pthread_self();
  g_started = 1;
}

pthread_t turns_thread(int number) { return g_threads[number]; }

/* The others are there for all traces from the first on that needs them. It ends with every signal blocked. */
void turns_run(const struct trace *trace) {
  block_all(NULL);
  for (; g_started < trace->threads; ++g_started)
    if (pthread_create(&g_threads[g_started], NULL, work, (void *)(intptr_t)g_started) != 0) abort();
  take(always, 0);
  g_trace = trace;
  g_position = g_next = g_events = g_required = g_over = 0;
  g_freer = -1;
  for (int i = 0; i < kThreads; ++i) g_waiting[i] = 0, sigemptyset(&g_masks[i]), g_clean[i] = 0;
  waits_begin(trace->threads);
  struct sigaction release;
  memset(&release, 0, sizeof release);
  release.sa_handler = handler_of(kBodies - 1, 0);
  sigaction(kRelease, &release, NULL);
  give();
  work(NULL);
}
