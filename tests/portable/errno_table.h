/* What the parts of the table share: a line for each call, and the arguments that are none. */
#pragma once
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define EACH(i, list) for (unsigned i = 0; i < sizeof(list) / sizeof((list)[0]); ++i)

/* ---- the line ---------------------------------------------------------------------------------------------------- */

/* What -1 with errno means, an error number, a handler, a text, or a pid. */
enum kind { WITH_ERRNO, NUMBER, HANDLER, TEXT, PID };

extern sigjmp_buf table_back; /* out of a fault */
extern char table_arguments[200];
void put_line(const char *name, enum kind kind, int fault, long long result, int error);

/* Evaluates the call with SIGSEGV caught. Nothing of the caller's changes between the two returns of sigsetjmp(). */
#pragma GCC diagnostic ignored "-Wclobbered"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#define CALL(name, kind, call)                                                                                         \
  do {                                                                                                                 \
    volatile long long result_ = 0;                                                                                    \
    volatile int error_ = 0, fault_ = 1;                                                                               \
    if (sigsetjmp(table_back, 1) == 0) {                                                                               \
      errno = 0;                                                                                                       \
      result_ = (long long)(intptr_t)(call);                                                                           \
      error_ = errno;                                                                                                  \
      fault_ = 0;                                                                                                      \
    }                                                                                                                  \
    put_line(name, kind, fault_, result_, error_);                                                                     \
  } while (0)

#define ARGS(...) snprintf(table_arguments, sizeof(table_arguments), __VA_ARGS__)

/* ---- the arguments ----------------------------------------------------------------------------------------------- */

struct number {
  const char *name;
  int value;
};
#define SIGNAL_NUMBERS 13
extern const struct number sigs[SIGNAL_NUMBERS];

struct pointer {
  const char *name;
  void *address;
};
/* Null; in the first page; that no process can have; of the kernel's half; without access; of the right size, but its
 * second half without access. The last is written at no time. */
enum { OK, NONE, LOW, NOBODYS, KERNELS, NO_ACCESS, HALF, READ_ONLY, POINTERS };
extern struct pointer pointers[POINTERS];
#define BAD(i) for (unsigned i = LOW; i < READ_ONLY; ++i)  /* to read from */
#define ANY(i) for (unsigned i = OK; i < POINTERS; ++i)    /* to write to */
#define GIVEN(i) for (unsigned i = OK; i < READ_ONLY; ++i) /* to read from, the good ones too */

union good {
  long long words[64];
  sigset_t set;
  siginfo_t info;
  stack_t stack;
};
extern union good good;
extern char *half_page;
void *pointer(unsigned n, size_t size); /* HALF: the last `size` / 2 bytes before the page without access */

#define TIMES 9 /* two good ones first */
extern const struct timespec times[TIMES];
extern const char *const time_names[TIMES];

/* ---- processes --------------------------------------------------------------------------------------------------- */

enum { OWN, DEAD, ZERO, ALL, MINUS_DEAD, MINUS_OWN, MINUS_MAX, LEAST, MOST, ZOMBIE, LIVE, PIDS };
enum { ABSENT = INT_MIN + 2 }; /* not made yet */
extern const char *const pid_names[PIDS];
extern pid_t pids[PIDS];
extern const char *program;
pid_t start(const char *what);
void reap(pid_t pid);
pid_t make_zombie(void);

/* ---- the calls --------------------------------------------------------------------------------------------------- */

void handler(int sig); /* does nothing */
void nothing_blocked(void);
void all_ignored(void);

void of_signals(void);             /* errno_table_signals.c */
void sends(void);                  /* what must be alone */
void of_programs_and_limits(void); /* errno_table_processes.c */
void zombies(void);                /* */
void children(int some), children_by_id(int some), identities(void);
void of_time(void);                             /* errno_table_time.c */
void of_descriptors(void), of_semaphores(void); /* errno_table_descriptors.c */
