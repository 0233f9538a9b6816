// base/lock.h's sleep on a word, for tests of pure units.
#include "base/lock.h"

namespace psig {

void lock_sleep(std::atomic<std::uint32_t> *word, std::uint32_t seen) { word->wait(seen); }
void lock_wake(std::atomic<std::uint32_t> *word) { word->notify_one(); }

} // namespace psig
