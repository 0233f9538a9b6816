/* <sys/signal.h>: the old place of <signal.h>. */
#pragma GCC system_header
#include <posix/bits/target.h>
#include <signal.h>
