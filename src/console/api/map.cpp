// posix_console_map_np. [any]
#include "signal/api/result.h"

extern "C" int posix_console_map_np(int event, int sig) {
  int former = 0;
  const psig::Errno error =
      event < 0 ? EINVAL : psig::engine()->console_map(static_cast<unsigned>(event), sig, &former);
  return error == 0 ? former : psig::api::result(error);
}
