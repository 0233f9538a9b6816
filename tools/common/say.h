/* Output in UTF-8: to a console by its characters, whatever its code page is, and to anything else as bytes. */
#ifndef POSIX_SIGNALS_TOOLS_SAY_H
#define POSIX_SIGNALS_TOOLS_SAY_H

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* As fprintf(). */
int say(FILE *stream, const char *format, ...) __attribute__((format(printf, 2, 3)));

#ifdef __cplusplus
}
#endif

#endif
