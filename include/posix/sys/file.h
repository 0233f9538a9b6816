/* <posix/sys/file.h>: of <sys/file.h>, flock(). Tags as in <posix/signal.h>. */
#ifndef POSIX_SIGNALS_SYS_FILE_H
#define POSIX_SIGNALS_SYS_FILE_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/fcntl.h>

#include <posix/export.h>

/* Linux's numbers. */
#ifndef LOCK_SH
#define LOCK_SH 1 /* shared */
#define LOCK_EX 2 /* exclusive */
#define LOCK_NB 4 /* with one of these: EAGAIN instead of waiting */
#define LOCK_UN 8 /* gives back */
#endif

POSIX_SIGNALS_BEGIN

/* Takes an advisory lock of the whole file, in the place of the one that it has through this descriptor, or gives it
 * back. Whoever does not ask for a lock reads and writes as before. The lock belongs to what was opened: copies by
 * dup() share it, another open() of the same file does not, and the close of the last copy gives it back. A child that
 * has inherited the descriptor does not share it, unlike on Linux.
 *
 * To be made exclusive, a shared lock is given up first, and it is gone if that fails. A handler without SA_RESTART
 * ends the wait. Of a file on the disk only.
 * EAGAIN (LOCK_NB, and somebody else has it) EBADF EINTR EINVAL (no such operation, or no file) ENOLCK. A cancellation
 * point. [thread] BSD; flock(2) of Linux */
int flock(int fd, int operation) POSIX_SIGNALS_LABEL(flock);

POSIX_SIGNALS_END

#endif
