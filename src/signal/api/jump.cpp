// The C half of setjmp and longjmp: saves the mask for sigsetjmp, and lands a jump. The other half is
// arch/<cpu>/jump.S, which moves registers and stack and knows nothing of masks. [any]
#include "signal/engine_table.h"

using psig::engine;

extern "C" {

void psig_jump_save(sigset_t *mask);
int psig_jump_landed(int value, const sigset_t *mask);
[[noreturn]] void psig_jump_refused(void);
[[noreturn]] void psig_fatal(const char *message);

void psig_jump_save(sigset_t *mask) { engine()->jump_save(mask); }

// Entered by a jump, as if setjmp's caller had called it: the stack and the registers are already the caller's, the
// mask is still the jumper's. So signals that the old mask lets in run here, on the stack that was jumped to, and may
// jump again (musl's sigsetjmp has the idea). Its return is the second return of setjmp.
int psig_jump_landed(int value, const sigset_t *mask) {
  engine()->jump_landed(mask);
  return value;
}

void psig_jump_refused(void) {
  psig_fatal("posix-signals: longjmp with a buffer that another thread filled, or none");
  __builtin_unreachable();
}

} // extern "C"
