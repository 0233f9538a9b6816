// Which release this copy of the library is. [any]
#include "signal/api/result.h"

#include <posix/version.h>

extern "C" const char *posix_signal_version_np(int *number) {
  psig::Errno error = psig::api::bad_optional(number) ? EFAULT : 0;
  if (error == 0 && number != nullptr) error = psig::api::write_user(number, POSIX_SIGNALS_VERSION_NUMBER);
  if (error == 0) return POSIX_SIGNALS_VERSION;
  (void)psig::api::result(error);
  return nullptr;
}
