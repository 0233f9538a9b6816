/* What the tools read from their command lines. */
#ifndef POSIX_SIGNALS_TOOLS_WORDS_H
#define POSIX_SIGNALS_TOOLS_WORDS_H

/* "TERM", "term", "SIGTERM", "15", "0", "RTMIN+3"; -1 for anything else. */
int parse_signal(const char *text);
/* A whole decimal number; 0 on success. */
int parse_number(const char *text, long long *value);

#endif
