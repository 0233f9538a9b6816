/* <posix/unistd.h>: what <unistd.h> of POSIX.1-2024 says about signals, alarms, sleeping and process groups.
 *
 * Tags as in <posix/signal.h>: [any] may be called from handlers, [thread] may block. Nothing is declared here that the
 * library does not do: configure scripts take a stub for the real thing. */
#ifndef POSIX_SIGNALS_UNISTD_H
#define POSIX_SIGNALS_UNISTD_H
#pragma GCC system_header

#include <posix/sys/types.h>
#include_next <unistd.h>

#include <posix/export.h>

#undef _POSIX_REALTIME_SIGNALS
#define _POSIX_REALTIME_SIGNALS 200809L

/* Names for sysconf(), with Linux's values. */
#define _SC_CLK_TCK 2
#define _SC_OPEN_MAX 4
#define _SC_REALTIME_SIGNALS 9
#define _SC_PAGESIZE 30
#define _SC_PAGE_SIZE _SC_PAGESIZE
#define _SC_RTSIG_MAX 31
#define _SC_SIGQUEUE_MAX 33
#define _SC_NPROCESSORS_CONF 83
#define _SC_NPROCESSORS_ONLN 84
#define _SC_MINSIGSTKSZ 249 /* exact for this machine: the frame with all its registers, and room to run */
#define _SC_SIGSTKSZ 250

POSIX_SIGNALS_BEGIN

/* ---- alarms and sleeping ---------------------------------------------------------------------------------------- */

/* SIGALRM for the process after that many seconds, 0 to cancel; returns the seconds that were left of the former alarm,
 * rounded to the nearest, never to 0 while one was running (as Linux). Never fails. [any] XSH alarm */
unsigned int alarm(unsigned int seconds) POSIX_SIGNALS_LABEL(alarm);
/* The same in microseconds, then again every `interval`; both below 1,000,000, else (useconds_t)-1 with EINVAL. Shares
 * its timer with alarm(). Returns the microseconds that were left. [any] Issue 6 ualarm */
useconds_t ualarm(useconds_t microseconds, useconds_t interval) POSIX_SIGNALS_LABEL(ualarm);
/* Sleep until the time has passed (0) or a handler has run (the whole seconds not slept). [thread] XSH sleep */
unsigned int sleep(unsigned int seconds) POSIX_SIGNALS_LABEL(sleep);
/* Sleep; any number of microseconds. -1 with EINTR when a handler has run. [thread] Issue 6 usleep */
int usleep(useconds_t microseconds) POSIX_SIGNALS_LABEL(usleep);
/* Wait until a handler has run: always -1 with EINTR. [thread] XSH pause */
int pause(void) POSIX_SIGNALS_LABEL(pause);

/* ---- descriptors ------------------------------------------------------------------------------------------------ */

/* The C run-time's write(), text mode and all; but to a pipe that nobody reads any more it is SIGPIPE for the calling
 * thread, and EPIPE if that returns. While it waits for room in a pipe a signal ends it: EINTR if nothing has
 * been written, unless the handler has SA_RESTART; else the count of what has. EFAULT EBADF ENOSPC.
 * [thread] XSH write; with the types of the C run-time's header, which declares it, too */
int write(int fd, const void *buffer, unsigned int count) POSIX_SIGNALS_LABEL(write);

/* ---- process groups --------------------------------------------------------------------------------------------- */

pid_t getpgrp(void) POSIX_SIGNALS_LABEL(getpgrp);                /* never fails [any] XSH getpgrp */
pid_t getpgid(pid_t pid) POSIX_SIGNALS_LABEL(getpgid);           /* 0 is the caller. EPERM ESRCH [any] XSH getpgid */
int setpgid(pid_t pid, pid_t pgid) POSIX_SIGNALS_LABEL(setpgid); /* EACCES EINVAL EPERM ESRCH [any] XSH setpgid */
pid_t getsid(pid_t pid) POSIX_SIGNALS_LABEL(getsid);             /* 0 is the caller. EPERM ESRCH [any] XSH getsid */
/* A new session and process group, led by the caller; its id. EPERM if the caller leads a group, or some other process
 * still is in one of that number. [any] XSH setsid */
pid_t setsid(void) POSIX_SIGNALS_LABEL(setsid);

/* ---- the terminal: a console ------------------------------------------------------------------------------------ */

/* 1 for a console's descriptor, 0 for any other (ENOTTY, EBADF), NUL included. [thread] XSH isatty */
int isatty(int fd) POSIX_SIGNALS_LABEL(isatty);
/* The foreground process group. As long as no process on the console has set one, everybody is in the foreground, and
 * the answer is the caller's own group. EBADF ENOTTY [thread] XSH tcgetpgrp */
pid_t tcgetpgrp(int fd) POSIX_SIGNALS_LABEL(tcgetpgrp);
/* Make a group of the session the foreground group: the caller stands for the terminal from now on, until it ends or
 * another process sets a group. A background process is sent SIGTTOU first. EBADF EINTR EINVAL (no group's number) EIO
 * (orphaned) ENOTTY EPERM (no such group in the session) [thread] XSH tcsetpgrp */
int tcsetpgrp(int fd, pid_t pgid) POSIX_SIGNALS_LABEL(tcsetpgrp);
/* From a console, as from a terminal: a line at a time (Ctrl-D, Ctrl-U, Ctrl-W, backspace) where the console is in line
 * mode, else what has been typed; Ctrl-Z and Ctrl-\ are SIGTSTP and SIGQUIT for the foreground group; SIGTTIN in the
 * background. EINTR when a handler without SA_RESTART has run, EIO in an orphaned background group or with SIGTTIN
 * blocked or ignored. From anything else it is the C run-time's own. [thread] XSH read */
int read(int fd, void *buffer, unsigned int count) POSIX_SIGNALS_LABEL(read);

/* ---- limits ----------------------------------------------------------------------------------------------------- */

/* The value of a limit; -1 with EINVAL for a name that is none of the above. [any] XSH sysconf */
long sysconf(int name) POSIX_SIGNALS_LABEL(sysconf);

POSIX_SIGNALS_END

#endif
