// What connects the table of timers with the system: clocks, the waitable timers, and the signals.
//
// One waitable timer of high resolution is armed for the earliest timer of all, by the system's own time since start.
// Another one, by UTC, is armed for what depends on changes of the clock, and for what is far off, since the first one
// does not run while the computer sleeps. When one of them fires, the clocks themselves show what is due. With nothing
// armed the dispatcher is not woken.
// Lock: g_timers_lock, a leaf; RecordPool::Taken takes it under the engine's.
#include "timer/service.h"

#include <algorithm>

#include "base/signal_numbers.h"
#include "nt/system/clock.h"
#include "nt/system/memory.h"
#include "nt/system/system_info.h"
#include "nt/thread/multi_wait.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/wake.h"
#include "timer/expiry.h"
#include "timer/timer_request.h"

namespace psig {

constinit Lock<LockRank::kTimers> g_timers_lock;
constinit Timers g_timers;

namespace {

constexpr std::uint64_t kFarOff = 1'000'000'000; // ns

nt::Handle g_fine, g_utc;
std::uint64_t g_fine_at PSIG_GUARDED_BY(g_timers_lock) = kNever; // what they are armed for
std::uint64_t g_utc_at PSIG_GUARDED_BY(g_timers_lock) = kNever;
std::atomic<std::uint32_t> g_rounds{0};

bool cpu_of(const Timer &timer, std::uint64_t *time) {
  nt::CpuTime used;
  const bool told = timer.clock == TimerClock::kThread ? nt::thread_cpu(timer.cpu_of, &used) : nt::process_cpu(&used);
  if (told) *time = timer.clock == TimerClock::kUser ? used.user : used.kernel + used.user;
  return told;
}

unsigned runners() {
  static const auto processors = static_cast<unsigned>(nt::processors());
  const std::uint32_t threads = g_engine.thread_count.load();
  return threads < processors ? threads : processors;
}

constexpr Timers::World kWorld = {
    .reserve = nt::memory_reserve,
    .commit = nt::memory_commit_at,
    .monotonic = nt::now_ns,
    .real = nt::real_ns,
    .cpu = cpu_of,
    .runners = runners,
    .asleep = [] { return g_engine.dozing.load(); },
    .pending = [](int signo) { return has(g_engine.pending_now(), signo); },
};

bool waits(const Thread *thread) { return thread->waiting.load() != kNotWaiting; }

// Whether nobody of the program's can use CPU time without a call of timers_awake() first: `dozing` goes up before they
// are looked at, and whoever ends a wait looks at it after that.
void look_who_sleeps() {
  g_engine.dozing.store(true);
  const LockGuard guard(g_engine.lock);
  for (const ThreadSignals *t = g_engine.process.threads; t != nullptr; t = t->next)
    if (t->eligible() && !waits(static_cast<const Thread *>(t))) {
      g_engine.dozing.store(false);
      return;
    }
}

} // namespace

void timers_arm() {
  g_timers_lock.assert_held();
  g_engine.cpu_timers_idle.store(g_timers.idle());
  const std::uint64_t monotonic = g_timers.next_monotonic(), utc = g_timers.next_utc();
  if (monotonic == kNever && utc == kNever) {
    if (g_fine_at != kNever) nt::timer_disarm(g_fine);
    if (g_utc_at != kNever) nt::timer_disarm(g_utc);
    g_fine_at = g_utc_at = kNever;
    return;
  }
  const std::uint64_t now = nt::now_ns(), real = nt::real_ns();
  const std::uint64_t left = std::min(between(now, monotonic), utc != kNever ? between(real, utc) : kNever);
  if (const std::uint64_t due = later(now, left); due < g_fine_at) {
    g_fine_at = due;
    nt::timer_arm(g_fine, left);
  }
  const std::uint64_t far =
      monotonic != kNever && monotonic > later(now, kFarOff) ? later(real, monotonic - now) : kNever;
  if (const std::uint64_t due = std::min(utc, far); due < g_utc_at) {
    g_utc_at = due;
    nt::timer_arm_utc(g_utc, due);
  }
}

void timers_start() {
  g_fine = nt::timer_create();
  g_utc = nt::timer_create_plain();
  g_upcalls.awake = timers_awake;
  {
    const LockGuard guard(g_engine.lock);
    g_engine.process.pool.tells_owners_by(timer_taken);
  }
  const LockGuard guard(g_timers_lock);
  if (!g_timers.begin(&kWorld)) return;
  constexpr int kSignals[Timers::kItimers] = {kSigAlrm, kSigVtalrm, kSigProf};
  for (int which = 0; which < static_cast<int>(Timers::kItimers); ++which)
    g_timers.itimer(which)->signo = kSignals[which];
}

void *timers_fine() { return g_fine; }
void *timers_utc() { return g_utc; }
std::uint32_t timers_rounds() { return g_rounds.load(); }

void timers_awake() {
  const DeliveryGuard delivery;
  const LockGuard guard(g_timers_lock);
  g_engine.dozing.store(false);
  g_timers.unpark();
  timers_arm();
}

void timers_look_who_sleeps() {
  if (!g_engine.dozing.load()) return;
  look_who_sleeps();
  if (!g_engine.dozing.load()) timers_awake();
}

namespace {

bool serve_one() {
  Expired expired;
  {
    const LockGuard guard(g_timers_lock);
    Timer *timer = g_timers.expired();
    if (timer == nullptr) return false;
    expired = expire_under_lock(timer);
  }
  tell_of_expiry(expired);
  return true;
}

} // namespace

void timers_serve() {
  constexpr unsigned kMostInARow = 64; // the dispatcher has others to serve
  g_rounds.fetch_add(1);
  if (g_engine.cpu_timers_idle.load()) look_who_sleeps();
  {
    const LockGuard guard(g_timers_lock);
    g_fine_at = g_utc_at = kNever; // whatever has fired: both are armed anew
  }
  for (unsigned served = 0; served < kMostInARow && serve_one(); ++served) {}
  const LockGuard guard(g_timers_lock);
  timers_arm();
}

bool sleeper_begin(Thread *thread, TimerClock clock, std::uint64_t due) {
  const LockGuard guard(g_timers_lock);
  Timer *timer = thread->sleeper.index != 0 ? g_timers.at(thread->sleeper.index) : nullptr;
  const bool own = timer != nullptr && timer->used && timer->generation == thread->sleeper.generation;
  if (!own) timer = g_timers.create_sleeper(); // otherwise the one of a sleep that was left by a jump
  if (timer == nullptr) return false;
  timer->thread = thread;
  timer->clock = clock;
  thread->sleeper = {timer->index, timer->generation};
  g_timers.set(timer, due != 0 ? due : 1, true, 0);
  timers_arm();
  return true;
}

void sleeper_end(Thread *thread) {
  const LockGuard guard(g_timers_lock);
  Timer *timer = g_timers.at(thread->sleeper.index);
  if (timer->used && timer->generation == thread->sleeper.generation) g_timers.free(timer);
  thread->sleeper = {};
  timers_arm();
}

} // namespace psig
