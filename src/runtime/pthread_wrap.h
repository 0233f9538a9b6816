// -Wl,--wrap=pthread_create, --wrap=pthread_self, --wrap=pthread_cancel: the new thread inherits its creator's mask,
// the engine learns every pthread_t before anybody else can be told it, and a cancellation ends the engine's waits.
// Plain inline functions, so that two objects may carry them:
//
//   pthread_wrap.cpp  strong references to the real ones; pulled in by a program whose own objects call pthread_create,
//                     which thereby links winpthreads
//   anchor.cpp        weak references; always linked, for libstdc++.a, which comes after every archive of ours on the
//                     link line. Where winpthreads is not linked the engine asks its DLL (null is passed on).
//
// The including file declares the real functions first.
#pragma once

#include "signal/thread_notices.h"

extern "C" {

__attribute__((used)) inline int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
                                                       void *(*start)(void *), void *argument) {
  return posix_signals_create_thread(__real_pthread_create, __real_pthread_self, pthread_gethandle, thread, attr, start,
                                     argument);
}

__attribute__((used)) inline pthread_t __wrap_pthread_self() { return posix_signals_self(__real_pthread_self); }

__attribute__((used)) inline int __wrap_pthread_cancel(pthread_t thread) {
  static const posix_signals_cancel_calls kCalls = {pthread_setcancelstate, pthread_testcancel};
  return posix_signals_cancel(__real_pthread_cancel, &kCalls, thread);
}
}
