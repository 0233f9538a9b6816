// Creation of pthreads: mask inheritance (XSH pthread_create) and the table from pthread_t to thread. Reached by the
// linker's --wrap in what is linked statically, and by import patching where a DLL (libstdc++-6.dll for std::thread)
// calls libwinpthread-1.dll itself. [thread]
#include <cstdlib>

#include "nt/pthread_imports.h"
#include "nt/thread.h"
#include "runtime/runtime.h"
#include "signal/engine_table.h"
#include "signal/thread_notices.h"

namespace psig {
namespace {

struct Start {
  void *(*function)(void *);
  void *argument;
  posix_signals_self_fn *self;
  sigset_t mask;
};

void *thread_main(void *argument) {
  auto *given = static_cast<Start *>(argument);
  const Start start = *given;
  std::free(given);
  engine()->thread_started(start.self(), &start.mask);
  return start.function(start.argument);
}

int create_hooked(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *argument) {
  return posix_signals_create_thread(nullptr, nullptr, nullptr, thread, attr, start, argument);
}

pthread_t self_hooked() { return posix_signals_self(nullptr); }

} // namespace

void thread_hooks_install() { nt::pthread_imports_replace(create_hooked, self_hooked); }

} // namespace psig

extern "C" pthread_t posix_signals_self(posix_signals_self_fn *real) {
  if (real == nullptr) real = psig::nt::pthread_imports().self;
  if (real == nullptr) return 0;
  const pthread_t self = real();
  psig::engine()->thread_is(self);
  return self;
}

extern "C" int posix_signals_create_thread(posix_signals_create_fn *create, posix_signals_self_fn *self,
                                           posix_signals_handle_fn *handle, pthread_t *thread,
                                           const pthread_attr_t *attr, void *(*start)(void *), void *argument) {
  const psig::EngineTable *engine = psig::engine();
  const psig::nt::PthreadImports &dll = psig::nt::pthread_imports();
  if (create == nullptr) create = dll.create, self = dll.self, handle = dll.handle;
  if (create == nullptr) return ENOSYS; // no winpthreads in this process
  auto *given = static_cast<psig::Start *>(std::malloc(sizeof(psig::Start)));
  if (given == nullptr) return EAGAIN;
  *given = {start, argument, self, 0};
  if (!engine->thread_creating(&given->mask)) { // the wrapper's own call, seen again in an import table
    std::free(given);
    return create(thread, attr, start, argument);
  }
  pthread_t made = 0;
  const int error = create(&made, attr, psig::thread_main, given);
  void *native = error == 0 ? handle(made) : nullptr;
  engine->thread_created(made, native != nullptr ? psig::nt::thread_tid(native) : 0);
  if (error != 0) std::free(given);
  else if (thread != nullptr) *thread = made;
  return error;
}
