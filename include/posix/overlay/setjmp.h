/* <setjmp.h> for Unix sources: <posix/setjmp.h> alone, which replaces the system's own. */
#pragma GCC system_header
#include <posix/bits/target.h>
#include <posix/setjmp.h>
