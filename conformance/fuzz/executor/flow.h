/* Blocks, handlers and jumps: how an operation comes to run. */
#ifndef FUZZ_FLOW_H
#define FUZZ_FLOW_H

#include "trace.h"

#include <signal.h>

typedef void (*handler_function)(int);

void flow_begin(const struct trace *trace);
void run_block(const struct block *block, int from, int to);

/* What sigaction() gets and gives for a disposition. */
handler_function handler_of(int disposition, int flags);
const char *handler_name(handler_function handler);

void op_try(const struct block *block, int at);
void op_end(const struct block *block, int at);
void op_jump(const struct block *block, int at);

/* Of the handler that runs, if it has one: null otherwise. */
ucontext_t *current_context(void);

/* The alternate stacks 1 and 2. */
enum { kAltstackSize = 1 << 20 };
char *altstack_memory(int which);
int altstack_of(const void *address); /* 0: on none of them */

#endif
