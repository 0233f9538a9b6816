// execv and the other functions of its family (XSH exec). [thread]
#include <malloc.h>
#include <stdlib.h>

#include <cstdarg>

#include <posix/unistd.h>

#include "process/api/program.h"

using namespace psig;

namespace {

int exec(const char *path, bool search, char *const argv[], char *const envp[]) {
  if (const Errno error = api::check_program(path, argv, envp)) return api::result(error);
  const SpawnRequest request = api::request_of(path, search, argv, envp);
  return api::result(engine()->exec(&request));
}

unsigned count_arguments(va_list arguments) { // NOLINT(readability-non-const-parameter): va_arg() changes it
  unsigned count = 1;                         // argv[0], or the null in its place
  while (va_arg(arguments, char *) != nullptr) ++count;
  return count;
}

// After the null comes the environment, of execle().
void fill(char **argv, const char *first, unsigned count, va_list *arguments) {
  argv[0] = const_cast<char *>(first);
  for (unsigned n = 1; n <= count && first != nullptr; ++n) argv[n] = va_arg(*arguments, char *);
}

} // namespace

// The arguments as a vector `argv` on the caller's stack; `arguments` stands behind the null.
#define PSIG_ARGV(first)                                                                                               \
  va_list arguments, counted;                                                                                          \
  va_start(arguments, first);                                                                                          \
  va_copy(counted, arguments);                                                                                         \
  const unsigned count = (first) != nullptr ? count_arguments(counted) : 0;                                            \
  va_end(counted);                                                                                                     \
  auto **argv = static_cast<char **>(_alloca((count + 1) * sizeof(char *)));                                           \
  fill(argv, first, count, &arguments)

extern "C" {

int execv(const char *path, char *const argv[]) { return exec(path, false, argv, _environ); }

int execve(const char *path, char *const argv[], char *const envp[]) { return exec(path, false, argv, envp); }

int execvp(const char *file, char *const argv[]) { return exec(file, true, argv, _environ); }

int execvpe(const char *file, char *const argv[], char *const envp[]) { return exec(file, true, argv, envp); }

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): <process.h> has these, too
int execl(const char *path, const char *argument, ...) {
  PSIG_ARGV(argument);
  va_end(arguments);
  return exec(path, false, argv, _environ);
}

int execlp(const char *file, const char *argument, ...) {
  PSIG_ARGV(argument);
  va_end(arguments);
  return exec(file, true, argv, _environ);
}

int execle(const char *path, const char *argument, ...) {
  PSIG_ARGV(argument);
  char *const *envp = va_arg(arguments, char *const *);
  va_end(arguments);
  return exec(path, false, argv, envp);
}
// NOLINTEND(readability-inconsistent-declaration-parameter-name)

// Import slots, where the C run-time's header has declared them dllimport after ours (signal/api/imports.cpp).
extern decltype(&execv) const psig_import_execv __asm__("__imp_posix_execv");
extern decltype(&execve) const psig_import_execve __asm__("__imp_posix_execve");
extern decltype(&execvp) const psig_import_execvp __asm__("__imp_posix_execvp");
extern decltype(&execvpe) const psig_import_execvpe __asm__("__imp_posix_execvpe");

constinit decltype(&execv) const psig_import_execv = execv;
constinit decltype(&execve) const psig_import_execve = execve;
constinit decltype(&execvp) const psig_import_execvp = execvp;
constinit decltype(&execvpe) const psig_import_execvpe = execvpe;

} // extern "C"
