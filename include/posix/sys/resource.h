/* <posix/sys/resource.h>: of <sys/resource.h>, the limits that signals have to do with. Tags as in <posix/signal.h>. */
#ifndef POSIX_SIGNALS_SYS_RESOURCE_H
#define POSIX_SIGNALS_SYS_RESOURCE_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/sys/types.h>

#include <posix/export.h>

#include <sys/time.h>

typedef unsigned long long rlim_t;
#define RLIM_INFINITY (~0ULL)
#define RLIM_SAVED_MAX RLIM_INFINITY
#define RLIM_SAVED_CUR RLIM_INFINITY

#define RLIMIT_CPU 0
#define RLIMIT_FSIZE 1
#define RLIMIT_DATA 2
#define RLIMIT_STACK 3
#define RLIMIT_CORE 4
#define RLIMIT_NOFILE 7
#define RLIMIT_AS 9
#define RLIMIT_SIGPENDING 11 /* as on Linux: signals queued to this process */

struct rlimit {
  rlim_t rlim_cur;
  rlim_t rlim_max;
};

/* What Windows does not count is 0. */
struct rusage {
  struct timeval ru_utime, ru_stime;
  long ru_maxrss; /* KiB */
  long ru_ixrss, ru_idrss, ru_isrss;
  long ru_minflt, ru_majflt;
  long ru_nswap, ru_inblock, ru_oublock, ru_msgsnd, ru_msgrcv, ru_nsignals, ru_nvcsw, ru_nivcsw;
};

POSIX_SIGNALS_BEGIN

/* Stores a limit of this process. RLIMIT_CORE, in bytes, decides whether a core (a minidump) is written; at first it
 * is 0, what POSIX_SIGNALS_CORE in the environment says, or the parent's. RLIMIT_SIGPENDING is how many signals may
 * wait in queues: 65,536, or the parent's. Windows has none of the others: they are RLIM_INFINITY, and RLIMIT_NOFILE
 * what the C run-time can open.
 * Returns 0, or -1 with EINVAL or EFAULT. [any] XSH getrlimit */
int getrlimit(int resource, struct rlimit *limit) POSIX_SIGNALS_LABEL(getrlimit);
/* Sets a limit of this process. Returns 0, or -1 with EINVAL (rlim_cur above rlim_max, or a limit that cannot be
 * had), EPERM (rlim_max raised) or EFAULT. [any] XSH setrlimit */
int setrlimit(int resource, const struct rlimit *limit) POSIX_SIGNALS_LABEL(setrlimit);

POSIX_SIGNALS_END

#endif
