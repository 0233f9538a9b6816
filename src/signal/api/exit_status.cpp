// Exit statuses as signals, and back (docs/design.md, 8). No engine. [any]
#include "base/exit_status.h"

#include <posix/signal_np.h>

#include "base/sigset.h"
#include "signal/api/result.h"

using namespace psig;

extern "C" {

unsigned posix_exit_status_of_signal_np(int sig, int core) {
  if (is_signo(sig)) return exit_status_of_signal(sig, core != 0);
  errno = EINVAL;
  return 0;
}

int posix_signal_of_exit_status_np(unsigned status, int *core) {
  if (api::bad_optional(core)) {
    errno = EFAULT;
    return -1;
  }
  const ChildState end = child_end(status);
  if (core != nullptr) *core = end.code == ChildCode::kDumped;
  return end.code != ChildCode::kExited ? static_cast<int>(end.status) : 0;
}

} // extern "C"
