/* localtime_r and gmtime_r of mingw-w64; and how lua reads a line, without the locks of POSIX's stdio. */
#define _POSIX_C_SOURCE 200809L
#define l_getc(f) getc(f)
#define l_lockfile(f) ((void)0)
#define l_unlockfile(f) ((void)0)
