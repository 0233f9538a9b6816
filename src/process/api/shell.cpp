// system, popen, pclose (XSH pages of those names): the shell is COMSPEC, as for the C run-time's own, but a child of
// posix_spawn(), so that it has signals and a status as POSIX says. [thread]
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <atomic>

#include <posix/signal.h>
#include <posix/sys/wait.h>

#include "process/api/program.h"

using namespace psig;

namespace {

constexpr int kNoShell = 127 << 8; // as if it had been there and ended with 127

// By the descriptor: the shell at the other end of a stream of popen()'s; 0: none.
std::atomic<pid_t> g_popened[kMostFds];

struct Shell {
  char path[_MAX_PATH];
  bool search;
};

// From the environment as it is now; else wherever PATH has it.
void find_shell(Shell *shell) {
  const char *comspec = getenv("COMSPEC"); // NOLINT(concurrency-mt-unsafe): as getenv() is, by POSIX
  shell->search = comspec == nullptr || *comspec == '\0' || strlen(comspec) >= _MAX_PATH;
  const char *const path = shell->search ? "cmd.exe" : comspec;
  memcpy(shell->path, path, strlen(path) + 1);
}

bool shell_is_there() {
  Shell shell;
  find_shell(&shell);
  if (!shell.search) return _access(shell.path, 0) == 0;
  _searchenv("cmd.exe", "PATH", shell.path);
  return shell.path[0] != '\0';
}

Errno start(const char *command, const posix_spawnattr_t *attributes, const SpawnAction *actions, unsigned count,
            pid_t *pid) {
  Shell shell;
  find_shell(&shell);
  char *argv[] = {shell.path, nullptr};
  SpawnRequest request = api::request_of(shell.path, shell.search, argv, _environ);
  request.attributes = attributes;
  request.actions = actions;
  request.action_count = count;
  request.shell_command = command;
  return engine()->spawn(&request, pid);
}

bool no_shell(Errno error) { return error == ENOENT || error == EACCES || error == ENOEXEC || error == ENOTDIR; }

// Handlers do not end it. ECANCELED only where `to_the_end` is not set.
Errno wait_for(pid_t pid, bool to_the_end, int *status) {
  const WaitRequest request{sizeof(request), P_PID, pid, WEXITED, to_the_end};
  WaitResult result;
  Errno error;
  do error = engine()->wait(&request, &result);
  while (error == EINTR);
  if (error == 0) *status = result.wait_status;
  return error;
}

Errno run(const char *command, const sigset_t &mask, const sigset_t &defaults, int *status) {
  posix_spawnattr_t attributes{};
  attributes.posix_flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
  attributes.posix_default = defaults;
  attributes.posix_mask = mask;
  pid_t pid = 0;
  if (const Errno error = start(command, &attributes, nullptr, 0, &pid); error != 0) {
    *status = kNoShell;
    return no_shell(error) ? 0 : error;
  }
  const Errno error = wait_for(pid, false, status);
  if (error != ECANCELED) return error;
  (void)engine()->kill_tree(pid, SIGKILL, true); // as glibc ends its shell
  (void)wait_for(pid, true, status);
  return ECANCELED;
}

// The pipe of a popen(): which end is whose.
struct Ends {
  int mine, theirs, child_fd;
};

bool make_pipe(const char *mode, Ends *ends) {
  const bool reads = mode[0] == 'r';
  int translation = 0; // _fmode says
  for (const char *p = mode + 1; *p != '\0'; ++p) {
    switch (*p) {
    case 'b': translation = _O_BINARY; break;
    case 't': translation = _O_TEXT; break;
    case 'e': break; // no other program inherits it anyway
    default: errno = EINVAL; return false;
    }
  }
  int fds[2];
  if (_pipe(fds, 4096, translation | _O_NOINHERIT) != 0) return false;
  *ends = reads ? Ends{fds[0], fds[1], 1} : Ends{fds[1], fds[0], 0};
  return true;
}

Errno start_at(const char *command, const Ends &ends, pid_t *pid) {
  const SpawnAction at{SpawnAction::kDup2, ends.child_fd, ends.theirs, 0, 0, nullptr};
  return start(command, nullptr, &at, 1, pid);
}

} // namespace

extern "C" {

// By their symbols: the CRT's headers have declared the names first, or made macros of them.
int posix_system(const char *command);
FILE *posix_popen(const char *command, const char *mode);
int posix_pclose(FILE *stream);

int posix_system(const char *command) {
  if (command == nullptr) return shell_is_there() ? 1 : 0;
  engine()->cancel_point();
  if (api::bad(command)) return api::result(EFAULT);
  const int saved = errno;
  sigset_t mask, defaults;
  int status = -1;
  engine()->shell_begin(&mask, &defaults);
  const Errno error = run(command, mask, defaults, &status);
  engine()->shell_end(&mask);
  errno = saved;
  if (error == ECANCELED) engine()->cancel_point();
  return error == 0 ? status : api::result(error);
}

FILE *posix_popen(const char *command, const char *mode) {
  if (api::bad(command) || api::bad(mode)) return errno = EFAULT, nullptr;
  if (mode[0] != 'r' && mode[0] != 'w') return errno = EINVAL, nullptr;
  Ends ends;
  if (!make_pipe(mode, &ends)) return nullptr;
  FILE *stream = _fdopen(ends.mine, mode[0] == 'r' ? "r" : "w");
  pid_t pid = 0;
  const Errno error = stream == nullptr ? errno : start_at(command, ends, &pid);
  _close(ends.theirs);
  if (stream == nullptr) _close(ends.mine);
  if (stream != nullptr && error != 0 && !no_shell(error)) fclose(stream);
  if (stream == nullptr || (error != 0 && !no_shell(error))) return errno = error, nullptr;
  g_popened[ends.mine].store(error == 0 ? pid : -1); // without a shell: one that ended with 127
  return stream;
}

int posix_pclose(FILE *stream) {
  if (api::bad(stream)) return api::result(EFAULT);
  const int fd = _fileno(stream);
  const pid_t pid = fd >= 0 && fd < static_cast<int>(kMostFds) ? g_popened[fd].exchange(0) : 0;
  if (pid == 0) return api::result(ECHILD);
  (void)fclose(stream);
  int status = kNoShell;
  const Errno error = pid == -1 ? 0 : wait_for(pid, true, &status);
  return error == 0 ? status : api::result(error);
}

} // extern "C"
