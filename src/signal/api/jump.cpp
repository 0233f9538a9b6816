// The C half of setjmp and longjmp: saves the mask for sigsetjmp, and lands a jump. The other half is
// arch/<cpu>/jump.S, which moves registers and stack and knows nothing of masks. [any]
#include <posix/setjmp.h>

#include "signal/engine_table.h"
#include "signal/thread.h"

using psig::engine;

extern "C" {

void psig_jump_save(sigset_t *mask);
void psig_jump_begin(void *buffer, int value);
int psig_jump_landed(int value, const sigset_t *mask);
[[noreturn]] void psig_jump_refused(void);
[[noreturn]] void psig_fatal(const char *message);

void psig_jump_save(sigset_t *mask) { engine()->jump_save(mask); }

// The first thing in a jump. The words are those of arch/<cpu>/jump.S.
void psig_jump_begin(void *buffer, int value) {
  constexpr int kRsp = 64 / 8, kStackAllocation = 128 / 8;
  const unsigned long long *word = static_cast<const struct posix_jmp_state *>(buffer)->word;
  const psig::JumpTarget target = {buffer, value,
                                   [](void *to, int with) { siglongjmp(*static_cast<sigjmp_buf *>(to), with); },
                                   word[kRsp], word[kStackAllocation]};
  engine()->jump_begin(&target);
}

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
