/* <errno.h> for Unix sources: EWOULDBLOCK is EAGAIN, as on Linux. The C run-time's header has two numbers. */
#pragma GCC system_header
#include <posix/bits/target.h>
#include_next <errno.h>

#ifdef EAGAIN
#undef EWOULDBLOCK
#define EWOULDBLOCK EAGAIN
#endif
