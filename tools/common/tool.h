/* What every tool is made of: wmain() is in start.c, and a tool has these two. Text is UTF-8 inside. */
#ifndef POSIX_SIGNALS_TOOLS_TOOL_H
#define POSIX_SIGNALS_TOOLS_TOOL_H

#define STATUS_OWN_FAILURE 125 /* of a tool that runs a command: the tool itself has failed */
#define STATUS_CANNOT_RUN 126
#define STATUS_NOT_FOUND 127

struct tool {
  const char *name;
  int failure; /* exit status for a command line that cannot be used */
};
extern const struct tool tool;

/* `words` ends in NULL, the first is the tool's own name as it was called. */
int tool_main(int count, char **words);

extern char **tool_environment; /* as the tool got it */

#endif
