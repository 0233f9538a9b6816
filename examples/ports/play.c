/* play LIST: does what LIST says to programs in the current directory, with the signals of POSIX, and writes the
 * transcript to stdout. The same source and the same list run on Linux and under Windows (scripts/ports), and the two
 * transcripts have to be equal. A step waits for output or for a file, never for a time; PLAY_LIMIT seconds (120)
 * without the end of a step are a failure. A list has one step a line, # begins a comment, and blanks separate words:
 *   start PROGRAM ARG...   start ./PROGRAM with pipes to its stdin and from its stdout and stderr
 *   run PROGRAM ARG...     the same with an empty stdin, and wait for its end
 *   tell TEXT              write TEXT and a new line to its stdin
 *   close                  close its stdin
 *   expect TEXT            read its output until TEXT has come, and show it
 *   skip TEXT              the same, and do not show it: what stands before TEXT depends on the moment
 *   written FILE           wait until FILE has at least one byte
 *   kill NAME              send it SIGNAME
 *   hang-up                close the reading end of its output
 *   end                    show the rest of the output, and how it ended
 *   over                   the same, but not how: the program itself has another end on each system
 *   make FILE LINES        make a FILE of that many lines of pseudo-random letters
 *   same FILE FILE         say whether the two files have the same bytes
 *   there FILE             say whether FILE is there
 *   say TEXT               show TEXT */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { kWords = 32, kOutput = 1 << 16 };
extern char **environ;
static pid_t child = -1;
static int to_child = -1, from_child = -1, line_number;
static char output[kOutput];
static size_t length;

static void fail(const char *what) {
  fflush(stdout);
  fprintf(stderr, "play: line %d: %s: %s\n", line_number, what, strerror(errno));
  fprintf(stderr, "play: the last output: %.*s\n", (int)length, output);
  if (child > 0) kill(child, SIGKILL);
  exit(1);
}

static void too_late(int sig) {
  static const char text[] = "play: the step does not end\n";
  (void)sig;
  if (write(2, text, sizeof text - 1) < 0) _exit(2);
  if (child > 0) kill(child, SIGKILL);
  _exit(1);
}

static void shut(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

static void open_pipe(int ends[2]) {
  if (pipe(ends) != 0 || fcntl(ends[0], F_SETFD, FD_CLOEXEC) != 0 || fcntl(ends[1], F_SETFD, FD_CLOEXEC) != 0)
    fail("pipe");
}

static void start(char **words) {
  char path[256];
  int in[2], out[2];
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t defaults;
  open_pipe(in);
  open_pipe(out);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  posix_spawn_file_actions_adddup2(&actions, out[1], 2);
  posix_spawnattr_init(&attributes);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE); /* which is ignored here */
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  snprintf(path, sizeof path, "./%s", words[0]);
  errno = posix_spawn(&child, path, &actions, &attributes, words, environ);
  if (errno != 0) child = -1, fail(path);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(in[0]);
  close(out[1]);
  to_child = in[1];
  from_child = out[0];
  length = 0;
}

static int read_more(void) { /* 0 at the end; what Windows programs write as \r\n becomes \n */
  char buffer[4096];
  ssize_t got;
  if (length > kOutput - sizeof buffer - 1) length = 0;
  got = read(from_child, buffer, sizeof buffer);
  if (got < 0) fail("read");
  for (ssize_t i = 0; i < got; i++)
    if (buffer[i] != '\r') output[length++] = buffer[i];
  output[length] = '\0';
  return got > 0;
}

static void show(size_t count) {
  fwrite(output, 1, count, stdout);
  if (count > 0 && output[count - 1] != '\n') putchar('\n');
  memmove(output, output + count, length - count + 1);
  length -= count;
}

static void expect(const char *text, int shown) {
  char *at;
  while ((at = strstr(output, text)) == NULL || length == 0)
    if (!read_more()) errno = 0, fail("the program's output has ended");
  at += strlen(text);
  if (shown) {
    show((size_t)(at - output));
    return;
  }
  length -= (size_t)(at - output);
  memmove(output, at, length + 1);
}

static void end(int shown) {
  int status;
  shut(&to_child);
  if (from_child >= 0)
    while (read_more()) {}
  show(length);
  shut(&from_child);
  if (waitpid(child, &status, 0) != child) fail("waitpid");
  child = -1;
  if (!shown) return;
  if (WIFSIGNALED(status)) printf("killed by signal %d\n", WTERMSIG(status));
  else printf("exit %d\n", WEXITSTATUS(status));
}

static void wait_written(const char *name) {
  struct timespec moment = {0, 1000000};
  struct stat found;
  while (stat(name, &found) != 0 || found.st_size == 0) nanosleep(&moment, NULL);
}

static void make_file(const char *name, long lines) {
  FILE *file = fopen(name, "wb");
  unsigned state = 1;
  if (file == NULL) fail(name);
  for (long i = 0; i < lines * 64; i++) {
    state = state * 1664525u + 1013904223u;
    putc(i % 64 == 63 ? '\n' : 'a' + (int)(state >> 24) % 26, file);
  }
  if (fclose(file) != 0) fail(name);
}

static int same_files(const char *one, const char *other) {
  FILE *first = fopen(one, "rb"), *second = fopen(other, "rb");
  int a, b;
  if (first == NULL || second == NULL) fail("fopen");
  do {
    a = getc(first);
    b = getc(second);
  } while (a == b && a != EOF);
  fclose(first);
  fclose(second);
  return a == b;
}

static void send_signal(const char *name) {
  static const struct {
    const char *name;
    int sig;
  } signals[] = {{"INT", SIGINT},   {"TERM", SIGTERM}, {"HUP", SIGHUP},   {"PIPE", SIGPIPE},
                 {"USR1", SIGUSR1}, {"USR2", SIGUSR2}, {"ALRM", SIGALRM}, {"QUIT", SIGQUIT}};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
    if (strcmp(name, signals[i].name) == 0) {
      if (kill(child, signals[i].sig) != 0) fail("kill");
      return;
    }
  errno = EINVAL;
  fail(name);
}

static void tell_child(char *text) {
  size_t size = strlen(text);
  text[size] = '\n';
  if (write(to_child, text, size + 1) != (ssize_t)(size + 1)) fail("write");
}

static void step(char *line) {
  char copy[1024], *words[kWords + 1] = {NULL}, *rest = line + strcspn(line, " ");
  int count = 0;
  if (*rest != '\0') rest++;
  strcpy(copy, line);
  for (char *word = strtok(copy, " "); word != NULL && count < kWords; word = strtok(NULL, " ")) words[count++] = word;
  if (count == 0 || *words[0] == '#') return;
  printf("> %s\n", line);
  alarm(getenv("PLAY_LIMIT") != NULL ? (unsigned)atoi(getenv("PLAY_LIMIT")) : 120);
  if (!strcmp(words[0], "start") && count > 1) start(words + 1);
  else if (!strcmp(words[0], "run") && count > 1) start(words + 1), end(1);
  else if (!strcmp(words[0], "tell")) tell_child(rest);
  else if (!strcmp(words[0], "close")) shut(&to_child);
  else if (!strcmp(words[0], "expect")) expect(rest, 1);
  else if (!strcmp(words[0], "skip")) expect(rest, 0);
  else if (!strcmp(words[0], "written")) wait_written(rest);
  else if (!strcmp(words[0], "kill")) send_signal(rest);
  else if (!strcmp(words[0], "hang-up")) shut(&from_child), length = 0;
  else if (!strcmp(words[0], "end")) end(1);
  else if (!strcmp(words[0], "over")) end(0);
  else if (!strcmp(words[0], "make") && count == 3) make_file(words[1], atol(words[2]));
  else if (!strcmp(words[0], "same") && count == 3) puts(same_files(words[1], words[2]) ? "yes" : "no");
  else if (!strcmp(words[0], "there")) puts(access(rest, F_OK) == 0 ? "yes" : "no");
  else if (strcmp(words[0], "say") != 0) errno = EINVAL, fail(line);
  alarm(0);
}

int main(int argc, char **argv) {
  char line[1024];
  FILE *list = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (list == NULL) return fputs("usage: play LIST\n", stderr), 2;
  setvbuf(stdout, NULL, _IOLBF, 4096);
  signal(SIGALRM, too_late);
  signal(SIGPIPE, SIG_IGN);
  while (fgets(line, sizeof line - 1, list) != NULL) {
    line_number++;
    line[strcspn(line, "\r\n")] = '\0';
    step(line);
  }
  return child > 0 ? (errno = 0, fail("the program has not ended"), 1) : 0;
}
