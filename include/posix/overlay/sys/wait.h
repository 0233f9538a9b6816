/* <sys/wait.h> for Unix sources: <posix/sys/wait.h>; mingw-w64 has none. */
#pragma GCC system_header
#include <posix/bits/target.h>
#include <posix/sys/wait.h>
