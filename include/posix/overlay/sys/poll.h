/* <sys/poll.h> for Unix sources: the former name of <poll.h>. */
#pragma GCC system_header
#include <posix/bits/target.h>
#include <posix/poll.h>
