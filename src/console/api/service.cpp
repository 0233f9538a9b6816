// posix_service_main_np, posix_service_map_np.
#include <posix/service.h>

#include "signal/api/result.h"

extern "C" {

int posix_service_main_np(int (*body)(int argc, char **argv), int argc, char **argv) {
  if (psig::api::bad(reinterpret_cast<const void *>(body)) || psig::api::bad(argv)) return psig::api::result(EFAULT);
  if (argc < 0) return psig::api::result(EINVAL);
  if (const psig::Errno error = psig::engine()->service_begin(&argc, &argv)) return psig::api::result(error);
  const int status = body(argc, argv);
  psig::engine()->service_body_ended();
  return status;
}

int posix_service_map_np(int control, int sig) {
  int former = 0;
  const psig::Errno error =
      control < 0 ? EINVAL : psig::engine()->service_map(static_cast<unsigned>(control), sig, &former);
  return error == 0 ? former : psig::api::result(error);
}

} // extern "C"
