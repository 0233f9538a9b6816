/* -Wl,--wrap=pthread_create, --wrap=pthread_self: the new thread inherits its creator's mask, and the engine learns every
 * pthread_t before anybody else can be told it. Linked into the program only if it uses these functions; the only object
 * that refers to winpthreads. The thread's own start is told first, so no user code runs with the wrong mask. */
#include <pthread.h>
#include <stdlib.h>

#include <posix/signal.h>

#include "signal/thread_notices.h"

extern int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *argument);
extern pthread_t __real_pthread_self(void);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *argument);
pthread_t __wrap_pthread_self(void);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *argument) {
  return posix_signals_create_thread(__real_pthread_create, __real_pthread_self, pthread_gethandle, thread, attr, start,
                                     argument);
}

pthread_t __wrap_pthread_self(void) {
  const pthread_t self = __real_pthread_self();
  posix_signals_thread_is(self);
  return self;
}
