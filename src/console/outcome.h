// What a process-directed signal would lead to now.
#pragma once

namespace psig {

enum class Outcome {
  kHandled, // by a handler; or some thread waits for it, or all block it and it stays pending
  kIgnored,
  kEnds, // the process
  kOther,
};
[[nodiscard]] Outcome outcome_of(int signo); // [any]

} // namespace psig
