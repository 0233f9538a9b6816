// Keeps the program's threads suspended for as long as the process is stopped.
#pragma once

namespace psig {

[[nodiscard]] bool hold_start(); // false: no memory for it
// Suspends every thread but the caller and the library's own (of these the fallback thread alone), each where it may
// stand still for long (nt/thread/rest.h). False: some are not at such a place and have gone on; those that are held
// stay so. The caller has each lock of the library's that a held thread must not have, and gives all of them back
// before it tries again: what keeps a thread from its place of rest may be one of them. `anywhere`: they are held
// wherever they are.
[[nodiscard]] bool hold_threads(bool anywhere);
void release_threads();
void cancel_io_of_held_threads();

} // namespace psig
