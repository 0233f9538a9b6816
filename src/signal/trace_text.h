// An entry of the trace as a line (docs/tracing.md has the form). Portable; no allocation. [any]
#pragma once

#include "base/text.h"
#include "signal/trace.h"

namespace psig {

inline constexpr unsigned kTraceLine = 256; // the longest, with its newline and NUL

// `clock` is the ring's; `pid` is whose trace it is. What somebody has spoilt reads as "?".
void trace_line(const TraceEntry &entry, std::uint64_t clock, std::uint32_t pid, TextWriter<char> *out);
void trace_lost_line(std::uint64_t lost, std::uint64_t utc, std::uint32_t pid, TextWriter<char> *out);
void trace_head(std::uint64_t utc, std::uint32_t pid, TextWriter<char> *out); // "hh:mm:ss.uuuuuu pid "

} // namespace psig
