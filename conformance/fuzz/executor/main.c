/* executor TRACES RECORD FIRST: runs the traces of a file from the one at place FIRST on, one after the other in this
 * one process, and appends the record of each to RECORD. A trace that ends the process is the last one; whoever started
 * this goes on behind it. POSIX alone: built for Linux, and for Windows through the overlay. */
#include "flow.h"
#include "record.h"
#include "turns.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* As a program starts: nothing pending, default actions, an empty mask, no alternate stack. */
static void clean(void) {
  sigset_t set;
  sigfillset(&set);
  pthread_sigmask(SIG_SETMASK, &set, NULL);
  for (int signo = 1; signo <= 64; ++signo) {
    struct sigaction act;
    memset(&act, 0, sizeof act);
    act.sa_handler = SIG_IGN; /* discards what is pending */
    if (sigaction(signo, &act, NULL) != 0) continue;
    act.sa_handler = SIG_DFL;
    sigaction(signo, &act, NULL);
    siginterrupt(signo, 0);
    act.sa_handler = SIG_DFL;
    sigaction(signo, &act, NULL);
  }
  stack_t none;
  memset(&none, 0, sizeof none);
  none.ss_flags = SS_DISABLE;
  sigaltstack(&none, NULL);
  sigemptyset(&set);
  pthread_sigmask(SIG_SETMASK, &set, NULL);
}

static void run(const struct trace *trace) {
  clean();
  record_at_once(0);
  record("trace %ld", trace->number);
  if (trace->dies) record_flush();
  record_at_once(trace->dies);
  flow_begin(trace);
  if (trace->threads > 1) turns_run(trace);
  else run_block(&trace->main, 0, trace->main.count);
  clean();
  record("done");
  record_flush();
}

int main(int argc, char **argv) {
  static struct trace trace;
  if (argc != 4) return fprintf(stderr, "usage: executor TRACES RECORD FIRST\n"), 2;
  const struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  FILE *file = fopen(argv[1], "rb");
  if (file == NULL) return perror(argv[1]), 2;
  record_to(argv[2]);
  turns_begin();
  for (long place = 0, first = atol(argv[3]); trace_read(file, &trace) != 0; ++place)
    if (place >= first) run(&trace);
  fclose(file);
  return 0;
}
