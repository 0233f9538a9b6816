// sem_* (XSH pages of those names). To them, as to glibc, a semaphore is plain memory: a bad address is a fault.
#include <fcntl.h>
#include <stdarg.h>

#include <posix/semaphore.h>

#include "interrupt/named_semaphore.h"
#include "signal/api/result.h"

using namespace psig;

namespace {

int wait(sem_t *sem, const struct timespec *until, bool monotonic) {
  engine()->cancel_point();
  return api::result(api::cancellable([=] { return engine()->semaphore_wait(sem, until, monotonic); }));
}

bool good(const struct timespec *time) { return time->tv_nsec >= 0 && time->tv_nsec <= 999'999'999; }

unsigned flags_of(int flags) {
  return ((flags & _O_CREAT) != 0 ? kSemCreate : 0) | ((flags & _O_EXCL) != 0 ? kSemExclusive : 0);
}

} // namespace

extern "C" {

int sem_init(sem_t *sem, int pshared, unsigned value) {
  return api::result(engine()->semaphore_init(sem, pshared != 0, value));
}
int sem_destroy(sem_t *sem) { return api::result(engine()->semaphore_destroy(sem)); }
int sem_post(sem_t *sem) { return api::result(engine()->semaphore_post(sem)); }
int sem_trywait(sem_t *sem) { return api::result(engine()->semaphore_try(sem)); }
int sem_wait(sem_t *sem) { return wait(sem, nullptr, true); }

int sem_timedwait(sem_t *sem, const struct timespec *abstime) {
  return good(abstime) ? wait(sem, abstime, false) : api::result(EINVAL);
}

int sem_clockwait(sem_t *sem, clockid_t clock, const struct timespec *abstime) {
  constexpr clockid_t kRealtime = 0, kMonotonic = 1; // winpthreads' CLOCK_REALTIME, CLOCK_MONOTONIC
  if ((clock != kRealtime && clock != kMonotonic) || !good(abstime)) return api::result(EINVAL);
  return wait(sem, abstime, clock == kMonotonic);
}

int sem_getvalue(sem_t *sem, int *value) {
  if (engine()->semaphore_value(sem, value) != 0) return api::result(EINVAL);
  return 0;
}

sem_t *sem_open(const char *name, int flags, ...) {
  unsigned value = 0;
  if ((flags & _O_CREAT) != 0) {
    va_list more;
    va_start(more, flags);
    (void)va_arg(more, int); // mode_t, promoted
    value = va_arg(more, unsigned);
    va_end(more);
  }
  sem_t *sem = SEM_FAILED;
  const Errno error = engine()->semaphore_open(name, flags_of(flags), value, &sem);
  if (error != 0) errno = error;
  return error == 0 ? sem : SEM_FAILED;
}

int sem_close(sem_t *sem) { return api::result(engine()->semaphore_close(sem)); }
int sem_unlink(const char *name) { return api::result(engine()->semaphore_unlink(name)); }

} // extern "C"
