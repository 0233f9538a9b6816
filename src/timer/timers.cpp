// The timers' states. Portable; under the timers' lock. [any]
#include "timer/timers.h"

#include <new>

#include "timer/cpu_look.h"

namespace psig {
namespace {

constexpr std::size_t kPlace = sizeof(void *);     // of a heap
constexpr std::uint32_t kAtOnce = 512;             // timers for which memory is asked at once
constexpr std::uint64_t kWithoutHaste = 1'000'000; // ns: an ignored signal's timer expires no faster (Linux: a tick)

} // namespace

bool Timers::begin(const World *world) {
  world_ = world;
  timers_ = static_cast<Timer *>(world->reserve(sizeof(Timer) * kRoom));
  for (Due **&room : rooms_) room = static_cast<Due **>(world->reserve(kPlace * kRoom));
  if (timers_ == nullptr || rooms_[0] == nullptr || rooms_[1] == nullptr) return false;
  monotonic_.lives_in(rooms_[0]);
  utc_.lives_in(rooms_[1]);
  constexpr TimerClock kClocks[kItimers] = {TimerClock::kMonotonic, TimerClock::kUser, TimerClock::kProcess};
  for (const TimerClock clock : kClocks) {
    Timer *timer = claim();
    if (timer == nullptr) return false;
    timer->clock = clock;
    timer->notify = clock == TimerClock::kMonotonic ? Notify::kItimer : Notify::kProfiler;
  }
  return true;
}

Timer *Timers::claim() {
  Timer *timer = free_;
  std::uint32_t generation = 0;
  if (timer != nullptr) {
    free_ = timer->next;
    generation = timer->generation + 1;
  } else {
    if (touched_ == kRoom) return nullptr;
    if (touched_ == committed_) {
      const std::uint32_t more = kRoom - committed_ < kAtOnce ? kRoom - committed_ : kAtOnce;
      if (!world_->commit(timers_ + committed_, sizeof(Timer) * more)) return nullptr;
      for (Due **room : rooms_)
        if (!world_->commit(room + committed_, kPlace * more)) return nullptr;
      committed_ += more;
    }
    timer = &timers_[touched_++];
  }
  const auto index = static_cast<std::uint32_t>(timer - timers_) + 1;
  new (timer) Timer;
  timer->index = index;
  timer->generation = generation;
  timer->used = true;
  return timer;
}

Timer *Timers::create() {
  if (created_ == kMost) return nullptr;
  Timer *timer = claim();
  if (timer != nullptr) ++created_;
  return timer;
}

Timer *Timers::create_sleeper() {
  Timer *timer = claim();
  if (timer != nullptr) timer->notify = Notify::kSleeper;
  return timer;
}

void Timers::free(Timer *timer) {
  disarm(timer);
  if (timer->notify != Notify::kSleeper) --created_;
  timer->used = false;
  timer->next = free_;
  free_ = timer;
}

Timer *Timers::find(int id) {
  const std::uint32_t index = static_cast<std::uint32_t>(id) & 0xFFFF;
  if (id < 0 || index <= kItimers || index > touched_) return nullptr;
  Timer *timer = at(index);
  if (!timer->used || timer->dead || timer->notify == Notify::kSleeper || id_of(*timer) != id) return nullptr;
  return timer;
}

Timer *Timers::any() {
  for (std::uint32_t index = kItimers + 1; index <= touched_; ++index)
    if (Timer *timer = find(id_of(*at(index)))) return timer;
  return nullptr;
}

bool Timers::now_of(const Timer &timer, std::uint64_t *now) const {
  if (is_cpu(timer.clock)) return world_->cpu(timer, now);
  *now = timer.utc ? world_->real() : world_->monotonic();
  return true;
}

void Timers::park(Timer *timer) {
  timer->parked = true;
  timer->next = parked_;
  parked_ = timer;
}

void Timers::unpark() {
  while (parked_ != nullptr) {
    Timer *timer = parked_;
    parked_ = timer->next;
    timer->parked = false;
    timer->seen_at = world_->monotonic(); // as if it had moved
    monotonic_.add(timer, later(timer->seen_at, cpu_look(between(timer->seen, timer->due), world_->runners(), 0)));
  }
}

void Timers::disarm(Timer *timer) {
  if (timer->parked) {
    Timer **link = &parked_;
    while (*link != timer) link = &(*link)->next;
    *link = timer->next;
    timer->parked = false;
  }
  (timer->utc ? utc_ : monotonic_).remove(timer);
}

void Timers::look_later(Timer *timer, std::uint64_t cpu) {
  const std::uint64_t now = world_->monotonic();
  if (cpu != timer->seen || timer->seen_at == 0) timer->seen = cpu, timer->seen_at = now;
  const std::uint64_t unmoved = now - timer->seen_at;
  idle_ = unmoved >= 2 * kCpuStep;
  if (idle_ && world_->asleep()) return park(timer);
  const unsigned runners = timer->clock == TimerClock::kThread ? 1 : world_->runners();
  monotonic_.add(timer, later(now, cpu_look(between(cpu, timer->due), runners, unmoved)));
}

void Timers::arm(Timer *timer, std::uint64_t now) {
  if (timer->notify == Notify::kNone) return; // nobody is to be told
  if (is_cpu(timer->clock)) look_later(timer, now);
  else (timer->utc ? utc_ : monotonic_).add(timer, timer->due);
}

void Timers::set(Timer *timer, std::uint64_t value, bool absolute, std::uint64_t interval) {
  disarm(timer);
  ++timer->setting;
  timer->queued = false;
  timer->due = 0;
  timer->interval = interval;
  timer->overrun = 0;
  timer->seen_at = 0;
  if (value == 0) return;
  timer->utc = absolute && timer->clock == TimerClock::kReal;
  std::uint64_t now = 0;
  if (!now_of(*timer, &now)) return; // of a thread that has ended: it never expires
  timer->due = absolute ? value : later(now, value);
  arm(timer, now);
}

TimerLeft Timers::left(const Timer *timer) const {
  TimerLeft left{.interval = timer->interval};
  std::uint64_t now = 0;
  if (timer->due == 0 || !now_of(*timer, &now)) return left;
  if (timer->due > now) left.value = timer->due - now;
  else if (timer->interval != 0 && timer->notify != Notify::kProfiler)
    left.value = timer->interval - (now - timer->due) % timer->interval;
  else if (timer->notify != Notify::kNone) left.value = 1; // due, and nobody told yet: not the 0 of a disarmed one
  return left;
}

// A profiler's: one interval at a time. What is owed waits for a tick that is on its way, as far as that is no backlog
// that nobody takes.
bool Timers::tick(Timer *timer, std::uint64_t now) {
  std::uint64_t owed = missed(timer->due, timer->interval, now);
  const std::uint64_t monotonic = world_->monotonic();
  if (timer->interval != 0 && owed < kMostOwed && world_->pending(timer->signo)) {
    monotonic_.add(timer, later(monotonic, cpu_pace(timer->interval, owed)));
    return false;
  }
  if (timer->interval == 0) {
    timer->due = 0;
    return true;
  }
  const std::uint64_t lost = owed > kMostOwed ? owed - kMostOwed : 0;
  timer->due += timer->interval * (1 + lost);
  owed -= lost;
  if (owed != 0) monotonic_.add(timer, later(monotonic, cpu_pace(timer->interval, owed)));
  else look_later(timer, now);
  return true;
}

bool Timers::expire(Timer *timer) {
  std::uint64_t now = 0;
  if (!now_of(*timer, &now)) {
    timer->due = 0;
    return false;
  }
  if (now < timer->due) { // CPU time that has not been used, or a clock that was set back
    arm(timer, now);
    return false;
  }
  switch (timer->notify) {
  case Notify::kProfiler: return tick(timer, now);
  case Notify::kItimer:
  case Notify::kSleeper:
    timer->due =
        timer->interval != 0 ? later(timer->due, timer->interval * (1 + missed(timer->due, timer->interval, now))) : 0;
    if (timer->due != 0) arm(timer, now);
    return true;
  case Notify::kSignal:
  case Notify::kCall:
    timer->queued = true;
    if (timer->interval == 0) timer->due = 0;
    return true;
  case Notify::kNone: break;
  }
  return false;
}

Timer *Timers::expired() {
  for (;;) {
    DueHeap *heap = &monotonic_;
    if (next_monotonic() > world_->monotonic()) {
      heap = &utc_;
      if (next_utc() == kNever || next_utc() > world_->real()) return nullptr;
    }
    auto *timer = static_cast<Timer *>(heap->first());
    heap->remove(timer);
    if (expire(timer)) return timer;
  }
}

void Timers::taken(Timer *timer) {
  if (!timer->queued) return;
  timer->queued = false;
  timer->overrun = 0;
  std::uint64_t now = 0;
  if (timer->interval == 0 || timer->due == 0 || !now_of(*timer, &now)) return;
  const std::uint64_t count = missed(timer->due, timer->interval, now);
  timer->overrun = overrun_of(count);
  timer->due = later(timer->due, timer->interval * (1 + count));
  arm(timer, now);
}

void Timers::dropped(Timer *timer) {
  if (!timer->queued) return;
  timer->queued = false;
  std::uint64_t now = 0;
  if (timer->interval == 0 || timer->due == 0 || !now_of(*timer, &now)) return;
  timer->due =
      later(timer->due, timer->interval * (1 + missed(timer->due, timer->interval, later(now, kWithoutHaste))));
  arm(timer, now);
}

} // namespace psig
