// posix_spawnattr_* (XSH pages of those names): values in, values out. [any]
#include <posix/spawn.h>

#include "signal/api/result.h"

using namespace psig;

namespace {

constexpr short kFlags =
    POSIX_SPAWN_RESETIDS | POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID;

template <typename T> int store(const void *attributes, T *out, const T &value) {
  if (api::bad(attributes) || api::bad(out)) return EFAULT;
  *out = value;
  return 0;
}

} // namespace

extern "C" {

int posix_spawnattr_init(posix_spawnattr_t *attributes) {
  if (api::bad(attributes)) return EFAULT;
  *attributes = {};
  return 0;
}

int posix_spawnattr_destroy(posix_spawnattr_t *attributes) { return api::bad(attributes) ? EFAULT : 0; }

int posix_spawnattr_setflags(posix_spawnattr_t *attributes, short flags) {
  if (api::bad(attributes)) return EFAULT;
  if ((flags & ~kFlags) != 0) return EINVAL;
  attributes->posix_flags = flags;
  return 0;
}

int posix_spawnattr_setpgroup(posix_spawnattr_t *attributes, pid_t group) {
  return store(attributes, &attributes->posix_group, group);
}

int posix_spawnattr_setsigdefault(posix_spawnattr_t *__restrict__ attributes, const sigset_t *__restrict__ set) {
  if (api::bad(set)) return EFAULT;
  return store(attributes, &attributes->posix_default, *set);
}

int posix_spawnattr_setsigmask(posix_spawnattr_t *__restrict__ attributes, const sigset_t *__restrict__ mask) {
  if (api::bad(mask)) return EFAULT;
  return store(attributes, &attributes->posix_mask, *mask);
}

int posix_spawnattr_getflags(const posix_spawnattr_t *__restrict__ attributes, short *__restrict__ flags) {
  return api::bad(attributes) ? EFAULT : store(attributes, flags, attributes->posix_flags);
}

int posix_spawnattr_getpgroup(const posix_spawnattr_t *__restrict__ attributes, pid_t *__restrict__ group) {
  return api::bad(attributes) ? EFAULT : store(attributes, group, attributes->posix_group);
}

int posix_spawnattr_getsigdefault(const posix_spawnattr_t *__restrict__ attributes, sigset_t *__restrict__ set) {
  return api::bad(attributes) ? EFAULT : store(attributes, set, attributes->posix_default);
}

int posix_spawnattr_getsigmask(const posix_spawnattr_t *__restrict__ attributes, sigset_t *__restrict__ mask) {
  return api::bad(attributes) ? EFAULT : store(attributes, mask, attributes->posix_mask);
}

int posix_spawnattr_setjob_np(posix_spawnattr_t *attributes, posix_job_t job) {
  if (job < 0) return EINVAL;
  return store(attributes, &attributes->posix_reserved[0], reinterpret_cast<void *>(job));
}

int posix_spawnattr_setschedparam(posix_spawnattr_t *__restrict__, const struct sched_param *__restrict__) {
  return ENOSYS;
}
int posix_spawnattr_getschedparam(const posix_spawnattr_t *__restrict__, struct sched_param *__restrict__) {
  return ENOSYS;
}
int posix_spawnattr_setschedpolicy(posix_spawnattr_t *, int) { return ENOSYS; }
int posix_spawnattr_getschedpolicy(const posix_spawnattr_t *__restrict__, int *__restrict__) { return ENOSYS; }

} // extern "C"
