/* The program itself as another process, in a role (ROLE(name) in conformance.h). Parent and child talk by signals
 * and by the child's end. posix_spawn() and waitpid(); compiled with RESPAWN_BY_FORK (conformance/run fork) fork()
 * alone; or on Windows, as long as the library has neither, the CRT's spawn. */
#ifndef RESPAWN_H
#define RESPAWN_H
#include "conformance.h"
enum { KILLED = 1000 }; /* reap() of a child that a signal ended: KILLED + signal; else its exit status */

static inline pid_t parent_pid(void) { return (pid_t)strtoll(cf_argv[2], NULL, 10); }

#if __has_include(<spawn.h>) && __has_include(<sys/wait.h>)
#include <spawn.h>
#include <sys/wait.h>
#ifndef environ // the macro of ucrt's header
extern char **environ;
#endif
static inline pid_t respawn_with(const char *role, posix_spawnattr_t *attributes) {
  char parent[32], name[64];
  char *argv[] = {cf_argv[0], name, parent, NULL};
  pid_t pid;
  snprintf(parent, sizeof parent, "%lld", (long long)getpid()), snprintf(name, sizeof name, "%s", role);
  fflush(stdout);
  SETUP(posix_spawn(&pid, argv[0], NULL, attributes, argv, environ) == 0);
  return pid;
}
#ifdef RESPAWN_BY_FORK
static inline pid_t respawn(const char *role) {
  static char parent[32], *argv[] = {"", "", parent, NULL};
  snprintf(parent, sizeof parent, "%lld", (long long)getpid()), fflush(stdout);
  const pid_t pid = fork();
  SETUP(pid != -1);
  if (pid == 0) cf_argv = argv, caught = 0, cf_run(role);
  return pid;
}
#else
static inline pid_t respawn(const char *role) { return respawn_with(role, NULL); }
#endif
static inline int reap(pid_t pid) {
  int status;
  while (waitpid(pid, &status, 0) == -1) SETUP(errno == EINTR);
  return WIFSIGNALED(status) ? KILLED + WTERMSIG(status) : WEXITSTATUS(status);
}
#else
#include <process.h>
__declspec(dllimport) unsigned long __stdcall GetProcessId(void *process);
__declspec(dllimport) unsigned long __stdcall WaitForSingleObject(void *handle, unsigned long milliseconds);
__declspec(dllimport) int __stdcall GetExitCodeProcess(void *process, unsigned long *code);
static struct cf_child {
  pid_t pid;
  intptr_t handle;
} cf_children[64];
static inline pid_t respawn(const char *role) {
  char parent[32];
  int i = 0;
  snprintf(parent, sizeof parent, "%lld", (long long)getpid());
  fflush(stdout);
  while (cf_children[i].pid != 0) i++;
  cf_children[i].handle = _spawnl(_P_NOWAIT, cf_argv[0], cf_argv[0], role, parent, NULL);
  SETUP(cf_children[i].handle != -1);
  return cf_children[i].pid = (pid_t)GetProcessId((void *)cf_children[i].handle);
}
static inline int reap(pid_t pid) {
  unsigned long code = 0;
  int i = 0;
  while (cf_children[i].pid != pid) i++;
  WaitForSingleObject((void *)cf_children[i].handle, 0xFFFFFFFF);
  GetExitCodeProcess((void *)cf_children[i].handle, &code);
  if (code == 0xC000013A) return KILLED + SIGINT;
  return (code & 0xFFFFEF80) == 0xE0530080 ? KILLED + (int)(code & 0x7F) : (int)code;
}
#endif

/* For the child: tells its parent that it is ready, or whatever else the signal means. */
static inline void notify_parent(int sig) { SETUP(kill(parent_pid(), sig) == 0); }
/* For the parent, which blocks the signal: takes it. */
static inline void told(int sig) {
  sigset_t set = set_of(sig, 0);
  int got;
  SETUP(sigwait(&set, &got) == 0 && got == sig);
}
#endif
