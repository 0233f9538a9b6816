// Asserts that the numbers of the public header are those of base/signal_numbers.h.
#include "base/signal_numbers.h"

#include <posix/signal.h>

namespace psig {

static_assert(SIGHUP == kSigHup && SIGINT == kSigInt && SIGQUIT == kSigQuit && SIGILL == kSigIll);
static_assert(SIGTRAP == kSigTrap && SIGABRT == kSigAbrt && SIGBUS == kSigBus && SIGFPE == kSigFpe);
static_assert(SIGKILL == kSigKill && SIGSEGV == kSigSegv && SIGTERM == kSigTerm && SIGCHLD == kSigChld);
static_assert(SIGCONT == kSigCont && SIGSTOP == kSigStop && SIGTSTP == kSigTstp && SIGBREAK == kSigBreak);

} // namespace psig
