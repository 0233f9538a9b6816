/* Signals are not handled but waited for, so nothing is lost between a look and a sleep. */
#include "common/command.h"

#include <posix/spawn.h>
#include <posix/sys/wait.h>
#include <posix/unistd.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/say.h"
#include "common/tool.h"

static void nothing(int signo) { (void)signo; }

/* From <profileapi.h>: the win32 thread model has no clock_gettime(), and the public headers no clock. */
__declspec(dllimport) int __stdcall QueryPerformanceCounter(long long *count);
__declspec(dllimport) int __stdcall QueryPerformanceFrequency(long long *per_second);
/* <libloaderapi.h>, for the same reason. */
__declspec(dllimport) void *__stdcall GetModuleHandleA(const char *name);
__declspec(dllimport) void *__stdcall GetProcAddress(void *module, const char *name);

long long now_ms(void) {
  long long count = 0, per_second = 1;
  QueryPerformanceFrequency(&per_second);
  QueryPerformanceCounter(&count);
  return count / per_second * 1000 + count % per_second * 1000 / per_second;
}

void command_block(struct command *command) {
  sigset_t all;
  struct sigaction action = {.sa_handler = nothing};
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &command->former);
  /* Also where the caller ignores it: the command's end must be told. And Ctrl-Break is SIGTERM without a handler. */
  sigaction(SIGCHLD, &action, NULL);
  sigaction(SIGBREAK, &action, NULL);
}

static int cannot_start(const char *name, int error) {
  say(stderr, "%s: %s: %s\n", tool.name, name, strerror(error));
  if (error == ENOENT || error == ENOTDIR) return STATUS_NOT_FOUND;
  return error == EAGAIN || error == ENOMEM || error == EPERM ? STATUS_OWN_FAILURE : STATUS_CANNOT_RUN;
}

int command_start(struct command *command, char **words, int new_group, unsigned job_flags) {
  posix_spawnattr_t attributes;
  command->job = posix_job_create_np(job_flags);
  if (command->job == -1) return say(stderr, "%s: %s\n", tool.name, strerror(errno)), STATUS_OWN_FAILURE;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, (short)(POSIX_SPAWN_SETSIGMASK | (new_group ? POSIX_SPAWN_SETPGROUP : 0)));
  posix_spawnattr_setsigmask(&attributes, &command->former);
  posix_spawnattr_setjob_np(&attributes, command->job);
  const int error = posix_spawnp(&command->pid, words[0], NULL, &attributes, words, tool_environment);
  if (error != 0) return cannot_start(words[0], error);
  command->process = posix_pidfd_open_np(command->pid, 0);
  return 0;
}

void command_signal(struct command *command, int signo) {
  char name[SIG2STR_MAX] = "0";
  sig2str(signo, name);
  const int failed = command->whole_job ? posix_job_kill_np(command->job, signo) != 0 : kill(command->pid, signo) != 0;
  if (failed && errno != ESRCH) {
    const char *const why = errno == ENOSYS ? "Process cannot take this signal" : strerror(errno);
    if (command->verbose || errno != ENOSYS)
      say(stderr, "%s: %s to %lld: %s\n", tool.name, name, (long long)command->pid, why);
  } else if (command->verbose) {
    say(stderr, "%s: %s sent to %lld\n", tool.name, name, (long long)command->pid);
  }
  if (!failed && signo != SIGCONT && !stops(signo)) command->asked = 1;
  if (!failed && command->asked && command->stopped) command_signal(command, SIGCONT);
}

/* ---- what becomes of it ------------------------------------------------------------------------------------------ */

static void take_status(struct command *command, const siginfo_t *info) {
  int patience = 0;
  if (command->process != -1 && posix_pidfd_wait_np(command->process, &patience, &command->status) == 1) return;
  if (info->si_code == CLD_EXITED) command->status = (unsigned)info->si_status;
  else command->status = posix_exit_status_of_signal_np(info->si_status, info->si_code == CLD_DUMPED);
}

/* Everything there is to be told; 1 if it has ended. */
static int look(struct command *command) {
  siginfo_t info;
  for (;;) {
    memset(&info, 0, sizeof info);
    if (waitid(P_PID, (id_t)command->pid, &info, WEXITED | WSTOPPED | WCONTINUED | WNOHANG) != 0 || info.si_pid == 0)
      return 0;
    if (info.si_code == CLD_CONTINUED || info.si_code == CLD_STOPPED) {
      command->stopped = info.si_code == CLD_STOPPED;
      if (command->stopped && command->asked) command_signal(command, SIGCONT);
    } else {
      take_status(command, &info);
      return 1;
    }
  }
}

int command_wait(struct command *command, long long deadline, siginfo_t *info) {
  sigset_t all;
  sigfillset(&all);
  for (;;) {
    struct timespec left = {0, 0};
    if (look(command)) return -1;
    if (deadline >= 0) {
      long long ms = deadline - now_ms();
      if (ms <= 0) return 0;
      if (ms > 86400000) ms = 86400000; /* a day at a time: no sum overflows */
      left.tv_sec = (time_t)(ms / 1000);
      left.tv_nsec = (long)(ms % 1000) * 1000000;
    }
    const int signo = sigtimedwait(&all, info, deadline < 0 ? NULL : &left);
    if (signo > 0 && signo != SIGCHLD) return signo;
  }
}

/* A console tells every process on it of Ctrl-C and Ctrl-Break ("CTRL+C and CTRL+BREAK Signals"), and Ctrl-C is on in a
 * group of posix_spawn()'s. Under Wine the Unix terminal tells its own process group, which is another one. */
int keys_reach_groups(void) { return GetProcAddress(GetModuleHandleA("ntdll"), "wine_get_version") == NULL; }

int stops(int signo) { return signo == SIGTSTP || signo == SIGTTIN || signo == SIGTTOU; }

void command_stop(struct command *command, int signo) {
  command_signal(command, signo);
  kill(getpid(), SIGSTOP);
}

/* ---- exit statuses (docs/design.md, 8) --------------------------------------------------------------------------- */

int status_signal(unsigned status) { return posix_signal_of_exit_status_np(status, NULL); }

unsigned status_of_shell(unsigned status) {
  const int signo = status_signal(status);
  if (signo != 0) return 128 + (unsigned)signo;
  return (status & 0xFF) != 0 || status == 0 ? status & 0xFF : 255;
}
