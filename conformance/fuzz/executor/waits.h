/* The operations of traces of several threads that may block: steps of their own, with every signal blocked but for
 * what the wait lets through. */
#ifndef FUZZ_WAITS_H
#define FUZZ_WAITS_H

#include "trace.h"

#include <signal.h>

void record_info(const char *name, int result, const siginfo_t *info);

void op_wsuspend(const struct block *block, int at);
void op_wppoll(const struct block *block, int at);
void op_wpselect(const struct block *block, int at);
void op_wwait(const struct block *block, int at);
void op_wwaitinfo(const struct block *block, int at);
void op_wtimedwait(const struct block *block, int at);

/* Each thread has a pipe: `feed` writes a byte, wread takes one, wpoll waits for one. */
void waits_begin(int threads);
void waits_feed(int thread);
void op_feed(const struct block *block, int at);
void op_wpoll(const struct block *block, int at);
void op_wread(const struct block *block, int at);

#endif
