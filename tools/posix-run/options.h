/* posix-run's command line. */
#ifndef POSIX_SIGNALS_TOOLS_RUN_OPTIONS_H
#define POSIX_SIGNALS_TOOLS_RUN_OPTIONS_H

#ifdef __cplusplus
extern "C" {
#endif

struct run_request {
  int new_group, all, verbose, shell_status;
  int grace; /* milliseconds */
  int on_close;
  char **command;
};

/* Below 0: go on; else exit with it. What is wrong has been told. `words` is argv without the tool itself. */
int run_options(struct run_request *request, char **words);

#ifdef __cplusplus
}
#endif

#endif
