// timer_create, timer_settime, timer_gettime, timer_getoverrun, timer_delete (XSH timer_create, timer_delete,
// timer_getoverrun). [any] but for timer_create, which is [thread]
#include <posix/signal.h>
#include <posix/time.h>

#include "base/sigset.h"
#include "signal/api/result.h"
#include "timer/api/notify.h"
#include "timer/api/time_spec.h"

using namespace psig;

namespace {

int id_of(timer_t timer) { return static_cast<int>(reinterpret_cast<std::uintptr_t>(timer)); }

itimerspec spec_of(const TimerLeft &left) { return {api::to_timespec(left.interval), api::to_timespec(left.value)}; }

Errno request_of(const struct sigevent *event, TimerRequest *request) {
  if (event == nullptr) { // XSH timer_create: SIGALRM, with the timer's id
    request->notify = Notify::kSignal, request->signo = SIGALRM, request->value_is_id = true;
    return 0;
  }
  struct sigevent wanted;
  if (const Errno error = api::read_user(&wanted, event)) return error;
  request->value = reinterpret_cast<std::uint64_t>(wanted.sigev_value.sival_ptr);
  request->signo = wanted.sigev_signo;
  switch (wanted.sigev_notify) {
  case SIGEV_NONE: request->notify = Notify::kNone; return 0;
  case SIGEV_THREAD: return api::notify_by_thread(wanted, request);
  case SIGEV_SIGNAL:
  case SIGEV_THREAD_ID:
    request->notify = Notify::kSignal;
    if (wanted.sigev_notify == SIGEV_THREAD_ID) request->thread = wanted.sigev_notify_thread_id;
    if (wanted.sigev_notify == SIGEV_THREAD_ID && request->thread == 0) return EINVAL;
    return is_signo(wanted.sigev_signo) ? 0 : EINVAL;
  default: return EINVAL;
  }
}

} // namespace

extern "C" {

int timer_create(clockid_t clock, struct sigevent *__restrict event, timer_t *__restrict timer) {
  TimerRequest request{};
  request.clock = clock;
  int id = 0;
  Errno error = request_of(event, &request);
  if (error == 0) error = engine()->timer_make(&request, &id);
  if (error != 0) return api::result(error);
  error = api::write_user(timer, reinterpret_cast<timer_t>(static_cast<std::uintptr_t>(id)));
  if (error != 0) (void)engine()->timer_end(id);
  return api::result(error);
}

// What cannot be told back is EFAULT, although the timer has been set, as on Linux.
int timer_settime(timer_t timer, int flags, const struct itimerspec *__restrict value,
                  struct itimerspec *__restrict former) {
  struct itimerspec wanted;
  if (value == nullptr) return api::result(EINVAL);
  if (const Errno error = api::read_user(&wanted, value)) return api::result(error);
  if (!api::valid(wanted.it_value) || !api::valid(wanted.it_interval)) return api::result(EINVAL);
  const TimerLeft setting{api::to_ns(wanted.it_value), api::to_ns(wanted.it_interval)};
  TimerLeft left;
  const Errno error = engine()->timer_set(id_of(timer), (flags & TIMER_ABSTIME) != 0, &setting, &left);
  if (error != 0 || former == nullptr) return api::result(error);
  return api::result(api::write_user(former, spec_of(left)));
}

int timer_gettime(timer_t timer, struct itimerspec *value) {
  TimerLeft left;
  const Errno error = engine()->timer_get(id_of(timer), &left);
  return api::result(error != 0 ? error : api::write_user(value, spec_of(left)));
}

int timer_getoverrun(timer_t timer) {
  int count = 0;
  const Errno error = engine()->timer_overrun(id_of(timer), &count);
  return error == 0 ? count : api::result(error);
}

int timer_delete(timer_t timer) { return api::result(engine()->timer_end(id_of(timer))); }

} // extern "C"
