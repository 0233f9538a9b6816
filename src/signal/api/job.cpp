// Jobs: posix_job_create_np and its like. [any], but the wait
#include <posix/spawn.h>

#include "signal/api/result.h"

using psig::engine;
using psig::api::result;

extern "C" {

posix_job_t posix_job_create_np(unsigned flags) {
  if ((flags & ~POSIX_JOB_KILL_ON_CLOSE) != 0) return result(EINVAL);
  posix_job_t job = -1;
  const psig::Errno error = engine()->job_create((flags & POSIX_JOB_KILL_ON_CLOSE) != 0, &job);
  return error == 0 ? job : result(error);
}

int posix_job_close_np(posix_job_t job) { return result(engine()->job_close(job)); }

int posix_job_kill_np(posix_job_t job, int sig) {
  if (sig != 0 && !psig::is_signo(sig)) return result(EINVAL);
  return result(engine()->job_kill(job, sig));
}

int posix_job_wait_np(posix_job_t job, int *milliseconds) {
  bool empty = false;
  const psig::Errno error =
      psig::api::in_place(milliseconds, [&](int *left) { return engine()->job_wait(job, left, &empty); });
  return error == 0 ? (empty ? 1 : 0) : result(error);
}

} // extern "C"
