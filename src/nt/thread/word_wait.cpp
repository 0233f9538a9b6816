// WaitOnAddress, on which the engine's events and locks are built.
#include "nt/thread/word_wait.h"

#include "base/lock.h"
#include "nt/module/imports.h"
#include "nt/process/process.h"
#include "nt/thread/teb.h"
#include "nt/windows.h"

#if PSIG_CHECKS
extern "C" __declspec(dllimport) NTSTATUS NTAPI NtTerminateProcess(HANDLE process, NTSTATUS status); // of no header
#endif

namespace psig {

std::uint32_t lock_self() { return static_cast<std::uint32_t>(nt::current_tid()); }

namespace {

std::atomic<bool> g_wake_all{false};

// The other threads have been ended then, whatever they held.
bool alone() {
  return nt::g_imports.RtlDllShutdownInProgress != nullptr && nt::g_imports.RtlDllShutdownInProgress() != 0;
}

} // namespace

// Alone, the lock is free, as a critical section of the system's is.
void lock_sleep(std::atomic<std::uint32_t> *word, std::uint32_t seen) {
  if (alone()) word->store(0);
  else nt::g_imports.WaitOnAddress(word, &seen, sizeof(seen), INFINITE);
}

#if PSIG_CHECKS
// At once: TerminateProcess() would come by our exit path, which takes the suspend lock.
void lock_check_failed(const char *what, const char *lock, const char *other) {
  const char *text[] = {
      "posix-signals: ", what, ": ", lock, other != nullptr ? " inside " : "", other != nullptr ? other : "", "\n"};
  for (const char *part : text) nt::stderr_write(part);
  NtTerminateProcess(GetCurrentProcess(), STATUS_ASSERTION_FAILURE);
  __builtin_unreachable();
}
#endif

// Alone, the queue of waiters may have been left locked.
void lock_wake(std::atomic<std::uint32_t> *word) {
  if (!alone()) (g_wake_all.load() ? nt::g_imports.WakeByAddressAll : nt::g_imports.WakeByAddressSingle)(word);
}

namespace nt {

void locks_wake_all(bool on) { g_wake_all.store(on); }

std::uint64_t now_ns() {
  static std::uint64_t frequency = 0; // racing initialisations store the same value
  LARGE_INTEGER value;
  if (frequency == 0) {
    QueryPerformanceFrequency(&value);
    frequency = static_cast<std::uint64_t>(value.QuadPart);
  }
  QueryPerformanceCounter(&value);
  const auto ticks = static_cast<std::uint64_t>(value.QuadPart);
  return ticks / frequency * 1'000'000'000 + ticks % frequency * 1'000'000'000 / frequency;
}

std::uint64_t deadline_after(std::uint64_t ns) {
  const std::uint64_t now = now_ns();
  return ns < kForever - now ? now + ns : kForever;
}

std::uint64_t deadline_after_ms(unsigned long milliseconds) {
  return milliseconds == INFINITE ? kForever : now_ns() + milliseconds * std::uint64_t{1'000'000};
}

unsigned long milliseconds_until(std::uint64_t deadline) {
  if (deadline == kForever) return INFINITE;
  const std::uint64_t now = now_ns();
  if (now >= deadline) return 0;
  const std::uint64_t ms = (deadline - now + 999'999) / 1'000'000;
  return ms >= INFINITE ? INFINITE - 1 : static_cast<unsigned long>(ms);
}

// By RtlWaitOnAddress, which WaitOnAddress is made of: it takes the time in units of 100 ns.
void word_sleep(std::atomic<std::uint32_t> *word, std::uint32_t seen, std::uint64_t deadline) {
  if (deadline == kForever || g_imports.RtlWaitOnAddress == nullptr) {
    g_imports.WaitOnAddress(word, &seen, sizeof(seen), milliseconds_until(deadline));
    return;
  }
  const std::uint64_t now = now_ns();
  const std::uint64_t left = deadline > now ? deadline - now : 0;
  const long long due = -static_cast<long long>(left / 100 + (left % 100 != 0)); // below 0: from now on
  g_imports.RtlWaitOnAddress(word, &seen, sizeof(seen), &due);
}

bool word_sleep_is_fine() { return under_wine(); }

void word_wake_all(std::atomic<std::uint32_t> *word) {
  if (!alone()) g_imports.WakeByAddressAll(word);
}

} // namespace nt
} // namespace psig
