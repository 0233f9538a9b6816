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

// What an answer of sigaction() is called in signal() and its kin.
inline posix_sighandler_t failed(Errno error) {
  errno = error;
  return SIG_ERR;
}

} // namespace psig::api
