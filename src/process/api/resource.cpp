// getrlimit, setrlimit (XSH getrlimit). [any]
#include <posix/sys/resource.h>

#include "signal/api/entry.h"

using namespace psig;

extern "C" {

int getrlimit(int resource, struct rlimit *limit) {
  return api::bad(limit) ? api::result(EFAULT) : api::result(engine()->rlimit(resource, nullptr, limit));
}

int setrlimit(int resource, const struct rlimit *limit) {
  return api::bad(limit) ? api::result(EFAULT) : api::result(engine()->rlimit(resource, limit, nullptr));
}

} // extern "C"
