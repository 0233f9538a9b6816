// The wrappers with strong references: the only object that links winpthreads. pthread_wrap.h says why there are two.
#include <posix/sys/types.h>

struct pthread_attr_t;

extern "C" {
// NOLINTBEGIN(readability-identifier-naming): the linker's --wrap names them
int __real_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
pthread_t __real_pthread_self();
int __real_pthread_cancel(pthread_t);
// NOLINTEND(readability-identifier-naming)
void *pthread_gethandle(pthread_t);
int pthread_setcancelstate(int, int *);
void pthread_testcancel();
}

#include "runtime/pthread_wrap.h"
