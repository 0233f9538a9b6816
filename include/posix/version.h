/* <posix/version.h>: which release of posix-signals these headers are of, and which one the library is. */
#ifndef POSIX_SIGNALS_VERSION_H
#define POSIX_SIGNALS_VERSION_H

#include <posix/export.h>

#define POSIX_SIGNALS_VERSION_MAJOR 0
#define POSIX_SIGNALS_VERSION_MINOR 1
#define POSIX_SIGNALS_VERSION_PATCH 0

/* One number, for comparisons: 1.2.3 is 10203. */
#define POSIX_SIGNALS_VERSION_NUMBER                                                                                   \
  (POSIX_SIGNALS_VERSION_MAJOR * 10000 + POSIX_SIGNALS_VERSION_MINOR * 100 + POSIX_SIGNALS_VERSION_PATCH)
/* The text, such as "1.2.3". */
#define POSIX_SIGNALS_VERSION                                                                                          \
  POSIX_SIGNALS_STRING(POSIX_SIGNALS_VERSION_MAJOR)                                                                    \
  "." POSIX_SIGNALS_STRING(POSIX_SIGNALS_VERSION_MINOR) "." POSIX_SIGNALS_STRING(POSIX_SIGNALS_VERSION_PATCH)

POSIX_SIGNALS_BEGIN

/* Returns the release of the library that the caller is linked with, as text, "1.2.3". Its number, as in
 * POSIX_SIGNALS_VERSION_NUMBER, is stored in *number unless `number` is null. With posix-signals.dll this may be
 * another release than that of the headers which the program was built with. Returns null with EFAULT. [any]
 * docs/abi.md */
const char *posix_signal_version_np(int *number);

POSIX_SIGNALS_END

#endif
