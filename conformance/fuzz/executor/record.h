/* The record of a trace: a line per event, kept in memory and written at the trace's end, or at once where the process
 * may not live to see it. Its lines are the model's. */
#ifndef FUZZ_RECORD_H
#define FUZZ_RECORD_H

#include "trace.h"

#include <signal.h>

void record_to(const char *path); /* ends the program if it cannot be opened */
void record_at_once(int yes);
void record_flush(void);
__attribute__((__format__(__printf__, 1, 2))) void record(const char *format, ...);

/* "name=0", or "name=EINVAL". `result` is what a call has returned, with errno; or an error number itself. */
void record_call(const char *name, int result);
void record_error(const char *name, int error);

const char *code_name(int code);       /* of si_code */
set_bits bits_of(const sigset_t *set); /* without 32 and 33, which are glibc's own and SIGBREAK */
void set_from(set_bits bits, sigset_t *set);

#endif
