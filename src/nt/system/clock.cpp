// GetSystemTimePreciseAsFileTime, GetProcessTimes, GetThreadTimes. [any]
#include "nt/system/clock.h"

#include "nt/module/imports.h"
#include "nt/thread/thread.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr std::uint64_t kUnixEpoch = 116'444'736'000'000'000; // 1970, in FILETIME's units of 100 ns since 1601

std::uint64_t units(const FILETIME &time) { return std::uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime; }

CpuTime cpu_time(const FILETIME &kernel, const FILETIME &user) { return {units(kernel) * 100, units(user) * 100}; }

bool process_times(HANDLE process, CpuTime *time) {
  FILETIME begun, ended, kernel, user;
  if (!GetProcessTimes(process, &begun, &ended, &kernel, &user)) return false;
  *time = cpu_time(kernel, user);
  return true;
}

bool thread_times(HANDLE thread, CpuTime *time) {
  FILETIME begun, ended, kernel, user;
  if (!GetThreadTimes(thread, &begun, &ended, &kernel, &user)) return false;
  *time = cpu_time(kernel, user);
  return true;
}

} // namespace

std::uint64_t real_ns() {
  FILETIME now;
  GetSystemTimePreciseAsFileTime(&now);
  return (units(now) - kUnixEpoch) * 100;
}

std::uint64_t real_coarse_ns() {
  FILETIME now;
  GetSystemTimeAsFileTime(&now);
  return (units(now) - kUnixEpoch) * 100;
}

std::uint64_t monotonic_step() {
  LARGE_INTEGER frequency;
  QueryPerformanceFrequency(&frequency);
  const auto ticks = static_cast<std::uint64_t>(frequency.QuadPart);
  return ticks < 1'000'000'000 ? 1'000'000'000 / ticks : 1;
}

// GetSystemTimeAdjustment: the time between two interrupts of the clock, by which times of threads are counted. Wine
// counts in Linux's clock ticks.
std::uint64_t cpu_step() {
  DWORD adjustment = 0, increment = 0;
  BOOL disabled = FALSE;
  if (under_wine() || !GetSystemTimeAdjustment(&adjustment, &increment, &disabled) || increment == 0) return 10'000'000;
  return std::uint64_t{increment} * 100;
}

bool process_cpu(CpuTime *time) { return process_times(GetCurrentProcess(), time); }

bool process_cpu_of(unsigned long pid, CpuTime *time, unsigned long *error) {
  const HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
  const bool told = process != nullptr && process_times(process, time);
  *error = told ? 0 : GetLastError();
  if (process != nullptr) CloseHandle(process);
  return told;
}

bool thread_cpu(Handle thread, CpuTime *time) { return thread_alive(thread) && thread_times(thread, time); }

bool own_thread_cpu(CpuTime *time) { return thread_times(GetCurrentThread(), time); }

} // namespace psig::nt
