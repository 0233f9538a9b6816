/* The whole framework. A program is a group of assertions; `program ID` runs one of them in a process of its own and
 * ends with one of the codes below, `program` alone names them. A case that is to die prints the signal first (dies()),
 * for the runner to compare. A thread, not alarm(), which the cases want for themselves, ends a program that hangs. */
#ifndef CONFORMANCE_H
#define CONFORMANCE_H
#define _GNU_SOURCE 1
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum { PASS = 0, FAIL = 1, UNRESOLVED = 2, UNSUPPORTED = 4, UNTESTED = 5 };

static struct cf_case {
  const char *name;
  void (*run)(void);
  struct cf_case *next;
} * cf_first;
static char **cf_argv;
static int cf_to_die;
static volatile sig_atomic_t caught, order[256]; /* by note(): how many signals, and which */
static siginfo_t cf_info;                        /* by note_info(): the last one */
typedef volatile sig_atomic_t flag_t;

/* CASE(sigaction_04) { ... } proves the assertion sigaction.04; ROLE(name) is what a process started by respawn()
 * does. */
#define CASE(id)                                                                                                       \
  static void id(void);                                                                                                \
  __attribute__((constructor)) static void id##_register(void) {                                                       \
    static struct cf_case self = {#id, id, 0};                                                                         \
    self.next = cf_first, cf_first = &self;                                                                            \
  }                                                                                                                    \
  static void id(void)
#define ROLE(id) CASE(id)

#define END(code, ...)                                                                                                 \
  (printf("%s:%d: ", __FILE__, __LINE__), printf(__VA_ARGS__), puts(""), fflush(stdout), _exit(code))
#define CHECK(c) ((c) ? (void)0 : END(FAIL, "not so: %s (errno %d)", #c, errno))
#define SETUP(c) ((c) ? (void)0 : END(UNRESOLVED, "cannot prepare: %s (errno %d)", #c, errno))
#define FAILS(call, error) (errno = 0, CHECK((call) == -1 && errno == (error)))
static inline void dies(int sig) { cf_to_die = printf("death %d\n", sig), fflush(stdout); }
static inline void note(int sig) { order[caught & 255] = sig, caught = caught + 1; }
static inline void note_info(int sig, siginfo_t *info, void *context) { (void)context, cf_info = *info, note(sig); }
#define set_of(...) cf_set((const int[]){__VA_ARGS__}) /* ends with 0 */
static inline sigset_t cf_set(const int *sig) {
  sigset_t set;
  for (sigemptyset(&set); *sig != 0; sig++) SETUP(sigaddset(&set, *sig) == 0);
  return set;
}
static inline void on(int sig, void (*handler)(int), int flags) {
  SETUP(sigaction(sig, &(struct sigaction){.sa_handler = handler, .sa_flags = flags}, NULL) == 0);
}
static inline void on_info(int sig, int flags) {
  SETUP(sigaction(sig, &(struct sigaction){.sa_sigaction = note_info, .sa_flags = SA_SIGINFO | flags}, NULL) == 0);
}
__attribute__((unused)) static struct sigaction cf_action;
#define action_of(sig) (SETUP(sigaction(sig, NULL, &cf_action) == 0), cf_action)
static inline void change_mask(int how, int sig) {
  sigset_t set = set_of(sig, 0);
  SETUP(pthread_sigmask(how, &set, NULL) == 0);
}
#define block(sig) change_mask(SIG_BLOCK, sig)
#define unblock(sig) change_mask(SIG_UNBLOCK, sig)
static inline int blocked(int sig) {
  sigset_t now;
  return pthread_sigmask(SIG_BLOCK, NULL, &now) == 0 && sigismember(&now, sig);
}
static inline int pending(int sig) {
  sigset_t now;
  return sigpending(&now) == 0 && sigismember(&now, sig);
}
static inline double now_seconds(void) {
  struct timespec now;
  return clock_gettime(CLOCK_MONOTONIC, &now), (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
static void *cf_watchdog(void *unused) {
  for (double end = now_seconds() + 20; now_seconds() < end;) nanosleep(&(struct timespec){1, 0}, NULL);
  return END(FAIL, "no end after 20 seconds"), unused;
}
static void cf_run(const char *name) {
  sigset_t all, former;
  pthread_t watchdog;
  sigfillset(&all), pthread_sigmask(SIG_SETMASK, &all, &former);
  pthread_create(&watchdog, NULL, cf_watchdog, NULL), pthread_sigmask(SIG_SETMASK, &former, NULL);
  for (const struct cf_case *c = cf_first; c != NULL; c = c->next)
    if (strcmp(c->name, name) == 0) c->run(), fflush(stdout), _exit(cf_to_die ? FAIL : PASS);
  END(UNRESOLVED, "no case of that name");
}
int main(int argc, char **argv) {
  cf_argv = argv;
  if (argc > 1) cf_run(argv[1]);
  for (const struct cf_case *c = cf_first; c != NULL; c = c->next) puts(c->name);
}
#endif
