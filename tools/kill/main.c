/* kill: send signals to processes, by the POSIX.1-2024 utility of that name with the options of procps and util-linux.
 *
 * Exit status: 0 when every operand was signalled, 1 otherwise. Every operand is tried, whatever became of others. */
#include <posix/signal.h>
#include <posix/version.h>

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct request {
  int signo;
  int have_signal;
  int queue;
  int value;
};

static const char usage_text[] =
    "Usage:\n"
    " kill [options] <pid> [...]\n"
    "\n"
    "Sends a signal, SIGTERM if none is named, to every process listed. A pid of 0 is the caller's process group, -1\n"
    "every process with the library that may be signalled, any other negative number a process group.\n"
    "\n"
    "Options:\n"
    " -<signal>, -s, --signal <signal>  name or number; 0 only tests whether the process may be signalled\n"
    " -n <number>                       the same by number\n"
    " -q, --queue <value>               queue the signal with this integer value\n"
    " -l, --list[=<signal>]             list the signal names, or convert a name, a number or an exit status\n"
    " -L, --table                       list the signals in a table\n"
    "\n"
    " -h, --help     display this help and exit\n"
    " -V, --version  output version information and exit\n";

static int usage_error(void) {
  fputs(usage_text, stderr);
  return 1;
}

/* "TERM", "term", "SIGTERM", "15", "0", "RTMIN+3"; -1 for anything else. */
static int parse_signal(const char *text) {
  char name[SIG2STR_MAX];
  size_t length = 0;
  int signo;
  for (; text[length] != '\0'; ++length) {
    if (length + 1 == sizeof name) return -1;
    name[length] = (char)toupper((unsigned char)text[length]);
  }
  name[length] = '\0';
  if (strcmp(name, "0") == 0) return 0;
  if (str2sig(name, &signo) == 0) return signo;
  if (strncmp(name, "SIG", 3) == 0 && !isdigit((unsigned char)name[3]) && str2sig(name + 3, &signo) == 0) return signo;
  return -1;
}

static int set_signal(struct request *request, const char *text) {
  request->signo = text != NULL ? parse_signal(text) : -1;
  request->have_signal = 1;
  if (request->signo >= 0) return 0;
  fprintf(stderr, "kill: unknown signal name %s\n", text != NULL ? text : "");
  return 1;
}

static int parse_number(const char *text, long long *value) {
  char *end;
  if (text == NULL || *text == '\0' || isspace((unsigned char)*text)) return 1;
  errno = 0;
  *value = strtoll(text, &end, 10);
  return *end != '\0' || errno != 0;
}

static int set_value(struct request *request, const char *text) {
  long long value;
  if (parse_number(text, &value) != 0 || value < -2147483648LL || value > 4294967295LL) {
    fprintf(stderr, "kill: failed to parse argument: '%s'\n", text != NULL ? text : "");
    return 1;
  }
  request->queue = 1;
  request->value = (int)value;
  return 0;
}

/* ---- listing ---------------------------------------------------------------------------------------------------- */

static int list_all(void) {
  char name[SIG2STR_MAX];
  int column = 0;
  for (int signo = 1; signo < NSIG; ++signo) {
    if (sig2str(signo, name) != 0) continue;
    const int width = (int)strlen(name) + 1;
    if (column != 0 && column + width > 79) {
      putchar('\n');
      column = 0;
    }
    printf(column != 0 ? " %s" : "%s", name);
    column += width;
  }
  putchar('\n');
  return 0;
}

static int list_table(void) {
  char name[SIG2STR_MAX];
  int column = 0;
  for (int signo = 1; signo < NSIG; ++signo) {
    if (sig2str(signo, name) != 0) continue;
    if (signo == SIGRTMIN && column != 0) {
      putchar('\n');
      column = 0;
    }
    const int last = ++column == (signo < SIGRTMIN ? 7 : 6);
    printf(signo < SIGRTMIN ? "%2d %-8s" : "%2d %-10s", signo, name);
    if (last) {
      putchar('\n');
      column = 0;
    }
  }
  if (column != 0) putchar('\n');
  return 0;
}

/* A number above 128 is an exit status: a shell's (128+n), or the one that Windows shows for a signal's death. */
static long long signal_of_status(long long number) {
  if (number < 0) number += 1LL << 32; /* some shells print exit statuses signed */
  if (number == 0xC000013A) return SIGINT;
  if ((number & 0xFFFFEF80) == 0xE0530080) return number & 0x7F;
  return number > 128 && number < 256 ? number - 128 : number;
}

static int list_one(const char *text) {
  char name[SIG2STR_MAX];
  long long number;
  if (parse_number(text, &number) == 0) {
    number = signal_of_status(number);
    if (number > 0 && number < NSIG && sig2str((int)number, name) == 0) {
      puts(name);
      return 0;
    }
  } else {
    const int signo = parse_signal(text);
    if (signo > 0) {
      printf("%d\n", signo);
      return 0;
    }
  }
  fprintf(stderr, "kill: unknown signal name %s\n", text);
  return 1;
}

static int list(char **operands) {
  int failed = 0;
  if (*operands == NULL) return list_all();
  for (; *operands != NULL; ++operands) failed |= list_one(*operands);
  return failed;
}

/* ---- sending ---------------------------------------------------------------------------------------------------- */

static const char *reason(int error) { return error == ENOSYS ? "Process cannot take this signal" : strerror(error); }

static int send_one(const struct request *request, const char *text) {
  union sigval value;
  long long pid;
  if (parse_number(text, &pid) != 0) {
    fprintf(stderr, "kill: failed to parse argument: '%s'\n", text);
    return 1;
  }
  memset(&value, 0, sizeof value);
  value.sival_int = request->value;
  errno = ESRCH;
  int result = -1;
  if ((pid_t)pid == pid)
    result = request->queue ? sigqueue((pid_t)pid, request->signo, value) : kill((pid_t)pid, request->signo);
  if (result == 0) return 0;
  fprintf(stderr, "kill: (%lld): %s\n", pid, reason(errno));
  return 1;
}

static int send_all(const struct request *request, char **operands) {
  int failed = 0;
  if (*operands == NULL) return usage_error();
  for (; *operands != NULL; ++operands) failed |= send_one(request, *operands);
  return failed;
}

/* ---- options: a name or number may follow the dash at once, so getopt() is no help ------------------------------- */

/* The argument of an option: attached to it, or the next word, which is then used up. */
static const char *argument(char ***words, const char *attached) {
  if (*attached == '=') return attached + 1;
  if (*attached != '\0') return attached;
  if ((*words)[1] == NULL) return NULL;
  return *++*words;
}

/* Whether the word is the option; `rest` is what follows it. A long one ends there or goes on with "=". */
static int is_option(const char *word, const char *name, const char **rest) {
  const size_t length = strlen(name);
  if (strncmp(word, name, length) != 0) return 0;
  *rest = word + length;
  return name[1] != '-' || **rest == '\0' || **rest == '=';
}

static int is_pid(const struct request *request, const char *word) {
  long long number;
  return word[0] != '-' || (request->have_signal && parse_number(word, &number) == 0);
}

int main(int argc, char **argv) {
  struct request request = {SIGTERM, 0, 0, 0};
  char **word = argv + (argc > 0);
  for (; *word != NULL; ++word) {
    const char *rest;
    int failed = 0;
    if (strcmp(*word, "--") == 0) return send_all(&request, word + 1);
    if (is_pid(&request, *word)) break;
    if (!request.have_signal && parse_signal(*word + 1) >= 0) failed = set_signal(&request, *word + 1);
    else if (is_option(*word, "--signal", &rest) || is_option(*word, "-s", &rest) || is_option(*word, "-n", &rest))
      failed = set_signal(&request, argument(&word, rest));
    else if (is_option(*word, "--queue", &rest) || is_option(*word, "-q", &rest))
      failed = set_value(&request, argument(&word, rest));
    else if (is_option(*word, "--list", &rest) || is_option(*word, "-l", &rest))
      return *rest != '\0' ? list_one(*rest == '=' ? rest + 1 : rest) : list(word + 1);
    else if (strcmp(*word, "-L") == 0 || strcmp(*word, "--table") == 0) return list_table();
    else if (strcmp(*word, "-h") == 0 || strcmp(*word, "--help") == 0) return fputs(usage_text, stdout) < 0;
    else if (strcmp(*word, "-V") == 0 || strcmp(*word, "--version") == 0)
      return printf("kill from posix-signals %s\n", POSIX_SIGNALS_VERSION) < 0;
    else if (isalnum((unsigned char)(*word)[1])) failed = set_signal(&request, *word + 1);
    else return usage_error();
    if (failed) return 1;
  }
  return send_all(&request, word);
}
