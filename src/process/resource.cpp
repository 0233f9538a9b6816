// RLIMIT_CORE and RLIMIT_SIGPENDING are ours; the others are what Windows and the C run-time have, and cannot be
// changed.
#include "process/resource.h"

#include <initializer_list>

#include "process/core_limit.h"
#include "process/queue_limit.h"

namespace psig {
namespace {

#ifdef _UCRT
constexpr rlim_t kDescriptors = 8192; // what the run-time's own table holds
#else
constexpr rlim_t kDescriptors = 2048;
#endif

bool known(int resource) {
  for (const int one :
       {RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_CORE, RLIMIT_NOFILE, RLIMIT_AS, RLIMIT_SIGPENDING})
    if (one == resource) return true;
  return false;
}

struct rlimit limit_of(int resource) {
  if (resource == RLIMIT_CORE) {
    const CoreLimit core = core_limit();
    return {core.soft, core.hard};
  }
  if (resource == RLIMIT_SIGPENDING) {
    const QueueLimit queue = queue_limit();
    return {queue.soft, queue.hard};
  }
  const rlim_t fixed = resource == RLIMIT_NOFILE ? kDescriptors : RLIM_INFINITY;
  return {fixed, fixed};
}

} // namespace

Errno process_rlimit(int resource, const struct rlimit *wanted, struct rlimit *former) {
  if (!known(resource)) return EINVAL;
  const struct rlimit now = limit_of(resource);
  if (former != nullptr) *former = now;
  if (wanted == nullptr) return 0;
  if (resource == RLIMIT_CORE) return core_limit_set({wanted->rlim_cur, wanted->rlim_max});
  if (resource == RLIMIT_SIGPENDING) return queue_limit_set({wanted->rlim_cur, wanted->rlim_max});
  if (wanted->rlim_cur > wanted->rlim_max) return EINVAL;
  if (wanted->rlim_max > now.rlim_max) return EPERM;
  return wanted->rlim_cur == now.rlim_cur && wanted->rlim_max == now.rlim_max ? 0 : EINVAL;
}

} // namespace psig
