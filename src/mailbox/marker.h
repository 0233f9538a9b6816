// The section ".psig" of a program with the library (src/runtime/anchor.cpp): what others know of the program before
// any of its code has run, and what a parent tells it then. Whoever can write there can do anything with the process.
#pragma once

#include <cstdint>

#include "nt/module/image_marker.h"

namespace psig {

inline constexpr char kMarker[] = ".psig";

// Its words, by offset.
inline constexpr std::uint64_t kMarkerState = 0; // MarkerState
inline constexpr std::uint64_t kMarkerGiven = 4; // n + 1: the parent has made the mailbox under the n-th of its names

enum MarkerState : std::uint32_t { kMarkerStarting = 1, kMarkerHasMailbox = 2, kMarkerHasNone = 3 };

} // namespace psig
