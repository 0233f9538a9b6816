// getrlimit, setrlimit (XSH getrlimit). [any]
#include <posix/sys/resource.h>

#include "signal/api/result.h"

using namespace psig;

extern "C" {

int getrlimit(int resource, struct rlimit *limit) {
  struct rlimit now;
  const Errno error = engine()->rlimit(resource, nullptr, &now);
  return api::result(error != 0 ? error : api::write_user(limit, now));
}

int setrlimit(int resource, const struct rlimit *limit) {
  struct rlimit wanted;
  const Errno error = api::read_user(&wanted, limit);
  return api::result(error != 0 ? error : engine()->rlimit(resource, &wanted, nullptr));
}

} // extern "C"
