/* kill: main.c reads the options, send.c sends and waits, list.c lists. */
#ifndef POSIX_SIGNALS_TOOLS_KILL_H
#define POSIX_SIGNALS_TOOLS_KILL_H

struct request {
  int signo;
  int have_signal;
  int queue;
  int value;
  int explain; /* only say what would be done */
  int verbose; /* say what is done */
  int tree;    /* with everything that descends from it */
  int parents_first;
  int grace;    /* milliseconds to wait for the end; below 0: none */
  int escalate; /* SIGKILL for what is still there then */
};

/* Each returns the exit status. */
int send_all(const struct request *request, char **operands);
int list(char **operands);
int list_one(const char *text);
int list_table(void);
int usage_error(void);

#endif
