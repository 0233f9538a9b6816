/* <posix/spawn.h>: <spawn.h> of POSIX.1-2024.
 *
 * Tags as in <posix/signal.h>. All functions but those of jobs return 0 or an error number; errno stays as it was. */
#ifndef POSIX_SIGNALS_SPAWN_H
#define POSIX_SIGNALS_SPAWN_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/sys/types.h>

#include <stdint.h>

#include <posix/export.h>

#define POSIX_SPAWN_RESETIDS 0x01 /* accepted; there is nothing to reset */
#define POSIX_SPAWN_SETPGROUP 0x02
#define POSIX_SPAWN_SETSIGDEF 0x04
#define POSIX_SPAWN_SETSIGMASK 0x08
#define POSIX_SPAWN_SETSCHEDPARAM 0x10 /* not supported, as the two options that these belong to */
#define POSIX_SPAWN_SETSCHEDULER 0x20
#define POSIX_SPAWN_SETSID 0x80

typedef struct {
  short posix_flags;
  pid_t posix_group;
  sigset_t posix_default, posix_mask;
  void *posix_reserved[4];
} posix_spawnattr_t;

typedef struct {
  unsigned posix_count, posix_room;
  void *posix_actions;
  void *posix_reserved[4];
} posix_spawn_file_actions_t;

struct sched_param;

POSIX_SIGNALS_BEGIN

/* Start a program in a new process, and store its Windows pid if `pid` is not null. `path` may lack ".exe";
 * posix_spawnp() looks for a name without a slash in the directories of PATH. The child inherits the caller's mask,
 * ignored signals, process group and session where it has this library, every descriptor whose handle is inheritable
 * (not O_NOINHERIT), and no other handle. Text is UTF-8, or else in the system's code page: paths, arguments, and
 * the environment, where a variable of the caller's own that has lost characters in `environ` is passed on whole. A
 * null `envp` is an empty environment.
 * Return 0 or an error number: ENOENT, EACCES (also of a directory), ENOEXEC (no program of this system; .bat and
 * .cmd, too), E2BIG (a command line of more than 32,767 characters), EINVAL (a quote in argv[0]; a negative group),
 * EPERM (no such group in the session; SETPGROUP with SETSID), ENAMETOOLONG, EAGAIN, ENOMEM, EFAULT, and those of
 * the file actions. [thread] XSH posix_spawn */
int posix_spawn(pid_t *__restrict__ pid, const char *__restrict__ path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *__restrict__ attributes, char *const argv[], char *const envp[])
    POSIX_SIGNALS_LABEL(posix_spawn);
int posix_spawnp(pid_t *__restrict__ pid, const char *__restrict__ file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *__restrict__ attributes, char *const argv[], char *const envp[])
    POSIX_SIGNALS_LABEL(posix_spawnp);

/* ---- attributes: EINVAL for unknown flags and for those of the scheduler, EFAULT. [any] XSH posix_spawnattr_* ---- */

int posix_spawnattr_init(posix_spawnattr_t *attributes) POSIX_SIGNALS_LABEL(posix_spawnattr_init);
int posix_spawnattr_destroy(posix_spawnattr_t *attributes) POSIX_SIGNALS_LABEL(posix_spawnattr_destroy);
int posix_spawnattr_setflags(posix_spawnattr_t *attributes, short flags) POSIX_SIGNALS_LABEL(posix_spawnattr_setflags);
int posix_spawnattr_getflags(const posix_spawnattr_t *__restrict__ attributes, short *__restrict__ flags)
    POSIX_SIGNALS_LABEL(posix_spawnattr_getflags);
/* The group that the child joins; 0 stands for one of its own. */
int posix_spawnattr_setpgroup(posix_spawnattr_t *attributes, pid_t group)
    POSIX_SIGNALS_LABEL(posix_spawnattr_setpgroup);
int posix_spawnattr_getpgroup(const posix_spawnattr_t *__restrict__ attributes, pid_t *__restrict__ group)
    POSIX_SIGNALS_LABEL(posix_spawnattr_getpgroup);
/* Signals that are set to their default action though the caller ignores them. */
int posix_spawnattr_setsigdefault(posix_spawnattr_t *__restrict__ attributes, const sigset_t *__restrict__ set)
    POSIX_SIGNALS_LABEL(posix_spawnattr_setsigdefault);
int posix_spawnattr_getsigdefault(const posix_spawnattr_t *__restrict__ attributes, sigset_t *__restrict__ set)
    POSIX_SIGNALS_LABEL(posix_spawnattr_getsigdefault);
int posix_spawnattr_setsigmask(posix_spawnattr_t *__restrict__ attributes, const sigset_t *__restrict__ mask)
    POSIX_SIGNALS_LABEL(posix_spawnattr_setsigmask);
int posix_spawnattr_getsigmask(const posix_spawnattr_t *__restrict__ attributes, sigset_t *__restrict__ mask)
    POSIX_SIGNALS_LABEL(posix_spawnattr_getsigmask);
/* Always ENOSYS: process scheduling is an option that this system has not. */
int posix_spawnattr_setschedparam(posix_spawnattr_t *__restrict__ attributes,
                                  const struct sched_param *__restrict__ parameters)
    POSIX_SIGNALS_LABEL(posix_spawnattr_setschedparam);
int posix_spawnattr_getschedparam(const posix_spawnattr_t *__restrict__ attributes,
                                  struct sched_param *__restrict__ parameters)
    POSIX_SIGNALS_LABEL(posix_spawnattr_getschedparam);
int posix_spawnattr_setschedpolicy(posix_spawnattr_t *attributes, int policy)
    POSIX_SIGNALS_LABEL(posix_spawnattr_setschedpolicy);
int posix_spawnattr_getschedpolicy(const posix_spawnattr_t *__restrict__ attributes, int *__restrict__ policy)
    POSIX_SIGNALS_LABEL(posix_spawnattr_getschedpolicy);

/* ---- file actions, carried out in order: EBADF (a number that is no descriptor's), ENOMEM, EFAULT. [thread]
 * XSH posix_spawn_file_actions_* ----------------------------------------------------------------------------------- */

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions)
    POSIX_SIGNALS_LABEL(posix_spawn_file_actions_init);
int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
    POSIX_SIGNALS_LABEL(posix_spawn_file_actions_destroy);
/* Opens a file in that descriptor, as open() does. "/dev/null" and "/dev/tty" are known. */
int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *__restrict__ actions, int fd,
                                     const char *__restrict__ path, int flags, mode_t mode)
    POSIX_SIGNALS_LABEL(posix_spawn_file_actions_addopen);
/* Closes a descriptor of the child; one that is not open is no error. */
int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int fd)
    POSIX_SIGNALS_LABEL(posix_spawn_file_actions_addclose);
/* Makes `fd` a copy of `from`; if they are the same, it is inherited even if it would not be. The spawn fails with
 * EBADF if it is not open. */
int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions, int from, int fd)
    POSIX_SIGNALS_LABEL(posix_spawn_file_actions_adddup2);
/* Changes the directory of the child, from there on also for relative paths of later actions and of the program. */
int posix_spawn_file_actions_addchdir(posix_spawn_file_actions_t *__restrict__ actions, const char *__restrict__ path)
    POSIX_SIGNALS_LABEL(posix_spawn_file_actions_addchdir);
int posix_spawn_file_actions_addfchdir(posix_spawn_file_actions_t *actions, int fd)
    POSIX_SIGNALS_LABEL(posix_spawn_file_actions_addfchdir);
/* The names that they had before POSIX.1-2024. */
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *__restrict__ actions,
                                         const char *__restrict__ path)
    POSIX_SIGNALS_LABEL(posix_spawn_file_actions_addchdir);
int posix_spawn_file_actions_addfchdir_np(posix_spawn_file_actions_t *actions, int fd)
    POSIX_SIGNALS_LABEL(posix_spawn_file_actions_addfchdir);
/* The child's group becomes the foreground group of the terminal `fd` (which the child has by then) before the child
 * runs. EBADF EFAULT ENOMEM; from posix_spawn() also ENOTTY. [thread] glibc 2.35 */
int posix_spawn_file_actions_addtcsetpgrp_np(posix_spawn_file_actions_t *actions, int fd)
    POSIX_SIGNALS_LABEL(posix_spawn_file_actions_addtcsetpgrp_np);

/* ---- beyond POSIX: jobs -------------------------------------------------------------------------------------------
 * A Windows job object: the processes spawned into it and all that descends from them, even when their parents have
 * ended. A posix_job_t is its HANDLE; it is not inherited. */

typedef intptr_t posix_job_t;
#define POSIX_JOB_KILL_ON_CLOSE 1u /* when it is closed, or its holder ends in whatever way, all its processes end */
/* Makes a job; `flags` is 0 or POSIX_JOB_KILL_ON_CLOSE. Returns it, or -1. Fails with EINVAL (flags) and EAGAIN.
 * [any] */
posix_job_t posix_job_create_np(unsigned flags);
/* Closes a job. Returns 0, or -1. Fails with EBADF. [any] */
int posix_job_close_np(posix_job_t job);
/* Sets the job that children are spawned into; 0, the first setting, stands for none. Returns 0 or an error number:
 * EINVAL (negative); the spawn fails with EBADF if it is no job, and with EPERM if a job that the caller is in does
 * not allow it. [any] */
int posix_spawnattr_setjob_np(posix_spawnattr_t *attributes, posix_job_t job);
/* Sends a signal, as kill() does, to each process that is in the job now, last to the caller if he is one of them;
 * SIGKILL ends them all at once. Returns 0 if any of them took it, or -1 with the error of the first. Fails with
 * EBADF, EINVAL, ESRCH (nobody is in it), EPERM, ENOSYS and ENOMEM. [any] */
int posix_job_kill_np(posix_job_t job, int sig);
/* Waits until nobody but the caller is in it, for at most *milliseconds, which are lowered by the time that
 * has passed; null stands for "for ever". Returns 1 if so, 0 if not, or -1. Fails with EBADF, EFAULT and ENOMEM.
 * [thread] */
int posix_job_wait_np(posix_job_t job, int *milliseconds);

POSIX_SIGNALS_END

#endif
