/* <posix/sys/wait.h>: <sys/wait.h> of POSIX.1-2024, with BSD's wait3() and wait4().
 *
 * Children are the processes that posix_spawn() has made, and any other child of this process once its pid has been
 * given to waitpid() or waitid(). Tags as in <posix/signal.h>. */
#ifndef POSIX_SIGNALS_SYS_WAIT_H
#define POSIX_SIGNALS_SYS_WAIT_H
#pragma GCC system_header

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

/* Wait for a child to end; its pid, with its status stored if the pointer is not null. ECHILD, EINTR (a handler without
 * SA_RESTART has run). [thread] XSH wait */
pid_t wait(int *status) POSIX_SIGNALS_LABEL(wait);
/* Wait for a child: that pid, any of the own group (0), any (-1), any of a group (< -1). WNOHANG: 0 if there is nothing
 * to tell; WUNTRACED, WCONTINUED: also one that was stopped or continued. ECHILD EINTR EINVAL. [thread] XSH waitpid */
pid_t waitpid(pid_t pid, int *status, int options) POSIX_SIGNALS_LABEL(waitpid);
/* The same with a siginfo_t, whose si_status has all 32 bits of an exit value. WNOWAIT leaves the child as it is. With
 * WNOHANG and nothing to tell si_signo and si_pid are 0. P_PIDFD: what posix_pidfd_open_np() gave; EBADF. ECHILD EINTR
 * EINVAL. [thread] XSH waitid; Linux for P_PIDFD */
int waitid(idtype_t idtype, id_t id, siginfo_t *info, int options) POSIX_SIGNALS_LABEL(waitid);
/* waitpid() with what the child has used so far. [thread] BSD */
pid_t wait3(int *status, int options, struct rusage *usage) POSIX_SIGNALS_LABEL(wait3);
pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage) POSIX_SIGNALS_LABEL(wait4);

POSIX_SIGNALS_END

#endif
