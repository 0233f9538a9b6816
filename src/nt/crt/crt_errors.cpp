// The run-time with which the library itself is linked comes first, whether it is one of those in the slots or not: a
// word that is there twice is put back twice. [target]
#include "nt/crt/crt_errors.h"

#include <cerrno>
#include <cstdlib>

namespace psig::nt {
namespace {

constexpr CrtFunction kWordsOf[] = {kCrtErrno, kCrtDoserrno};

} // namespace

void CrtErrorWords::add(void *word) { words_[count_++] = static_cast<std::uint32_t *>(word); }

int CrtErrorWords::ask() {
  if (count_ == 0) {
    add(&errno);
    add(&_doserrno);
  }
  for (int slot = 0; slot < kMaxCrts; ++slot) {
    if ((asked_ >> slot & 1) != 0 || !crt_ready(slot)) continue;
    for (const CrtFunction function : kWordsOf)
      if (void *found = crt_in(slot)->functions[function]; found != nullptr)
        add(reinterpret_cast<void *(*)()>(found)());
    asked_ |= 1u << slot;
  }
  return count_;
}

} // namespace psig::nt
