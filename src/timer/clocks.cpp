// Which clock an id means, and its time (XSH clock_getres, clock_getcpuclockid). [any]
#include "timer/clocks.h"

#include "nt/system/clock.h"
#include "nt/system/win32_errno.h"
#include "nt/thread/teb.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/identity.h"
#include "timer/clock_id.h"

namespace psig {
namespace {

// Of this process; the kernel's object of one that has ended may still be there.
bool own_thread_lives(std::uint32_t tid) {
  const nt::Handle thread = nt::thread_open(tid);
  if (thread == nullptr) return false;
  const bool alive = nt::thread_alive(thread);
  nt::handle_close(thread);
  return alive;
}

Errno cpu_use(int clock, ClockUse *use) {
  const std::uint32_t id = cpu_clock_id(clock);
  switch (cpu_clock_kind(clock)) {
  case CpuOf::kNone: break;
  case CpuOf::kProcess:
    use->clock = TimerClock::kProcess;
    use->pid = id != g_identity.pid ? id : 0;
    return 0;
  case CpuOf::kThread:
    use->clock = TimerClock::kThread;
    use->tid = id;
    return own_thread_lives(id) ? 0 : EINVAL;
  }
  return EINVAL;
}

Errno cpu_now(const ClockUse &use, nt::CpuTime *time) {
  if (use.clock == TimerClock::kThread) {
    if (use.tid == nt::current_tid()) return nt::own_thread_cpu(time) ? 0 : EINVAL;
    const nt::Handle thread = nt::thread_open(use.tid);
    const bool told = thread != nullptr && nt::thread_cpu(thread, time);
    if (thread != nullptr) nt::handle_close(thread);
    return told ? 0 : EINVAL;
  }
  unsigned long error = 0;
  if (use.pid == 0) return nt::process_cpu(time) ? 0 : EINVAL;
  return nt::process_cpu_of(use.pid, time, &error) ? 0 : EINVAL;
}

} // namespace

Errno clock_use(int clock, ClockUse *use) {
  *use = {};
  switch (clock) {
  case kClockRealCoarse: use->coarse = true; [[fallthrough]];
  case kClockReal: use->clock = TimerClock::kReal; return 0;
  case kClockMonotonic: return 0;
  case kClockBoot: use->clock = TimerClock::kBoot; return 0;
  case kClockProcess: use->clock = TimerClock::kProcess; return 0;
  case kClockThread:
    use->clock = TimerClock::kThread;
    use->tid = static_cast<std::uint32_t>(nt::current_tid());
    return 0;
  default: return cpu_use(clock, use);
  }
}

Errno clock_time(int clock, unsigned long long *ns) {
  ClockUse use;
  if (const Errno error = clock_use(clock, &use)) return error;
  if (use.clock == TimerClock::kReal) *ns = use.coarse ? nt::real_coarse_ns() : nt::real_ns();
  else if (!is_cpu(use.clock)) *ns = nt::now_ns();
  else {
    nt::CpuTime time;
    if (const Errno error = cpu_now(use, &time)) return error;
    *ns = time.kernel + time.user;
  }
  return 0;
}

Errno clock_step(int clock, unsigned long long *ns) {
  ClockUse use;
  if (const Errno error = clock_use(clock, &use)) return error;
  if (use.coarse || is_cpu(use.clock)) *ns = nt::cpu_step();
  else *ns = use.clock == TimerClock::kReal ? nt::kClockStep : nt::monotonic_step();
  return 0;
}

Errno clock_of_process(pid_t pid, int *clock) {
  if (pid < 0 || pid > 0xFFFFFFFF) return ESRCH;
  const auto id = static_cast<std::uint32_t>(pid != 0 ? pid : g_identity.pid);
  if (id != g_identity.pid) {
    nt::CpuTime time;
    unsigned long error = 0;
    if (!nt::process_cpu_of(id, &time, &error)) return nt::errno_from_win32(error) == EACCES ? EPERM : ESRCH;
    const DeliveryGuard delivery; // the kernel's object of one that has ended may still be there, as above
    if (g_upcalls.send(id, Record{.signo = 0}, false) == ESRCH) return ESRCH;
  }
  if (!has_cpu_clock(id)) return ESRCH;
  *clock = cpu_clock(CpuOf::kProcess, id);
  return 0;
}

Errno clock_of_thread(pthread_t thread, int *clock) {
  const DeliveryGuard delivery;
  const LockGuard guard(g_engine.lock);
  const Thread *found = find_pthread(thread);
  if (found == nullptr || !has_cpu_clock(found->tid)) return ESRCH;
  *clock = cpu_clock(CpuOf::kThread, static_cast<std::uint32_t>(found->tid));
  return 0;
}

} // namespace psig
