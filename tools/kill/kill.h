/* kill: options.c reads the command line, send.c sends and waits, list.c lists. */
#ifndef POSIX_SIGNALS_TOOLS_KILL_H
#define POSIX_SIGNALS_TOOLS_KILL_H

#ifdef __cplusplus
extern "C" {
#endif

struct request {
  int signo;
  int have_signal;
  int queue;
  int value;
  int explain; /* only say what would be done */
  int verbose; /* say what is done */
  int no_wait; /* and what has become of it by then */
  int tree;    /* with everything that descends from it */
  int parents_first;
  int grace;    /* milliseconds to wait for the end; below 0: none */
  int escalate; /* SIGKILL for what is still there then */
  char **operands;
};

/* PID, or PID@CREATED with the time of its creation as `kill --explain` prints it. */
struct operand {
  long long pid, created;
  int dated;
};

/* Below 0: go on; else exit with it. What is wrong has been told. `words` is argv without the tool itself, and may come
 * out in another order. */
int kill_options(struct request *request, char **words);
/* 1 and a message if it is none. */
int kill_operand(const char *text, struct operand *operand);
/* Each returns the exit status. */
int send_all(const struct request *request);
int list(char **operands);
int list_one(const char *text);
int list_table(void);
int usage_error(void);

#ifdef __cplusplus
}
#endif

#endif
