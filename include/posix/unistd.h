/* <posix/unistd.h>: what <unistd.h> of POSIX.1-2024 says about signals, alarms, sleeping and process groups.
 *
 * Tags as in <posix/signal.h>: [any] may be called from handlers, [thread] may block. Nothing is declared here that
 * the library does not do: configure scripts take a stub for the real thing. */
#ifndef POSIX_SIGNALS_UNISTD_H
#define POSIX_SIGNALS_UNISTD_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/sys/types.h>
#include_next <unistd.h>

#include <posix/export.h>

#undef _POSIX_REALTIME_SIGNALS
#define _POSIX_REALTIME_SIGNALS 200809L

/* Names for sysconf(), with Linux's values. */
#define _SC_CLK_TCK 2
#define _SC_OPEN_MAX 4
#define _SC_REALTIME_SIGNALS 9
#define _SC_TIMERS 11
#define _SC_DELAYTIMER_MAX 26
#define _SC_PAGESIZE 30
#define _SC_PAGE_SIZE _SC_PAGESIZE
#define _SC_RTSIG_MAX 31
#define _SC_SIGQUEUE_MAX 33
#define _SC_TIMER_MAX 35
#define _SC_NPROCESSORS_CONF 83
#define _SC_NPROCESSORS_ONLN 84
#define _SC_CLOCK_SELECTION 137
#define _SC_CPUTIME 138
#define _SC_THREAD_CPUTIME 139
#define _SC_MONOTONIC_CLOCK 149
#define _SC_MINSIGSTKSZ 249 /* exact for this machine: the frame with all its registers, and room to run */
#define _SC_SIGSTKSZ 250

POSIX_SIGNALS_BEGIN

/* ---- alarms and sleeping ---------------------------------------------------------------------------------------- */

/* Sends SIGALRM to this process after the given number of seconds; 0 cancels the alarm. Returns the seconds that
 * were left of the former alarm, rounded to the nearest number but not to 0, as Linux does; 0 if there was none.
 * Never fails. [any] XSH alarm */
unsigned int alarm(unsigned int seconds) POSIX_SIGNALS_LABEL(alarm);
/* Sends SIGALRM to this process after the given number of microseconds, and again every `interval` microseconds if
 * that is not 0. It uses the timer of alarm(). Returns the microseconds that were left of the former alarm, or
 * (useconds_t)-1 with EINVAL (1,000,000 and more). [any] Issue 6 ualarm */
useconds_t ualarm(useconds_t microseconds, useconds_t interval) POSIX_SIGNALS_LABEL(ualarm);
/* Waits for the given number of seconds, or until a handler has run. Returns the whole seconds that were left. A
 * cancellation point. [thread] XSH sleep */
unsigned int sleep(unsigned int seconds) POSIX_SIGNALS_LABEL(sleep);
/* Waits for the given number of microseconds, which may be 1,000,000 and more. Returns 0, or -1 with EINTR (a
 * handler has run). A cancellation point. [thread] Issue 6 usleep */
int usleep(useconds_t microseconds) POSIX_SIGNALS_LABEL(usleep);
/* Waits until a handler has run. Always returns -1 with EINTR. A cancellation point. [thread] XSH pause */
int pause(void) POSIX_SIGNALS_LABEL(pause);

/* ---- descriptors ------------------------------------------------------------------------------------------------ */

/* Reads bytes from a descriptor by the C run-time's own function, with its text mode; the types are those of its
 * header, which declares the name, too. A handler without SA_RESTART that runs while the call waits for a pipe or a
 * console ends it: with the count of what has been read, or with EINTR if that is none. Stdio on such a descriptor
 * ends likewise, with ferror(). A handler may leave the call, or stdio, by siglongjmp().
 *
 * From a console in line mode it reads one line, which is edited by backspace, Ctrl-U and Ctrl-W and ended by Enter
 * or Ctrl-D; else what has been typed. There Ctrl-Z and Ctrl-\ send SIGTSTP and SIGQUIT to the foreground group,
 * and a reader in the background is sent SIGTTIN.
 *
 * Returns the number of bytes, 0 at the end, or -1 with EBADF, EFAULT, EINTR, EAGAIN (O_NONBLOCK, and there is
 * nothing) or EIO (an orphaned background group, or SIGTTIN blocked or ignored). A cancellation point. [thread] XSH
 * read */
int read(int fd, void *buffer, unsigned int count) POSIX_SIGNALS_LABEL(read);
/* Close and copy descriptors of the C run-time. dup() takes the lowest number that is free; dup2() and dup3() take
 * the number `to`, which they close first. dup3() has a flag, O_CLOEXEC, and does not copy a descriptor to itself.
 * A thread that waits in a transfer on a descriptor when another one closes it comes back with EBADF; so does
 * stdio. Return 0 or the new descriptor, or -1 with EBADF, EMFILE or EINVAL (flags, or from == to, of dup3()).
 * close() is a cancellation point. [any] XSH close, dup */
int close(int fd) POSIX_SIGNALS_LABEL(close);
int dup(int fd) POSIX_SIGNALS_LABEL(dup);
int dup2(int from, int to) POSIX_SIGNALS_LABEL(dup2);
int dup3(int from, int to, int flags) POSIX_SIGNALS_LABEL(dup3);
/* Make a pipe of bytes that holds 64 KiB: fds[0] is its end for reading, fds[1] that for writing. Children inherit
 * both unless O_CLOEXEC is among the flags; with O_NONBLOCK transfers do not wait (both of <posix/fcntl.h>). Return
 * 0, or -1 with EFAULT, EINVAL (other flags) or EMFILE. [any] XSH pipe */
int(pipe)(int fds[2]) POSIX_SIGNALS_LABEL(pipe);
int(pipe2)(int fds[2], int flags) POSIX_SIGNALS_LABEL(pipe2);
/* Writes bytes to a descriptor by the C run-time's own function, as read() reads. Writing to a pipe that nobody
 * reads any more sends SIGPIPE to the calling thread, and fails with EPIPE if that returns; so does stdio. Returns
 * the number of bytes, or -1 with EBADF, EFAULT, EINTR, EAGAIN (O_NONBLOCK, and there is no room), EPIPE or ENOSPC.
 * A cancellation point. [thread] XSH write */
int write(int fd, const void *buffer, unsigned int count) POSIX_SIGNALS_LABEL(write);

/* ---- another program --------------------------------------------------------------------------------------------
 *
 * Windows cannot put another program into a process. The program runs in a child, and this process stays as its
 * shadow: it keeps its pid, its group and its parent, has no descriptors and no running threads, passes on what is
 * sent to it, and ends, stops and goes on as the program does. Who signals the pid, or waits for it, does it to the
 * program; the program itself has another pid. It has the mask of the calling thread, the ignored signals, what is
 * pending for the process or the thread, and the descriptors that are inheritable; the children stay the shadow's.
 * No function of atexit() runs, and nothing is flushed.
 *
 * `path` and `file` are found as by posix_spawn() and posix_spawnp(). A null `envp` is an empty environment. The
 * functions return only after an error: -1, with an errno of posix_spawn(), and nothing has changed. [thread] XSH
 * exec; glibc execvpe */
int execv(const char *path, char *const argv[]) POSIX_SIGNALS_LABEL(execv);
int execve(const char *path, char *const argv[], char *const envp[]) POSIX_SIGNALS_LABEL(execve);
int execvp(const char *file, char *const argv[]) POSIX_SIGNALS_LABEL(execvp);
int execvpe(const char *file, char *const argv[], char *const envp[]) POSIX_SIGNALS_LABEL(execvpe);
int execl(const char *path, const char *argument, ...) POSIX_SIGNALS_LABEL(execl);
int execlp(const char *file, const char *argument, ...) POSIX_SIGNALS_LABEL(execlp);
int execle(const char *path, const char *argument, ...) POSIX_SIGNALS_LABEL(execle);

/* Returns the Windows id of the calling thread, which tgkill() and SIGEV_THREAD_ID take. Never fails. [any] Linux
 * gettid(2) */
pid_t gettid(void) POSIX_SIGNALS_LABEL(gettid);

/* ---- process groups --------------------------------------------------------------------------------------------- */

/* Returns the caller's process group. Never fails. [any] XSH getpgrp */
pid_t getpgrp(void) POSIX_SIGNALS_LABEL(getpgrp);
/* Return the process group, or the session, of a process; 0 is the caller. They fail with -1 and EPERM (it is not
 * to be seen) or ESRCH. [any] XSH getpgid, getsid */
pid_t getpgid(pid_t pid) POSIX_SIGNALS_LABEL(getpgid);
pid_t getsid(pid_t pid) POSIX_SIGNALS_LABEL(getsid);
/* Puts a process, the caller (0) or a child that has not called exec, into a group of the session; `pgid` 0 is a
 * group of its own. Returns 0, or -1 with EACCES (a child that runs its program), EINVAL, EPERM or ESRCH. [any] XSH
 * setpgid */
int setpgid(pid_t pid, pid_t pgid) POSIX_SIGNALS_LABEL(setpgid);
/* Makes a new session and process group, which the caller leads. Returns its id, or -1 with EPERM (the caller leads a
 * group, or some other process is still in a group of that number). [any] XSH setsid */
pid_t setsid(void) POSIX_SIGNALS_LABEL(setsid);

/* ---- the terminal: a console ------------------------------------------------------------------------------------ */

/* Returns 1 for a descriptor of a console, or 0 with ENOTTY (of something else, NUL included) or EBADF. [thread] XSH
 * isatty */
int isatty(int fd) POSIX_SIGNALS_LABEL(isatty);
/* Returns the foreground process group, or -1 with EBADF or ENOTTY. Until a process on the console has set one
 * everybody is in the foreground, and it returns the caller's own group. [thread] XSH tcgetpgrp */
pid_t tcgetpgrp(int fd) POSIX_SIGNALS_LABEL(tcgetpgrp);
/* Makes a group of the session the foreground group. The caller stands for the terminal from then on, until it ends or
 * another process sets a group. A caller in the background is sent SIGTTOU first. Returns 0, or -1 with EBADF, EINTR,
 * EINVAL (no number of a group), EIO (the caller's group is orphaned), ENOTTY or EPERM (no such group in the session).
 * [thread] XSH tcsetpgrp */
int tcsetpgrp(int fd, pid_t pgid) POSIX_SIGNALS_LABEL(tcsetpgrp);

/* ---- limits ----------------------------------------------------------------------------------------------------- */

/* Returns the value of a limit, or -1 with EINVAL for a name that is not among those above. [any] XSH sysconf */
long sysconf(int name) POSIX_SIGNALS_LABEL(sysconf);

POSIX_SIGNALS_END

#endif
