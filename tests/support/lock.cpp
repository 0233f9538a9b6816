// base/lock.h's sleep on a word, for tests of portable units.
#include "base/lock.h"

#include <cstdio>
#include <cstdlib>

#ifdef _WIN32
#include <windows.h>
#define gettid GetCurrentThreadId
#else
#include <unistd.h>
#endif

namespace psig {

std::uint32_t lock_self() { return static_cast<std::uint32_t>(gettid()); }
void lock_sleep(std::atomic<std::uint32_t> *word, std::uint32_t seen) { word->wait(seen); }
void lock_check_failed(const char *what, const char *lock, const char *other) {
  std::fprintf(stderr, "%s: %s%s%s\n", what, lock, other != nullptr ? " inside " : "", other != nullptr ? other : "");
  std::abort();
}
void lock_wake(std::atomic<std::uint32_t> *word) { word->notify_one(); }

} // namespace psig
