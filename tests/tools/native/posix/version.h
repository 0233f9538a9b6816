/* What the tools print for --version, for the tests of their command lines on Linux. */
#ifndef POSIX_SIGNALS_TEST_NATIVE_VERSION_H
#define POSIX_SIGNALS_TEST_NATIVE_VERSION_H

#define POSIX_SIGNALS_VERSION "0.0.0"

#endif
