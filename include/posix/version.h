/* <posix/version.h>: which release of posix-signals these headers are. */
#ifndef POSIX_SIGNALS_VERSION_H
#define POSIX_SIGNALS_VERSION_H

#define POSIX_SIGNALS_VERSION_MAJOR 0
#define POSIX_SIGNALS_VERSION_MINOR 1
#define POSIX_SIGNALS_VERSION_PATCH 0
#define POSIX_SIGNALS_VERSION "0.1.0"

#endif
