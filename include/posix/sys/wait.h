/* <posix/sys/wait.h>: <sys/wait.h> of POSIX.1-2024, with BSD's wait3() and wait4().
 *
 * Children are the processes that posix_spawn() has made, and any other child of this process once its pid has been
 * given to waitpid() or waitid(). Tags as in <posix/signal.h>. */
#ifndef POSIX_SIGNALS_SYS_WAIT_H
#define POSIX_SIGNALS_SYS_WAIT_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/signal.h>
#include <posix/sys/resource.h>

#define WNOHANG 0x1
#define WUNTRACED 0x2
#define WSTOPPED WUNTRACED
#define WEXITED 0x4
#define WCONTINUED 0x8
#define WNOWAIT 0x01000000

typedef enum { P_ALL, P_PID, P_PGID, P_PIDFD } idtype_t;

#define WIFEXITED(status) (((status)&0x7F) == 0)
#define WEXITSTATUS(status) ((status) >> 8 & 0xFF)
#define WIFSIGNALED(status) (((status)&0x7F) != 0 && ((status)&0x7F) != 0x7F)
#define WTERMSIG(status) ((status)&0x7F)
#define WCOREDUMP(status) (((status)&0x80) != 0)
#define WIFSTOPPED(status) (((status)&0xFF) == 0x7F)
#define WSTOPSIG(status) WEXITSTATUS(status)
#define WIFCONTINUED(status) ((status) == 0xFFFF)

POSIX_SIGNALS_BEGIN

/* Waits until a child has ended, and stores its status if the pointer is not null. Returns the child's pid, or -1
 * with ECHILD (there is no child) or EINTR (a handler without SA_RESTART has run). A cancellation point. [thread] XSH
 * wait */
pid_t wait(int *status) POSIX_SIGNALS_LABEL(wait);
/* Waits for a child: the one with that pid (> 0), one of the caller's group (0), any (-1), or one of a group (< -1).
 * With WUNTRACED and WCONTINUED a child that has been stopped or continued counts as well; with WNOHANG the call does
 * not wait. Returns the child's pid, 0 with WNOHANG if there is nothing to tell, or -1 with ECHILD, EINTR or EINVAL.
 * A cancellation point. [thread] XSH waitpid */
pid_t waitpid(pid_t pid, int *status, int options) POSIX_SIGNALS_LABEL(waitpid);
/* Waits as waitpid() does for what WEXITED, WSTOPPED and WCONTINUED ask for, and stores it as of SIGCHLD; si_status
 * has all 32 bits of an exit value. WNOWAIT leaves the child as it is. P_PIDFD names it by what posix_pidfd_open_np()
 * gave. Returns 0 (with WNOHANG and nothing to tell si_signo and si_pid are 0), or -1 with ECHILD, EINTR, EINVAL or
 * EBADF. A cancellation point. [thread] XSH waitid; Linux for P_PIDFD */
int waitid(idtype_t idtype, id_t id, siginfo_t *info, int options) POSIX_SIGNALS_LABEL(waitid);
/* Wait as waitpid() does, wait3() for any child, and store what the child has used so far if `usage` is not null.
 * [thread] BSD */
pid_t wait3(int *status, int options, struct rusage *usage) POSIX_SIGNALS_LABEL(wait3);
pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage) POSIX_SIGNALS_LABEL(wait4);

POSIX_SIGNALS_END

#endif
