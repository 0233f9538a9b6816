/* Threads that take turns, so that a trace of several has one order. Thread 0 is the one that reads the traces.
 *
 * Who has the turn holds the baton. The others are idle, with every signal blocked, or in a wait of the trace's that a
 * signal ends: the handler, and what follows the wait, take the baton first. What a thread's operation makes others do
 * is done before it goes on: the trace says how much that is (`settle`, ../threads.py). A thread holds the lock only
 * with every signal blocked. */
#ifndef FUZZ_TURNS_H
#define FUZZ_TURNS_H

#include "trace.h"

#include <pthread.h>

enum { kThreads = 4, kRelease = 30, kStep = 1000 };

void turns_begin(void); /* by the main thread, once: it is thread 0 */
int turns_me(void);     /* this thread's number; -1 if it is none of them */
pthread_t turns_thread(int number);
void turns_run(const struct trace *trace); /* all steps, by all threads; to be called by thread 0 */
int turns_on(void);                        /* whether a trace of several threads runs */

int turns_begin_operation(void);      /* its number */
void turns_end_operation(int number); /* lets the others do what it has made them do */
int turns_enter_handler(void);        /* takes the baton, unless this thread has it; whether it did */
void turns_leave_handler(int took);

/* Around a call that blocks: whether it is to be made; and after it, whether a handler has ended it. */
enum wait { kNoWait, kSignalWait, kPollWait, kReadWait };
int turns_begin_wait(enum wait wait);
void turns_end_wait(int by_handler);

void op_on(const struct block *block, int at);

#endif
