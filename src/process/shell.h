// What system() does to signals while its child runs. [thread]
#pragma once

#include <posix/sys/types.h>

namespace psig {

// The caller's mask before, and the signals that the child is to have by default although they are ignored from now on.
void shell_begin(sigset_t *mask, sigset_t *defaults);
void shell_end(const sigset_t *mask);

} // namespace psig
