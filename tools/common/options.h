/* Options as getopt_long() has them, with "+": they end at the first operand, or behind "--". Messages have the tool's
 * name, not its path, and are in UTF-8. Knows no header of the library. */
#ifndef POSIX_SIGNALS_TOOLS_OPTIONS_H
#define POSIX_SIGNALS_TOOLS_OPTIONS_H

#ifdef __cplusplus
extern "C" {
#endif

struct option_name {
  const char *name; /* the long one; NULL ends the list */
  char letter;
  char takes_value;
};

struct options {
  const char *tool;
  const struct option_name *names;
  char **words;        /* the next one; behind the last option the first operand */
  const char *letters; /* what is left of a word with several, or NULL */
  const char *value;   /* of an option that takes one */
};

/* The next option's letter; 0 behind the last; '?' for a wrong one, which has been told. */
int option_next(struct options *options);

/* "/t", "/PID", "/?": an option of the system's own tools. */
int is_windows_switch(const char *word);

#ifdef __cplusplus
}
#endif

#endif
