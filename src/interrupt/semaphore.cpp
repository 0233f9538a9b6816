// semaphore.h has the flow. sem_post is [any]: no lock, no heap.
#include "interrupt/semaphore.h"

#include <posix/semaphore.h>

#include "interrupt/semaphore_event.h"
#include "nt/thread/event.h"
#include "nt/thread/teb.h"
#include "nt/system/clock.h"
#include "nt/thread/word_wait.h"
#include "signal/cancel.h"
#include "signal/engine.h"
#include "signal/handle_wait.h"
#include "signal/signal_wait.h"

namespace psig {
namespace {

constexpr unsigned kPrivate = 0x5E3A0001, kShared = 0x5E3A0002;
constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr unsigned long long kWaiter = 1ULL << 32; // the value is below it

std::atomic_ref<unsigned long long> state_of(sem_t *sem) { return std::atomic_ref(sem->state); }
bool somebody_could_take(unsigned long long state) { return state >= kWaiter && state % kWaiter != 0; }

class CountedWaiter {
public:
  CountedWaiter(sem_t *sem, nt::Handle event) : state_(sem->state), event_(event) { state_.fetch_add(kWaiter); }
  ~CountedWaiter() {
    if (somebody_could_take(state_.fetch_sub(kWaiter) - kWaiter)) nt::event_set(event_);
  }
  CountedWaiter(const CountedWaiter &) = delete;
  CountedWaiter &operator=(const CountedWaiter &) = delete;

private:
  std::atomic_ref<unsigned long long> state_;
  nt::Handle event_;
};

// In now_ns() time. The real-time clock may be set meanwhile: it is asked anew at each turn.
std::uint64_t deadline_of(const struct timespec *until, bool monotonic) {
  if (until == nullptr) return nt::kForever;
  if (until->tv_sec < 0) return 0;
  const auto seconds = static_cast<std::uint64_t>(until->tv_sec);
  if (seconds >= nt::kForever / kSecond / 2) return nt::kForever;
  const std::uint64_t wanted = seconds * kSecond + static_cast<std::uint64_t>(until->tv_nsec);
  if (monotonic) return wanted;
  const std::uint64_t real = nt::real_ns();
  return wanted > real ? nt::now_ns() + (wanted - real) : 0;
}

bool is_over(const struct timespec *until, bool monotonic) {
  return until != nullptr && deadline_of(until, monotonic) <= nt::now_ns();
}

// One sleep. 0: taken; EAGAIN to go on.
Errno sleep_round(Thread *thread, sem_t *sem, nt::Handle event, std::uint64_t deadline) {
  const CountedWaiter counted(sem, event);
  if (semaphore_try(sem) == 0) return 0;
  unsigned which;
  const Errno error = wait_handles(thread, &event, 1, deadline, &which);
  if (error == 0) return semaphore_try(sem);
  return error == ETIMEDOUT ? EAGAIN : error;
}

} // namespace

void semaphore_fill(sem_t *sem, bool shared, unsigned value) {
  static std::atomic<unsigned long long> made{0};
  *sem = {};
  sem->state = value;
  if (shared) { // distinct from all others, also from those of a process that had this one's pid
    const unsigned long long when = nt::real_ns() ^ nt::now_ns() * 0x9E3779B97F4A7C15;
    sem->id = (when ^ made.fetch_add(1) ^ static_cast<unsigned long long>(nt::current_pid()) << 44) | 1;
  }
  sem->kind = shared ? kShared : kPrivate;
}

bool semaphore_is(const sem_t *sem) { return sem->kind == kPrivate || sem->kind == kShared; }

Errno semaphore_init(sem_t *sem, bool shared, unsigned value) {
  if (value > SEM_VALUE_MAX) return EINVAL;
  semaphore_fill(sem, shared, value);
  return 0;
}

Errno semaphore_destroy(sem_t *sem) {
  if (!semaphore_is(sem)) return EINVAL;
  semaphore_event_forget(sem);
  sem->kind = 0;
  return 0;
}

Errno semaphore_post(sem_t *sem) {
  if (!semaphore_is(sem)) return EINVAL;
  const DeliveryGuard delivery; // a handler that jumped out would leave a waiter asleep
  unsigned long long seen = state_of(sem).load();
  for (;;) {
    if (seen % kWaiter >= SEM_VALUE_MAX) return EOVERFLOW;
    const unsigned long long id = sem->id;
    nt::Handle event = seen >= kWaiter && id == 0 ? semaphore_event(sem) : nullptr; // made by who waits
    if (!state_of(sem).compare_exchange_weak(seen, seen + 1)) continue;
    if (seen >= kWaiter && id != 0) event = semaphore_event_of(id);
    if (event != nullptr) nt::event_set(event);
    return 0;
  }
}

Errno semaphore_try(sem_t *sem) {
  if (!semaphore_is(sem)) return EINVAL;
  unsigned long long seen = state_of(sem).load();
  do
    if (seen % kWaiter == 0) return EAGAIN;
  while (!state_of(sem).compare_exchange_weak(seen, seen - 1));
  return 0;
}

Errno semaphore_value(sem_t *sem, int *value) {
  if (!semaphore_is(sem)) return EINVAL;
  *value = static_cast<int>(state_of(sem).load() % kWaiter);
  return 0;
}

Errno semaphore_wait(sem_t *sem, const struct timespec *until, bool monotonic) {
  if (const Errno error = semaphore_try(sem); error != EAGAIN) return error;
  const DeliveryGuard delivery;
  Thread *thread = delivery.thread();
  nt::Handle event = semaphore_event(sem);
  if (thread == nullptr || event == nullptr) return ENOMEM;
  const Restartable call(thread);
  for (;;) {
    const Errno error = sleep_round(thread, sem, event, deadline_of(until, monotonic));
    if (error != EAGAIN) return error;
    receive_mailbox();
    if (wait_deliver(thread) == EINTR) return EINTR;
    if (is_over(until, monotonic)) return semaphore_try(sem) == 0 ? 0 : ETIMEDOUT;
  }
}

} // namespace psig
