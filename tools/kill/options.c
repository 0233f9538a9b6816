/* Read by hand: a name or a number may follow the dash at once, so common/options.h is no help. */
#include <posix/signal.h>
#include <posix/version.h>

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "common/duration.h"
#include "common/options.h"
#include "common/say.h"
#include "common/words.h"
#include "kill/kill.h"

static const char usage_text[] =
    "Usage:\n"
    " kill [options] <pid>[@<creation time>] [...]\n"
    "\n"
    "Sends a signal, SIGTERM if none is named, to every process listed. A pid of 0 is the caller's process group, -1\n"
    "every process with the library that may be signalled, any other negative number a process group. A process "
    "without\n"
    "the library is asked in the way that it understands; see docs/kill.md.\n"
    "\n"
    "Options:\n"
    " -<signal>, -s, --signal <signal>  name or number; 0 only tests whether the process may be signalled\n"
    " -n <number>                       the same by number\n"
    " -q, --queue <value>               queue the signal with this integer value\n"
    " --explain                         print what would be done and why, and do nothing\n"
    " -v, --verbose                     print what is done, and what became of it, once it has become something\n"
    " --no-wait                         with --verbose: print what is known at once\n"
    " --tree                            and everything that descends from it, descendants first\n"
    " --parents-first                   the other way round\n"
    " --grace <time>                    wait for the end so long (2.5, 10s, 1m); exit status 1 if it has not come\n"
    " --escalate <time>                 the same, and SIGKILL for what is still there then\n"
    " -l, --list[=<signal>]             list the signal names, or convert a name, a number or an exit status\n"
    " -L, --table                       list the signals in a table\n"
    "\n"
    " -h, --help     display this help and exit\n"
    " -V, --version  output version information and exit\n";

int usage_error(void) {
  say(stderr, "%s", usage_text);
  return 1;
}

int kill_operand(const char *text, struct operand *operand) {
  char word[64];
  *operand = (struct operand){0};
  if (copy_word(text, word, sizeof word) == 0) {
    char *const at = strchr(word, '@');
    if (at != NULL) *at = '\0';
    operand->dated = at != NULL;
    if (parse_number(word, &operand->pid) == 0 &&
        (at == NULL || (operand->pid > 0 && parse_number(at + 1, &operand->created) == 0)))
      return 0;
    if (at != NULL) *at = '@';
    text = word;
  }
  say(stderr, "kill: failed to parse argument: '%s'\n", text);
  return 1;
}

static int set_signal(struct request *request, const char *text) {
  request->signo = text != NULL ? parse_signal(text) : -1;
  request->have_signal = 1;
  if (request->signo >= 0) return 0;
  say(stderr, "kill: unknown signal name %s\n", text != NULL ? text : "");
  return 1;
}

static int set_value(struct request *request, const char *text) {
  long long value;
  if (parse_number(text, &value) != 0 || value < -2147483648LL || value > 4294967295LL) {
    say(stderr, "kill: failed to parse argument: '%s'\n", text != NULL ? text : "");
    return 1;
  }
  request->queue = 1;
  request->value = (int)value;
  return 0;
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

static int set_grace(struct request *request, const char *text) {
  if (parse_short_duration(text, &request->grace) == 0) return 0;
  say(stderr, "kill: failed to parse argument: '%s'\n", text != NULL ? text : "");
  return 1;
}

static int set_flag(struct request *request, const char *word) {
  if (strcmp(word, "--explain") == 0) return request->explain = 1;
  if (strcmp(word, "--verbose") == 0 || strcmp(word, "-v") == 0) return request->verbose = 1;
  if (strcmp(word, "--no-wait") == 0) return request->no_wait = 1;
  if (strcmp(word, "--tree") == 0) return request->tree = 1;
  if (strcmp(word, "--parents-first") == 0) return request->tree = request->parents_first = 1;
  return 0;
}

/* As procps has it: the first "-SIGNAL" behind operands is the signal if there is none before them, up to a "--". */
static void take_late_signal(struct request *request, char **words) {
  for (; *words != NULL && strcmp(*words, "--") != 0; ++words) {
    if ((*words)[0] != '-' || parse_signal(*words + 1) < 0) continue;
    request->signo = parse_signal(*words + 1);
    request->have_signal = 1;
    do words[0] = words[1];
    while (*words++ != NULL);
    return;
  }
}

/* An option of taskkill's: what follows it is nothing that was meant for us. */
static int refuse_windows_switches(char **operands) {
  for (; *operands != NULL; ++operands) {
    if (!is_windows_switch(*operands)) continue;
    say(stderr, "kill: failed to parse argument: '%s'\n", *operands);
    say(stderr,
        "kill: this one sends signals (kill --help); the one with /PID and /F is taskkill.exe. Nothing was sent\n");
    return 1;
  }
  return -1;
}

/* Whoever writes an option there has not meant what would be done without it. */
static int refuse_late_options(char **words) {
  char word[64];
  long long number;
  for (; *words != NULL && strcmp(*words, "--") != 0; ++words) {
    if ((*words)[0] != '-' || (copy_word(*words, word, sizeof word) == 0 && parse_number(word, &number) == 0)) continue;
    say(stderr, "kill: options go before the process numbers: '%s'. Nothing was sent\n", *words);
    return 1;
  }
  return 0;
}

static int finish(struct request *request, char **operands) {
  if (*operands == NULL) return usage_error();
  request->operands = operands;
  return refuse_windows_switches(operands);
}

int kill_options(struct request *request, char **word) {
  *request = (struct request){.signo = SIGTERM, .grace = -1};
  for (; *word != NULL; ++word) {
    const char *rest;
    int failed = 0;
    if (strcmp(*word, "--") == 0) return finish(request, word + 1);
    if (is_pid(request, *word)) break;
    if (!request->have_signal && parse_signal(*word + 1) >= 0) failed = set_signal(request, *word + 1);
    else if (is_option(*word, "--signal", &rest) || is_option(*word, "-s", &rest) || is_option(*word, "-n", &rest))
      failed = set_signal(request, argument(&word, rest));
    else if (is_option(*word, "--queue", &rest) || is_option(*word, "-q", &rest))
      failed = set_value(request, argument(&word, rest));
    else if (is_option(*word, "--grace", &rest)) failed = set_grace(request, argument(&word, rest));
    else if (is_option(*word, "--escalate", &rest))
      failed = set_grace(request, argument(&word, rest)), request->escalate = 1;
    else if (set_flag(request, *word)) continue;
    else if (is_option(*word, "--list", &rest) || is_option(*word, "-l", &rest))
      return *rest != '\0' ? list_one(*rest == '=' ? rest + 1 : rest) : list(word + 1);
    else if (strcmp(*word, "-L") == 0 || strcmp(*word, "--table") == 0) return list_table();
    else if (strcmp(*word, "-h") == 0 || strcmp(*word, "--help") == 0) return say(stdout, "%s", usage_text) < 0;
    else if (strcmp(*word, "-V") == 0 || strcmp(*word, "--version") == 0)
      return say(stdout, "kill from posix-signals %s\n", POSIX_SIGNALS_VERSION) < 0;
    else if (isalnum((unsigned char)(*word)[1])) failed = set_signal(request, *word + 1);
    else return usage_error();
    if (failed) return 1;
  }
  if (!request->have_signal) take_late_signal(request, word);
  if (refuse_late_options(word)) return 1;
  return finish(request, word);
}
