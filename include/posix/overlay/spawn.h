/* <spawn.h> for Unix sources: <posix/spawn.h>; mingw-w64 has none. */
#pragma GCC system_header
#include <posix/bits/target.h>
#include <posix/spawn.h>
