// Where the trace goes: POSIX_SIGNALS_TRACE, and those who follow from outside.
#pragma once

#include <cstdint>

namespace psig {

void trace_output_begin(); // as the environment wants it: into the ring, from here on. [loader]
void trace_output_start(); // and out of it, on a thread of its own
// On the dispatcher, in each round: whether somebody follows, or does no more. When it wants to be called again at the
// latest, or nt::kForever.
[[nodiscard]] std::uint64_t trace_followers();

} // namespace psig
