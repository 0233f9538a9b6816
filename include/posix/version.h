/* <posix/version.h>: which release of posix-signals these headers are. The build takes the version from here. */
#ifndef POSIX_SIGNALS_VERSION_H
#define POSIX_SIGNALS_VERSION_H

#define POSIX_SIGNALS_VERSION_MAJOR 0
#define POSIX_SIGNALS_VERSION_MINOR 1
#define POSIX_SIGNALS_VERSION_PATCH 0

/* The three as text: "0.1.0". */
#define POSIX_SIGNALS_VERSION                                                                                          \
  POSIX_SIGNALS_VERSION_TEXT_(POSIX_SIGNALS_VERSION_MAJOR, POSIX_SIGNALS_VERSION_MINOR, POSIX_SIGNALS_VERSION_PATCH)
#define POSIX_SIGNALS_VERSION_TEXT_(major, minor, patch) POSIX_SIGNALS_VERSION_JOINED_(major, minor, patch)
#define POSIX_SIGNALS_VERSION_JOINED_(major, minor, patch) #major "." #minor "." #patch

#endif
