// Two words under one lock, so that nobody sees half a change.
#include "process/core_limit.h"

#include "base/lock.h"

namespace psig {
namespace {

constinit Lock<LockRank::kCoreLimit> g_lock;
CoreLimit g_limit PSIG_GUARDED_BY(g_lock);
std::atomic<std::uint64_t> g_soft{0}; // the same as above

void set(const CoreLimit &limit) PSIG_REQUIRES(g_lock) {
  g_lock.assert_held();
  g_limit = limit;
  g_soft.store(limit.soft);
}

bool same(const wchar_t *text, const wchar_t *word) {
  for (; *word != L'\0'; ++text, ++word)
    if (*text != *word) return false;
  return *text == L'\0';
}

int shift_of(wchar_t unit) {
  switch (unit | 0x20) {
  case L'k': return 10;
  case L'm': return 20;
  case L'g': return 30;
  default: return -1;
  }
}

} // namespace

CoreLimit core_limit() {
  const LockGuard guard(g_lock);
  return g_limit;
}

Errno core_limit_set(const CoreLimit &limit) {
  if (limit.soft > limit.hard) return EINVAL;
  const LockGuard guard(g_lock);
  if (limit.hard > g_limit.hard) return EPERM;
  set(limit);
  return 0;
}

std::uint64_t core_limit_soft() { return g_soft.load(); }

void core_limit_begin(const CoreLimit &limit) {
  const LockGuard guard(g_lock);
  set(limit);
}

bool core_size_from_text(const wchar_t *text, std::uint64_t *size) {
  if (same(text, L"unlimited")) {
    *size = kUnlimited;
    return true;
  }
  std::uint64_t value = 0;
  const wchar_t *at = text;
  for (; *at >= L'0' && *at <= L'9'; ++at)
    if (__builtin_mul_overflow(value, 10u, &value) ||
        __builtin_add_overflow(value, static_cast<unsigned>(*at - L'0'), &value))
      return false;
  if (at == text) return false;
  if (*at != L'\0') {
    const int shift = shift_of(*at++);
    if (shift < 0 || *at != L'\0' || value > kUnlimited >> shift) return false;
    value <<= shift;
  }
  *size = value;
  return true;
}

} // namespace psig
