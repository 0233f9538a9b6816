/* Clocks, timers, sleeping. */
#include "errno_table.h"

#include <sys/time.h>

const struct timespec times[TIMES] = {{0, 0},   {0, 1},       {0, -1},      {0, 1000000000}, {-1, 0},
                                      {-1, -1}, {0, INT_MAX}, {0, INT_MIN}, {INT_MIN, 0}};
const char *const time_names[TIMES] = {"0",       "1ns",       "-1ns",      "10^9ns",  "-1s",
                                       "-1s-1ns", "INT_MAXns", "INT_MINns", "INT_MINs"};

static void sleeps(void) {
  EACH(t, times) ANY(r) {
    ARGS("%s, %s", time_names[t], pointers[r].name);
    CALL("nanosleep", WITH_ERRNO, nanosleep(&times[t], pointer(r, sizeof(struct timespec))));
  }
  for (unsigned p = NONE; p < READ_ONLY; ++p) {
    ARGS("%s, null", pointers[p].name);
    CALL("nanosleep", WITH_ERRNO, nanosleep(pointer(p, sizeof(struct timespec)), NULL));
  }
  static const unsigned alarms[] = {0, 1000000, UINT_MAX};
  EACH(a, alarms) EACH(i, alarms) {
    ARGS("%u, %u", alarms[a], alarms[i]);
    CALL("ualarm", WITH_ERRNO, (int)ualarm(alarms[a], alarms[i]));
  }
}

/* No sleep by a clock of CPU time: it would not end. */
static const struct number clocks[] = {{"REALTIME", CLOCK_REALTIME},
                                       {"MONOTONIC", CLOCK_MONOTONIC},
                                       {"PROCESS", CLOCK_PROCESS_CPUTIME_ID},
                                       {"THREAD", CLOCK_THREAD_CPUTIME_ID},
                                       {"99", 99},
                                       {"INT_MAX", INT_MAX}};
static const struct number how_long[] = {{"0", 0}, {"ABSTIME", TIMER_ABSTIME}};

static void clocks_and_sleeps(void) {
  EACH(c, clocks) {
    ANY(p) {
      ARGS("%s, %s", clocks[c].name, pointers[p].name);
      CALL("clock_gettime", WITH_ERRNO, clock_gettime((clockid_t)clocks[c].value, pointer(p, sizeof(struct timespec))));
      CALL("clock_getres", WITH_ERRNO, clock_getres((clockid_t)clocks[c].value, pointer(p, sizeof(struct timespec))));
    }
    const int of_cpu = c == 2 || c == 3;
    EACH(h, how_long) EACH(t, times) {
      if (of_cpu && times[t].tv_sec == 0 && times[t].tv_nsec >= 0 && times[t].tv_nsec < 1000000000) continue;
      ARGS("%s, %s, %s, null", clocks[c].name, how_long[h].name, time_names[t]);
      CALL("clock_nanosleep", NUMBER, clock_nanosleep((clockid_t)clocks[c].value, how_long[h].value, &times[t], NULL));
    }
    BAD(p) {
      ARGS("%s, 0, %s, null", clocks[c].name, pointers[p].name);
      CALL("clock_nanosleep", NUMBER,
           clock_nanosleep((clockid_t)clocks[c].value, 0, pointer(p, sizeof(struct timespec)), NULL));
    }
  }
  for (unsigned p = 0; p < PIDS; ++p) {
    if (pids[p] == ABSENT) continue;
    clockid_t clock;
    ARGS("%s", pid_names[p]);
    CALL("clock_getcpuclockid", NUMBER, clock_getcpuclockid(pids[p], &clock));
  }
}

/* An id that was never given is no pointer to glibc's own record of a timer. */
enum { GOOD_TIMER, DELETED_TIMER, NO_TIMER, TIMERS };
static const char *const timer_names[TIMERS] = {"good", "deleted", "9999"};

static struct itimerspec timer_value(unsigned first, unsigned again) {
  const struct itimerspec value = {.it_interval = times[again], .it_value = times[first]};
  return value;
}

static void making_timers(void) {
  static const struct number kinds[] = {{"NONE", SIGEV_NONE}, {"SIGNAL", SIGEV_SIGNAL}, {"99", 99}, {"-1", -1}};
  EACH(c, clocks) EACH(k, kinds) EACH(s, sigs) {
    timer_t timer;
    struct sigevent event;
    memset(&event, 0, sizeof(event));
    event.sigev_notify = kinds[k].value;
    event.sigev_signo = sigs[s].value;
    ARGS("%s, %s of %s", clocks[c].name, kinds[k].name, sigs[s].name);
    CALL("timer_create", WITH_ERRNO, timer_create((clockid_t)clocks[c].value, &event, &timer));
    if (errno == 0) timer_delete(timer);
  }
}

static void using_timers(void) {
  timer_t timers[TIMERS];
  struct sigevent none;
  memset(&none, 0, sizeof(none));
  none.sigev_notify = SIGEV_NONE;
  timer_create(CLOCK_MONOTONIC, &none, &timers[GOOD_TIMER]);
  timer_create(CLOCK_MONOTONIC, &none, &timers[DELETED_TIMER]);
  timer_delete(timers[DELETED_TIMER]);
  timers[NO_TIMER] = (timer_t)9999;
  for (unsigned t = 0; t < TIMERS; ++t) {
    EACH(first, times) EACH(again, times) {
      struct itimerspec value = timer_value(first, again);
      ARGS("%s, 0, %s and every %s", timer_names[t], time_names[first], time_names[again]);
      CALL("timer_settime", WITH_ERRNO, timer_settime(timers[t], 0, &value, NULL));
    }
    const struct itimerspec off = timer_value(0, 0);
    ANY(p) {
      ARGS("%s, 0, off, %s", timer_names[t], pointers[p].name);
      CALL("timer_settime", WITH_ERRNO, timer_settime(timers[t], 0, &off, pointer(p, sizeof(struct itimerspec))));
      ARGS("%s, %s", timer_names[t], pointers[p].name);
      CALL("timer_gettime", WITH_ERRNO, timer_gettime(timers[t], pointer(p, sizeof(struct itimerspec))));
    }
    for (unsigned p = NONE; p < READ_ONLY; ++p) {
      ARGS("%s, 0, %s, null", timer_names[t], pointers[p].name);
      CALL("timer_settime", WITH_ERRNO, timer_settime(timers[t], 0, pointer(p, sizeof(struct itimerspec)), NULL));
    }
    ARGS("%s", timer_names[t]);
    CALL("timer_getoverrun", WITH_ERRNO, timer_getoverrun(timers[t]));
    CALL("timer_delete", WITH_ERRNO, timer_delete(timers[t]));
    CALL("timer_delete again", WITH_ERRNO, timer_delete(timers[t]));
  }
}

static void interval_timers(void) {
  static const struct number which[] = {
      {"REAL", ITIMER_REAL}, {"VIRTUAL", ITIMER_VIRTUAL}, {"PROF", ITIMER_PROF}, {"3", 3}, {"-1", -1},
      {"INT_MAX", INT_MAX}};
  static const struct timeval values[] = {{0, 0}, {0, -1}, {0, 1000000}, {-1, 0}, {1000, 0}};
  EACH(w, which) {
    EACH(first, values) EACH(again, values) {
      const struct itimerval value = {.it_interval = values[again], .it_value = values[first]};
      ARGS("%s, value %u and every %u", which[w].name, first, again);
      CALL("setitimer", WITH_ERRNO, setitimer(which[w].value, &value, NULL));
    }
    const struct itimerval off = {.it_value = {0, 0}};
    ANY(p) {
      ARGS("%s, off, %s", which[w].name, pointers[p].name);
      CALL("setitimer", WITH_ERRNO, setitimer(which[w].value, &off, pointer(p, sizeof(struct itimerval))));
      ARGS("%s, %s", which[w].name, pointers[p].name);
      CALL("getitimer", WITH_ERRNO, getitimer(which[w].value, pointer(p, sizeof(struct itimerval))));
    }
    BAD(p) {
      ARGS("%s, %s, null", which[w].name, pointers[p].name);
      CALL("setitimer", WITH_ERRNO, setitimer(which[w].value, pointer(p, sizeof(struct itimerval)), NULL));
    }
  }
}

void of_time(void) {
  sleeps();
  clocks_and_sleeps();
  making_timers();
  using_timers();
  interval_timers();
  all_ignored();
}
