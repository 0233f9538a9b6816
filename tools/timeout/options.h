/* timeout's command line. */
#ifndef POSIX_SIGNALS_TOOLS_TIMEOUT_OPTIONS_H
#define POSIX_SIGNALS_TOOLS_TIMEOUT_OPTIONS_H

#ifdef __cplusplus
extern "C" {
#endif

#define STATUS_TIMED_OUT 124

struct timeout_request {
  int foreground, preserve, verbose, signo;
  long long limit, kill_after; /* milliseconds; 0: none */
  char **command;
};

/* Below 0: go on; else exit with it. What is wrong has been told. `words` is argv without the tool itself. */
int timeout_options(struct timeout_request *request, char **words);
/* The program that could not be started may be an option of the system's timeout. */
void timeout_hint(const char *word);

#ifdef __cplusplus
}
#endif

#endif
