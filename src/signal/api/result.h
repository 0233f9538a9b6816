// What every extern "C" entry does with the engine's answer. The definitions in this directory carry the POSIX names;
// the labels of the public headers bind them to posix_*. Each entry sets the errno of the CRT of its own copy.
#pragma once

#include <cerrno>

#include "base/errno_result.h"
#include "base/sigset.h"
#include "signal/engine_table.h"

namespace psig::api {

// [any] errno only changes on failure.
inline int result(Errno error) {
  if (error == 0) return 0;
  errno = error;
  return -1;
}

// An address that no process can use: the first 64 KiB, as far as a bad pointer can be told without touching it.
inline bool bad(const void *pointer) { return reinterpret_cast<unsigned long long>(pointer) < 0x10000; }
inline bool bad_optional(const void *pointer) { return pointer != nullptr && bad(pointer); }

// A cancellation point that waits in the engine: ECANCELED comes back with nothing held and nothing taken, and is acted
// upon here. The second turn is one of a clean-up handler that has switched cancellation on again. [thread]
template <typename Call> Errno cancellable(Call call) {
  for (;;) {
    const Errno error = call();
    if (error != ECANCELED) return error;
    engine()->cancel_point();
  }
}

// The caller's memory where Linux's kernel is the one that touches it: EFAULT. Where glibc does, a plain access outside
// of the engine is right, whose fault a handler of SIGSEGV gets.
template <typename T> Errno read_user(T *own, const T *user) { return engine()->user_copy(own, user, sizeof(T)); }
template <typename T> Errno write_user(T *user, const T &own) { return engine()->user_copy(user, &own, sizeof(T)); }

// A value that a call changes in place, or null. What cannot be told back is EFAULT, although the call has been made.
template <typename T, typename Call> Errno in_place(T *user, Call call) {
  if (user == nullptr) return call(static_cast<T *>(nullptr));
  T own{};
  if (const Errno error = read_user(&own, user)) return error;
  const Errno error = call(&own);
  const Errno told = write_user(user, own);
  return error != 0 ? error : told;
}

// Whether there is memory to read: for what others read under a delivery guard. Of each page a byte. It may go
// meanwhile; then it is a fault as any other.
inline Errno readable(const void *memory, std::size_t size) {
  constexpr std::size_t kPage = 4096;
  const char *at = static_cast<const char *>(memory);
  char byte;
  for (std::size_t step; size != 0; at += step, size -= step) {
    if (const Errno error = read_user(&byte, at)) return error;
    const std::size_t rest = kPage - reinterpret_cast<std::uintptr_t>(at) % kPage;
    step = size < rest ? size : rest;
  }
  return 0;
}

// What signal() and the like return for an answer of sigaction().
inline posix_sighandler_t failed(Errno error) {
  errno = error;
  return SIG_ERR;
}

} // namespace psig::api
