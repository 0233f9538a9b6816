// Which thread a handle means, in a form that outlives the handle.
#pragma once

#include <cstdint>

namespace psig::nt {

using Handle = void *;

struct ThreadIdentity {
  unsigned long tid = 0; // 0: no thread's, or unknown
  std::uint64_t created = 0;
};

// False: it is no handle, or no longer. [any]
[[nodiscard]] bool thread_identity(Handle handle, ThreadIdentity *out);
// A handle of the caller's own to wait for it, from one that stood for it once; null: it has ended. [any]
[[nodiscard]] Handle thread_again(Handle former, const ThreadIdentity &thread);

} // namespace psig::nt
