/* <signal.h> for Unix sources: the library's types, the system's own, then the library's (<posix/signal.h>). */
#pragma GCC system_header
#include <posix/bits/target.h>
#include <posix/sys/types.h>
#include_next <signal.h>
#include <posix/signal.h>
