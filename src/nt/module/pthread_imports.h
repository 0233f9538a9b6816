// libwinpthread-1.dll, if the program or one of its DLLs uses it: the real functions, and their replacements in the
// import tables of those that call it.
#pragma once

#include <posix/sys/types.h>

struct pthread_attr_t;

namespace psig::nt {

struct PthreadImports {
  int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  pthread_t (*self)();
  void *(*handle)(pthread_t);
  int (*cancel)(pthread_t);
  int (*set_cancel_state)(int state, int *former);
  void (*test_cancel)();
};
// What stands in for them with those who call the DLL.
struct PthreadReplacements {
  int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  pthread_t (*self)();
  int (*cancel)(pthread_t);
};

// The DLL's own functions; null ones if it is not loaded.
const PthreadImports &pthread_imports();

// Sends every import of these functions to the replacements from now on. [loader]
void pthread_imports_replace(const PthreadReplacements &replacements);

} // namespace psig::nt
