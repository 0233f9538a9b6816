/* A trace as the executor holds it: blocks of operations, the main one and the handlers' bodies. The language is in
 * docs/fuzzing.md; the list of operations in operations.c and in trace.py beside this directory. */
#ifndef FUZZ_TRACE_H
#define FUZZ_TRACE_H

#include <stdint.h>
#include <stdio.h>

typedef uint64_t set_bits; /* bit n - 1 is signal n */

enum { kMostOperations = 512, kBodies = 6, kMostSettles = 512 };
enum { kDispositionDefault = -1, kDispositionIgnore = -2, kDispositionHold = -3 };

struct block;
struct operation {
  const struct kind *kind;
  int number[3]; /* signals and other numbers, in the order of the line */
  int disposition;
  int flags;
  set_bits set;
  int end; /* of a `try` or an `on`: where its `end` is */
};

/* What a word of the language is. The letters of `form` are the arguments: s a signal or other number, S a set, f the
 * flags of sigaction(), d a disposition. */
struct kind {
  const char *name;
  const char *form;
  void (*run)(const struct block *block, int at);
};
extern const struct kind g_kinds[];

struct block {
  int count;
  struct operation operation[kMostOperations];
};

struct trace {
  long number;
  int dies; /* it is known to end the process */
  int threads;
  int settles;
  struct settle {
    int number, events;
  } settle[kMostSettles];
  struct block main, body[kBodies];
};

/* The next trace of the file: 1, or 0 at its end. A file that is none ends the program. */
int trace_read(FILE *file, struct trace *out);

#endif
