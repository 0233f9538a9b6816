// The creation of pthreads: mask inheritance (XSH pthread_create) and the table from pthread_t to thread. Their
// cancellation, which ends waits of ours (signal/cancel.h). The linker's --wrap leads here what is linked statically,
// and import patching what a DLL (libstdc++-6.dll for std::thread) calls in libwinpthread-1.dll itself. [thread]
#include <cstdlib>
#include <new>

#include "nt/module/pthread_imports.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
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
  std::atomic<std::uint32_t> go; // the creator has done with the new thread's handle
};

void *thread_main(void *argument) {
  auto *given = static_cast<Start *>(argument);
  while (given->go.load() == 0) nt::word_sleep(&given->go, 0, nt::kForever);
  const auto function = given->function;
  void *const its_argument = given->argument;
  const pthread_t self = given->self();
  const sigset_t mask = given->mask;
  std::free(given);
  engine()->thread_started(self, &mask);
  return function(its_argument);
}

int create_hooked(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *argument) {
  return posix_signals_create_thread(nullptr, nullptr, nullptr, thread, attr, start, argument);
}

pthread_t self_hooked() { return posix_signals_self(nullptr); }

int cancel_hooked(pthread_t thread) { return posix_signals_cancel(nullptr, nullptr, thread); }

} // namespace

void thread_hooks_install() { nt::pthread_imports_replace({create_hooked, self_hooked, cancel_hooked}); }

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
  void *memory = std::malloc(sizeof(psig::Start));
  if (memory == nullptr) return EAGAIN;
  auto *given = new (memory) psig::Start{start, argument, self, 0, 0};
  if (!engine->thread_creating(&given->mask)) { // the wrapper's own call, seen again in an import table
    std::free(given);
    return create(thread, attr, start, argument);
  }
  pthread_t made = 0;
  const int error = create(&made, attr, psig::thread_main, given);
  void *native = error == 0 ? handle(made) : nullptr;
  if (error == 0 && thread != nullptr) *thread = made; // before a handler may jump out
  std::atomic<std::uint32_t> nobody;
  engine->thread_created(made, native != nullptr ? psig::nt::thread_tid(native) : 0, error == 0 ? &given->go : &nobody);
  if (error != 0) std::free(given);
  return error;
}

// First the real one: a thread that is woken asks it whether it has been cancelled.
extern "C" int posix_signals_cancel(posix_signals_cancel_fn *cancel, const posix_signals_cancel_calls *calls,
                                    pthread_t thread) {
  static posix_signals_cancel_calls dll_calls; // the same values whoever stores them
  if (cancel == nullptr) {
    const psig::nt::PthreadImports &dll = psig::nt::pthread_imports();
    dll_calls = {dll.set_cancel_state, dll.test_cancel};
    cancel = dll.cancel, calls = &dll_calls;
  }
  if (cancel == nullptr) return ESRCH; // no winpthreads in this process, and so no such thread
  const int error = cancel(thread);
  if (error == 0) psig::engine()->cancel(thread, calls);
  return error;
}
