// What travels with a signal from generation to the handler: siginfo_t without pointers, the same in every process.
#pragma once

#include <cstdint>

namespace psig {

struct Record {
  std::int32_t signo = 0;
  std::int32_t code = 0;  // SI_USER, SI_QUEUE, CLD_EXITED ...
  std::int32_t error = 0; // si_errno
  std::uint32_t uid = 0;
  std::int64_t pid = 0;
  std::uint64_t value = 0;     // union sigval
  std::uint64_t extra[2] = {}; // si_addr; or si_status and the times; or timer id and overrun
};
static_assert(sizeof(Record) == 48);

} // namespace psig
