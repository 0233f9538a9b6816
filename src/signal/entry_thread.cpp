// What pthread_create, pthread_self and the jumps tell the engine, and the calls beyond POSIX. [any]
#include "nt/thread/event.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/entry.h"

namespace psig {
namespace {

// pthread_t values of ended threads, so that pthread_kill() can tell one that has ended from one that never was. Values
// of winpthreads are not used again soon; the ring forgets the oldest.
constexpr unsigned kEndedRing = 1024;
std::atomic<pthread_t> g_ended[kEndedRing];
std::atomic<unsigned> g_ended_count{0};

// A thread that attached while a pthread_create was under way, and turned out not to be its child: the main thread's
// mask, as for every thread of unknown creator.
void resolve_provisional() {
  SigSet mask = 0;
  LockGuard guard(g_engine.lock);
  for (ThreadSignals *t = g_engine.process.threads; t != nullptr; t = t->next)
    if (t->main) mask = t->blocked.load();
  for (ThreadSignals *t = g_engine.process.threads; t != nullptr; t = t->next) {
    auto *thread = static_cast<Thread *>(t);
    if (!thread->provisional || g_creations.load() != 0) continue;
    thread->provisional = false;
    thread->blocked.store(mask);
  }
}

void creation_ended() {
  if (g_creations.fetch_sub(1) != 1) return;
  resolve_provisional();
  notify_all_threads(); // what came meanwhile may be for one of them
}

void library_creation_ended() {
  g_library_creations.fetch_sub(1);
  creation_ended();
}

// The caller, with a mask that is its own to hand on.
Thread *resolved_self() {
  Thread *thread = self_attached();
  if (thread == nullptr || !thread->provisional) return thread;
  const DeliveryGuard delivery; // its end delivers what the mask lets through
  resolve_creator(thread);
  return thread;
}

} // namespace

void library_thread_creating() {
  g_creations.fetch_add(1);
  g_library_creations.fetch_add(1);
}

void library_thread_failed() { library_creation_ended(); }

nt::Handle library_thread_start(void (*function)(void *), void *argument) {
  library_thread_creating();
  const nt::Handle thread = nt::thread_start(function, argument);
  if (thread == nullptr) library_thread_failed();
  return thread;
}

bool library_thread_begin(void (*function)(void *), void *argument) {
  const nt::Handle thread = library_thread_start(function, argument);
  if (thread != nullptr) nt::handle_close(thread);
  return thread != nullptr;
}

// Nobody sees it as one of the program's, not even for a moment.
Thread *library_thread_started() {
  Thread *thread = attach(nt::current_tid(), true);
  if (thread != nullptr) {
    const LockGuard guard(g_engine.lock);
    thread->library = true;
    thread->provisional = false;
    thread->blocked.store(kAllSignals);
    thread->gate.guards.store(1);
  }
  library_creation_ended();
  if (!program_has_threads()) g_upcalls.watch(nt::now_ns()); // the dispatcher may wait for this very thread's end
  return thread;
}

void pthread_ended(pthread_t pthread) {
  if (pthread != 0) g_ended[g_ended_count.fetch_add(1) % kEndedRing].store(pthread);
}

bool pthread_has_ended(pthread_t pthread) {
  for (const std::atomic<pthread_t> &ended : g_ended)
    if (ended.load() == pthread && pthread != 0) return true;
  return false;
}

namespace entry {

bool thread_creating(sigset_t *mask) {
  Thread *thread = resolved_self();
  *mask = thread != nullptr ? thread->blocked.load() : 0;
  if (thread != nullptr && thread->creating) return false;
  if (thread != nullptr) {
    thread->creating = true;
    thread->gate.guards.fetch_add(1); // a handler that jumped out would leave the creation under way for ever
  }
  g_creations.fetch_add(1);
  return true;
}

void thread_created(pthread_t pthread, unsigned long tid, std::atomic<std::uint32_t> *go) {
  const DeliveryGuard delivery(DeliveryGuard::kAdopted);
  if (delivery.thread() != nullptr) delivery.thread()->creating = false;
  Thread *thread = tid != 0 ? attach(tid) : nullptr; // known before anybody can be told its pthread_t
  if (thread != nullptr) {
    LockGuard guard(g_engine.lock);
    if (!thread->gone && thread->tid == tid) {
      thread->pthread.store(pthread);
      thread->provisional = false; // everything stays blocked until it has its mask
    }
  }
  if (tid != 0 && thread == nullptr) pthread_ended(pthread);
  go->store(1);
  nt::word_wake_all(go);
  creation_ended();
}

void thread_started(pthread_t self_id, const sigset_t *mask) {
  const DeliveryGuard delivery;
  Thread *thread = delivery.thread();
  if (thread == nullptr) return;
  thread->pthread.store(self_id);
  {
    LockGuard guard(g_engine.lock);
    thread->provisional = false;
  }
  mask_set(thread, *mask);
}

void thread_is(pthread_t self_id) {
  Thread *thread = self_attached();
  if (thread != nullptr && thread->pthread.load(std::memory_order_relaxed) != self_id) thread->pthread.store(self_id);
}

void jump_save(sigset_t *mask) {
  const Thread *thread = resolved_self();
  *mask = thread != nullptr ? thread->blocked.load() : 0;
}

// A jump off the alternate stack restored the limit that the home stack had at setjmp(); it may have grown since.
void left_altstack(Thread *thread) {
  auto &limit = nt::teb_field<std::uintptr_t>(thread->teb, nt::kTebStackLimit);
  if (nt::stack_limits(thread->teb).allocation != thread->home.allocation) return;
  if (limit > thread->home.limit) limit = thread->home.limit;
  thread->home = {};
}

void jump_landed(const sigset_t *mask) {
  const DeliveryGuard delivery; // delivers on the stack that was jumped to
  if (delivery.thread() != nullptr) {
    left_altstack(delivery.thread());
    delivery.thread()->fault.returned = false;
  }
  trace_event(TraceEvent::kJumped, 0);
  if (g_engine.followed.load() != 0) g_upcalls.handled(0);
  if (delivery.thread() != nullptr && mask != nullptr) mask_set(delivery.thread(), *mask);
}

unsigned delivery_methods(unsigned methods) { return g_delivery_methods.exchange(methods & possible_methods()); }

int fallback_delay(int milliseconds) { return g_fallback_delay_ms.exchange(milliseconds < 0 ? -1 : milliseconds); }

void *event() {
  const DeliveryGuard delivery;
  Thread *thread = delivery.thread();
  if (thread == nullptr) return nullptr;
  if (thread->event.load() == nullptr) {
    thread->event.store(nt::event_create());
    if (thread->event.load() != nullptr && deliverable(thread)) nt::event_set(thread->event.load());
  }
  return thread->event.load();
}

int dispatch() {
  Thread *thread = self_attached();
  if (thread == nullptr) return 0;
  const std::uint64_t before = thread->handlers_run;
  {
    const DeliveryGuard delivery;
    if (void *event = thread->event.load(); event != nullptr) nt::event_reset(event);
    thread->gate.alert.store(1); // look even if nobody rang
  }
  return static_cast<int>(thread->handlers_run - before);
}

} // namespace entry
} // namespace psig
