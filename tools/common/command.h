/* A command that a tool runs and answers for: started in a job, its signals passed on, its end taken over. */
#ifndef POSIX_SIGNALS_TOOLS_COMMAND_H
#define POSIX_SIGNALS_TOOLS_COMMAND_H

#include <posix/signal.h>
#include <posix/spawn.h>

struct command {
  int verbose;
  int whole_job; /* signals go to every process of the job, not to the command alone */
  pid_t pid;
  posix_job_t job;
  posix_pidfd_t process; /* -1 if it had ended before it could be opened */
  sigset_t former;       /* mask of the tool at its start, which the command begins with */
  int stopped;           /* as far as has been told */
  int asked;             /* a signal has been sent to it: a stop from then on is undone */
  unsigned status;       /* all 32 bits of its exit status, once ended */
};

/* From here on every signal waits for command_wait(). */
void command_block(struct command *command);
/* 0, or the exit status for the failure, which has been told. */
int command_start(struct command *command, char **words, int new_group, unsigned job_flags);
/* Sends to the command, or to its whole job; an error other than its end is told. */
void command_signal(struct command *command, int signo);
/* The next signal to this process (its info), or 0 when `deadline` (now_ms() time; below 0: never) has passed, or -1
 * when the command has ended. */
int command_wait(struct command *command, long long deadline, siginfo_t *info);
/* What is to be done with a stop signal: pass it on, and stand still until SIGCONT. */
void command_stop(struct command *command, int signo);
/* Whether a process group that the tool has made hears what is typed at the console as well. */
int keys_reach_groups(void);
int stops(int signo);

/* Whether the status is a death by signal: its number, else 0. */
int status_signal(unsigned status);
/* 128+n for a death by signal n, else its low 8 bits, 255 if those are 0 and the status is not. */
unsigned status_of_shell(unsigned status);

long long now_ms(void); /* monotonic */

#endif
