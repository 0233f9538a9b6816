/* minishell: a job-control shell in POSIX C, without fork(): programs are started by posix_spawn(). Pipelines, &, ;,
 * < and >, and the words cd, exit, status, jobs, fg, bg, kill and wait. One source for Linux and, through
 * posix-signals, for Windows. */
#define _GNU_SOURCE /* posix_spawn_file_actions_addtcsetpgrp_np() */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef _WIN32
#include <io.h> /* _pipe(): <unistd.h> has no pipe() */
#define make_pipe(fds) _pipe(fds, 65536, O_BINARY | O_NOINHERIT)
#else
static int make_pipe(int fds[2]) {
  if (pipe(fds) != 0) return -1;
  fcntl(fds[0], F_SETFD, FD_CLOEXEC);
  fcntl(fds[1], F_SETFD, FD_CLOEXEC);
  return 0;
}
#endif

enum { MOST_JOBS = 32, MOST_STAGES = 16, MOST_WORDS = 128, MOST_LINE = 1024 };
enum state { FREE, RUNNING, STOPPED, DONE };

struct job {
  enum state state;
  pid_t group;
  pid_t pids[MOST_STAGES]; /* 0: has ended */
  int stopped[MOST_STAGES];
  int count, status, told; /* status: of the last stage, as waitpid() has it */
  int interrupted;         /* some stage by SIGINT */
  char line[MOST_LINE];
};

struct stage {
  char *words[MOST_WORDS];
  const char *from, *to;
};

extern char **environ;
static struct job jobs[MOST_JOBS];
static int current, terminal, last_status;
static pid_t shell_group;
static volatile sig_atomic_t interrupted;

/* A signal that comes just before read() or waitpid() would not end it: the alarm does, until it has been seen. */
static void on_interrupt(int sig) {
  (void)sig;
  interrupted = 1;
  alarm(1);
}

static void on_alarm(int sig) {
  (void)sig;
  if (interrupted) alarm(1);
}

static int was_interrupted(void) {
  if (!interrupted) return 0;
  interrupted = 0;
  alarm(0);
  putchar('\n');
  return 1;
}

static void say(const char *text) {
  fputs(text, stdout);
  fflush(stdout);
}

/* ---- jobs ------------------------------------------------------------------------------------------------------- */

static struct job *new_job(const char *line) {
  for (int n = 0; n < MOST_JOBS; ++n) {
    if (jobs[n].state != FREE) continue;
    memset(&jobs[n], 0, sizeof(jobs[n]));
    snprintf(jobs[n].line, sizeof(jobs[n].line), "%s", line);
    return &jobs[n];
  }
  return NULL;
}

static int number_of(const struct job *job) { return (int)(job - jobs) + 1; }

static struct job *job_named(const char *word) {
  int number = current;
  if (word != NULL && *word == '%' && word[1] != '\0') number = atoi(word + 1);
  if (number < 1 || number > MOST_JOBS || jobs[number - 1].state == FREE) {
    printf("minishell: no such job\n");
    return NULL;
  }
  return &jobs[number - 1];
}

static void note(struct job *job, int stage, int status) {
  if (WIFSTOPPED(status)) job->stopped[stage] = 1;
  else if (WIFCONTINUED(status)) job->stopped[stage] = 0;
  else job->pids[stage] = 0;
  if (stage == job->count - 1) job->status = status;
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGINT) job->interrupted = 1;
  int alive = 0, running = 0;
  for (int n = 0; n < job->count; ++n) {
    alive += job->pids[n] != 0;
    running += job->pids[n] != 0 && !job->stopped[n];
  }
  const enum state before = job->state;
  job->state = alive == 0 ? DONE : running == 0 ? STOPPED : RUNNING;
  if (job->state != before) job->told = 0;
}

static void note_pid(pid_t pid, int status) {
  for (int n = 0; n < MOST_JOBS; ++n)
    for (int stage = 0; jobs[n].state != FREE && stage < jobs[n].count; ++stage)
      if (jobs[n].pids[stage] == pid) note(&jobs[n], stage, status);
}

static const char *word_for(const struct job *job) {
  static char text[64];
  if (job->state == RUNNING) return "Running";
  if (job->state == STOPPED) return "Stopped";
  if (WIFSIGNALED(job->status)) return strsignal(WTERMSIG(job->status));
  if (WEXITSTATUS(job->status) == 0) return "Done";
  snprintf(text, sizeof(text), "Exit %d", WEXITSTATUS(job->status));
  return text;
}

static void show(struct job *job) {
  printf("[%d]%c %-12s %s\n", number_of(job), number_of(job) == current ? '+' : ' ', word_for(job), job->line);
  job->told = 1;
}

static void forget_done(void) {
  for (int n = 0; n < MOST_JOBS; ++n) {
    if (jobs[n].state != DONE) continue;
    jobs[n].state = FREE;
    if (current == n + 1) current = 0;
  }
  for (int n = MOST_JOBS; n > 0 && current == 0; --n)
    if (jobs[n - 1].state != FREE) current = n;
}

/* What has happened since; told before the next prompt. */
static void look(void) {
  int status;
  pid_t pid;
  while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED | WCONTINUED)) > 0) note_pid(pid, status);
  for (int n = 0; n < MOST_JOBS; ++n)
    if (jobs[n].state != FREE && jobs[n].state != RUNNING && !jobs[n].told) show(&jobs[n]);
  forget_done();
}

static int status_of(const struct job *job) {
  return WIFSIGNALED(job->status) ? 128 + WTERMSIG(job->status)
                                  : (WIFSTOPPED(job->status) ? 128 + WSTOPSIG(job->status) : WEXITSTATUS(job->status));
}

static void give_terminal(pid_t group) {
  if (terminal && tcsetpgrp(STDIN_FILENO, group) != 0) perror("minishell: tcsetpgrp");
}

/* Until it ends or is stopped, with the terminal. */
static void foreground(struct job *job) {
  while (job->state == RUNNING) {
    int status;
    const pid_t pid = waitpid(-job->group, &status, WUNTRACED);
    if (pid > 0) note_pid(pid, status);
    else if (errno != EINTR) break;
  }
  give_terminal(shell_group);
  last_status = status_of(job);
  if (job->state == STOPPED) {
    current = number_of(job);
    putchar('\n');
    show(job);
  } else {
    if (job->interrupted) putchar('\n');
    else if (WIFSIGNALED(job->status)) printf("%s\n", strsignal(WTERMSIG(job->status)));
    job->state = DONE;
    job->told = 1;
  }
  forget_done();
}

/* ---- starting --------------------------------------------------------------------------------------------------- */

static int spawn_stage(struct job *job, int index, const struct stage *stage, const int *ends, int foreground_job) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t defaults, none;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  if (ends[0] >= 0) posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
  if (ends[1] >= 0) posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  /* The terminal is the child's before it runs: it may read at once. */
  if (terminal && foreground_job && index == 0) posix_spawn_file_actions_addtcsetpgrp_np(&actions, 2);
  if (stage->from != NULL) posix_spawn_file_actions_addopen(&actions, 0, stage->from, O_RDONLY, 0);
  if (stage->to != NULL) posix_spawn_file_actions_addopen(&actions, 1, stage->to, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  sigemptyset(&none);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGINT);
  sigaddset(&defaults, SIGQUIT);
  sigaddset(&defaults, SIGTSTP);
  sigaddset(&defaults, SIGTTIN);
  sigaddset(&defaults, SIGTTOU);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, job->group);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  const int error =
      posix_spawnp(&job->pids[index], stage->words[0], &actions, &attributes, (char *const *)stage->words, environ);
  if (error == 0 && job->group == 0) job->group = job->pids[index];
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) printf("minishell: %s: %s\n", stage->words[0], strerror(error));
  return error;
}

static void run(struct stage *stages, int count, int background, const char *line) {
  struct job *job = new_job(line);
  if (job == NULL) {
    say("minishell: too many jobs\n");
    return;
  }
  int before[2] = {-1, -1}, next[2] = {-1, -1};
  fflush(stdout);
  for (int n = 0; n < count; ++n) {
    if (n + 1 < count && make_pipe(next) != 0) perror("minishell: pipe");
    const int ends[2] = {before[0], next[1]};
    if (spawn_stage(job, job->count, &stages[n], ends, !background) == 0) ++job->count;
    if (before[0] >= 0) close(before[0]);
    if (next[1] >= 0) close(next[1]);
    before[0] = next[0];
    next[0] = next[1] = -1;
  }
  if (job->count == 0) {
    last_status = 127;
    give_terminal(shell_group);
    return; /* never was a job */
  }
  job->state = RUNNING;
  if (background) {
    current = number_of(job);
    printf("[%d]\n", number_of(job));
  } else {
    foreground(job);
  }
}

/* ---- the shell's own words -------------------------------------------------------------------------------------- */

static void runs_again(struct job *job) {
  memset(job->stopped, 0, sizeof(job->stopped));
  job->state = RUNNING;
  job->told = 0;
}

static void go_on(struct job *job, int in_foreground) {
  printf("%s\n", job->line);
  fflush(stdout);
  runs_again(job);
  if (in_foreground) give_terminal(job->group);
  kill(-job->group, SIGCONT);
  if (in_foreground) foreground(job);
}

static int signal_named(const char *name, int *sig) {
  static const struct {
    const char *name;
    int sig;
  } known[] = {{"HUP", SIGHUP},   {"INT", SIGINT},   {"QUIT", SIGQUIT}, {"KILL", SIGKILL}, {"USR1", SIGUSR1},
               {"TERM", SIGTERM}, {"CONT", SIGCONT}, {"STOP", SIGSTOP}, {"TSTP", SIGTSTP}};
  for (size_t n = 0; n < sizeof(known) / sizeof(known[0]); ++n) {
    if (strcmp(name, known[n].name) != 0) continue;
    *sig = known[n].sig;
    return 0;
  }
  return -1;
}

static void word_kill(char **words) {
  int sig = SIGTERM;
  if (words[1] != NULL && words[1][0] == '-' && signal_named(words[1] + 1, &sig) != 0) {
    say("minishell: no such signal\n");
    return;
  }
  const char *target = words[1] != NULL && words[1][0] == '-' ? words[2] : words[1];
  struct job *job = target == NULL || *target == '%' ? job_named(target) : NULL;
  if (job == NULL && (target == NULL || *target == '%')) return;
  if (kill(job != NULL ? -job->group : (pid_t)atol(target), sig) != 0) perror("minishell: kill");
  else if (job != NULL && sig == SIGCONT) runs_again(job);
}

static void word_wait(char **words) {
  const struct job *only = words[1] != NULL ? job_named(words[1]) : NULL;
  interrupted = 0;
  for (int n = 0; n < MOST_JOBS; ++n) {
    struct job *job = &jobs[n];
    if (words[1] != NULL && job != only) continue;
    while (job->state == RUNNING && !interrupted) {
      int status;
      const pid_t pid = waitpid(-job->group, &status, WUNTRACED);
      if (pid > 0) note_pid(pid, status);
      else if (errno != EINTR) break;
    }
    if (job->state == DONE) last_status = status_of(job);
  }
  (void)was_interrupted();
}

static int own_word(char **words) {
  if (strcmp(words[0], "exit") == 0) {
    exit(words[1] != NULL ? atoi(words[1]) : last_status);
  } else if (strcmp(words[0], "cd") == 0) {
    if (chdir(words[1] != NULL ? words[1] : ".") != 0) perror("minishell: cd");
  } else if (strcmp(words[0], "status") == 0) {
    printf("%d\n", last_status);
  } else if (strcmp(words[0], "jobs") == 0) {
    for (int n = 0; n < MOST_JOBS; ++n)
      if (jobs[n].state != FREE) show(&jobs[n]);
  } else if (strcmp(words[0], "fg") == 0 || strcmp(words[0], "bg") == 0) {
    struct job *job = job_named(words[1]);
    if (job != NULL) go_on(job, words[0][0] == 'f');
  } else if (strcmp(words[0], "kill") == 0) {
    word_kill(words);
  } else if (strcmp(words[0], "wait") == 0) {
    word_wait(words);
  } else {
    return 0;
  }
  return 1;
}

/* ---- lines ------------------------------------------------------------------------------------------------------ */

/* 0 at the end of input; an interrupted line is an empty one. */
static int read_line(char *line) {
  size_t length = 0;
  for (;;) {
    const int got = (int)read(STDIN_FILENO, line + length, (unsigned)(MOST_LINE - 1 - length));
    if (got < 0 && errno == EINTR) {
      line[0] = '\0';
      if (was_interrupted()) return 1;
      continue;
    }
    if (got <= 0) return 0;
    length += (size_t)got;
    if (line[length - 1] == '\n' || length == MOST_LINE - 1) break;
  }
  while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r')) --length;
  line[length] = '\0';
  return 1;
}

static int parse(char *line, struct stage *stages, int *background) {
  int count = 0, words = 0;
  memset(stages, 0, sizeof(struct stage) * MOST_STAGES);
  *background = 0;
  for (char *word = strtok(line, " \t"); word != NULL; word = strtok(NULL, " \t")) {
    struct stage *stage = &stages[count];
    if (strcmp(word, "&") == 0) *background = 1;
    else if (strcmp(word, "|") == 0 && words > 0 && count + 1 < MOST_STAGES) ++count, words = 0;
    else if (strcmp(word, "<") == 0) stage->from = strtok(NULL, " \t");
    else if (strcmp(word, ">") == 0) stage->to = strtok(NULL, " \t");
    else if (words < MOST_WORDS - 1) stage->words[words++] = word;
  }
  return words > 0 ? count + 1 : 0;
}

static void take_terminal(void) {
  terminal = isatty(STDIN_FILENO);
  if (!terminal) return;
  while (tcgetpgrp(STDIN_FILENO) != getpgrp()) kill(0, SIGTTIN); /* until we are in the foreground */
  signal(SIGTSTP, SIG_IGN);
  signal(SIGTTIN, SIG_IGN);
  signal(SIGTTOU, SIG_IGN);
  signal(SIGQUIT, SIG_IGN);
  struct sigaction action;
  memset(&action, 0, sizeof(action));
  action.sa_handler = on_interrupt; /* no SA_RESTART: it ends the line */
  sigaction(SIGINT, &action, NULL);
  action.sa_handler = on_alarm;
  sigaction(SIGALRM, &action, NULL);
  if (getsid(0) != getpid()) setpgid(0, 0);
  shell_group = getpgrp();
  give_terminal(shell_group);
}

static void run_command(char *command) {
  static char shown[MOST_LINE];
  static struct stage stages[MOST_STAGES];
  int background;
  while (*command == ' ') ++command;
  snprintf(shown, sizeof(shown), "%s", command);
  const int count = parse(command, stages, &background);
  if (count > 1 || (count == 1 && !own_word(stages[0].words))) run(stages, count, background, shown);
}

int main(void) {
  static char line[MOST_LINE];
  take_terminal();
  for (;;) {
    look();
    say("$ ");
    if (!read_line(line)) break;
    for (char *command = line, *next; command != NULL; command = next) {
      next = strchr(command, ';');
      if (next != NULL) *next++ = '\0';
      run_command(command);
    }
  }
  say("exit\n");
  return last_status;
}
