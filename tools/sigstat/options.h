/* sigstat's command line. */
#ifndef POSIX_SIGNALS_TOOLS_SIGSTAT_OPTIONS_H
#define POSIX_SIGNALS_TOOLS_SIGSTAT_OPTIONS_H

#ifdef __cplusplus
extern "C" {
#endif

#define STATUS_USAGE 2

struct stat_request {
  int hex, follow;
  char **operands;
};

/* Below 0: go on; else exit with it. What is wrong has been told. `words` is argv without the tool itself. */
int stat_options(struct stat_request *request, char **words);
/* A process number, above 0 and in whatever size; 1 and a message if it is none. */
int stat_operand(const char *text, long long *pid);

#ifdef __cplusplus
}
#endif

#endif
