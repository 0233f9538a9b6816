/* What the tools read from their command lines. */
#ifndef POSIX_SIGNALS_TOOLS_WORDS_H
#define POSIX_SIGNALS_TOOLS_WORDS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* "TERM", "term", "SIGTERM", "15", "0", "RTMIN+3"; -1 for anything else. */
int parse_signal(const char *text);
/* A whole decimal number; 0 on success. */
int parse_number(const char *text, long long *value);
/* Without the blanks and the end of a line behind it, as a pid file has them; 1 if it is too long. */
int copy_word(const char *text, char *out, size_t room);

#ifdef __cplusplus
}
#endif

#endif
