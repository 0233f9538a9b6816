// Linked into the program itself, by -Wl,-u,posix_signals_anchor. It brings the runtime into programs that use inline
// functions only. It starts the library's thread when constructors run, outside the loader lock.
#include <posix/export.h>
#include <posix/sys/types.h>

struct pthread_attr_t;

extern "C" {
// NOLINTBEGIN(readability-identifier-naming): the linker's --wrap names them
__attribute__((weak)) int __real_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
__attribute__((weak)) pthread_t __real_pthread_self();
__attribute__((weak)) int __real_pthread_cancel(pthread_t);
__attribute__((weak)) void *pthread_gethandle(pthread_t);
__attribute__((weak)) int pthread_setcancelstate(int, int *);
__attribute__((weak)) void pthread_testcancel();
// NOLINTEND(readability-identifier-naming)

void posix_signals_start();
void posix_signals_exit_is(void (*function)(int));
void posix_signals_creates_by(int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *));
[[noreturn]] void exit(int status);

// The section's name is how a sender knows a program that has the library before any of its code has run; what it holds
// is src/mailbox/marker.h.
__attribute__((section(".psig"))) unsigned posix_signals_anchor[2] = {1, 0};
}

// gcc forgets the weakness of what it only takes the address of (gcc 12, x86_64-w64-mingw32): said again to the
// assembler.
#define PSIG_WEAK(name) __asm__(".weak " POSIX_SIGNALS_STRING(__USER_LABEL_PREFIX__) #name)
PSIG_WEAK(__real_pthread_create);
PSIG_WEAK(__real_pthread_self);
PSIG_WEAK(__real_pthread_cancel);
PSIG_WEAK(pthread_gethandle);
PSIG_WEAK(pthread_setcancelstate);
PSIG_WEAK(pthread_testcancel);

#include "runtime/pthread_wrap.h"

__attribute__((constructor(101))) static void start() {
  posix_signals_start();
  posix_signals_exit_is(exit);
  if (__real_pthread_create != nullptr) posix_signals_creates_by(__wrap_pthread_create);
}
