// The thread table, by thread id and by pthread_t. Slots are static memory, so attaching needs no heap, and a sender
// can attach a thread that never met us before it suspends it. [any]; the table's list is under the engine lock.
#include <new>

#include "nt/system/memory.h"
#include "nt/thread/thread.h"
#include "signal/acceptance.h"
#include "signal/engine.h"
#include "signal/scratch.h"

namespace psig {
namespace {

constexpr unsigned kChunkThreads = 32;
constexpr unsigned kChunks = 512; // 16,384 threads at once

Thread *g_chunks[kChunks];
unsigned g_slot = ~0u; // of thread-local storage
// The slot of a thread that has detached: it is on its way out and must not be entered again, by nobody.
void *const kDetached = reinterpret_cast<void *>(1);
unsigned long g_main_tid;

// The entry's own pin, and those of others that look at it: the last one frees the slot.
void unpin(Thread *thread) {
  if (thread->pins.fetch_sub(1) != 1) return;
  nt::handle_close(thread->handle);
  for (const std::atomic<void *> *event : {&thread->event, &thread->wait_event, &thread->io_event})
    if (event->load() != nullptr) nt::handle_close(event->load());
  scratch_free(thread);
  thread->used.store(false); // last: the slot may be claimed from here on
}

Thread *chunk_of(unsigned index) {
  if (g_chunks[index] == nullptr)
    g_chunks[index] = static_cast<Thread *>(nt::memory_commit(sizeof(Thread) * kChunkThreads));
  return g_chunks[index];
}

// Takes the thread off the list. What was directed at it dies with it (XSH 2.4.1).
void unlink(Thread *thread) PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  thread->gone = true;
  pthread_ended(thread->pthread.load());
  end_acceptance(g_engine.process, *thread);
  thread->pending.discard(g_engine.process.pool, kAllSignals);
  for (ThreadSignals **link = &g_engine.process.threads; *link != nullptr; link = &(*link)->next) {
    if (*link != thread) continue;
    *link = thread->next;
    g_engine.thread_count.fetch_sub(1);
    return;
  }
}

// Before the table grows.
void sweep_dead() PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  for (ThreadSignals *t = g_engine.process.threads; t != nullptr;) {
    auto *thread = static_cast<Thread *>(t);
    t = t->next;
    remove_if_exited(thread);
  }
}

Thread *claim_slot() PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  for (unsigned chunk = 0; chunk < kChunks; ++chunk) {
    if (g_chunks[chunk] == nullptr && chunk > 0) sweep_dead();
    Thread *threads = chunk_of(chunk);
    if (threads == nullptr) return nullptr;
    for (unsigned i = 0; i < kChunkThreads; ++i) {
      if (threads[i].used.load()) continue;
      auto *thread = new (&threads[i]) Thread;
      thread->used.store(true);
      thread->pins.store(1); // its own; detach gives it back
      return thread;
    }
  }
  return nullptr;
}

SigSet main_mask() PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  const Thread *main = find_tid(g_main_tid);
  return main != nullptr ? main->blocked.load() : 0;
}

} // namespace

std::atomic<std::uint32_t> g_creations{0}, g_library_creations{0};

bool remove_if_exited(Thread *thread) {
  g_engine.lock.assert_held();
  if (nt::thread_alive(thread->handle)) return false;
  unlink(thread);
  unpin(thread);
  return true;
}

Thread *self() {
  if (g_slot == ~0u) return nullptr;
  void *value = nt::tls_get(nt::teb(), g_slot);
  if (value == nullptr || value == kDetached) return nullptr;
  // Race: a sender gave it to a thread that was terminated meanwhile, whose TEB was this thread's by then. No id is
  // used again while an entry holds a handle of its thread, and entries are never unmapped.
  auto *thread = static_cast<Thread *>(value);
  return thread->tid == nt::current_tid() && !thread->gone ? thread : nullptr;
}

Thread *self_attached() {
  Thread *thread = self();
  return thread != nullptr ? thread : attach(nt::current_tid());
}

Thread *find_tid(unsigned long tid) {
  g_engine.lock.assert_held();
  for (ThreadSignals *t = g_engine.process.threads; t != nullptr; t = t->next)
    if (static_cast<Thread *>(t)->tid == tid) return static_cast<Thread *>(t);
  return nullptr;
}

Thread *find_pthread(pthread_t pthread) {
  g_engine.lock.assert_held();
  if (pthread == 0) return nullptr; // what a thread that nobody named carries
  for (ThreadSignals *t = g_engine.process.threads; t != nullptr; t = t->next)
    if (static_cast<Thread *>(t)->pthread.load() == pthread) return static_cast<Thread *>(t);
  return nullptr;
}

bool program_has_threads() {
  const LockGuard guard(g_engine.lock);
  for (const ThreadSignals *t = g_engine.process.threads; t != nullptr; t = t->next)
    if (t->eligible() && !static_cast<const Thread *>(t)->provisional) return true;
  return false;
}

// A thread that calls us before its creator is known is no pthread's child: those report first thing.
void resolve_creator(Thread *thread) {
  if (!thread->provisional) return; // only this thread, or the end of a creation, makes it so
  LockGuard guard(g_engine.lock);
  if (!thread->provisional) return;
  thread->provisional = false;
  thread->blocked.store(main_mask());
}

namespace {

// A thread that has not begun to run may have no TEB yet (so under Wine). The caller's own slot may hold another's
// entry (self).
void set_teb(Thread *thread, std::uintptr_t teb) PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  const bool own = teb == nt::teb();
  if ((thread->teb != 0 && !own) || teb == 0) return;
  if (own && thread->first_stack == 0) thread->first_stack = nt::stack_limits(teb).allocation;
  if (own ? nt::tls_set_own(g_slot, thread) : nt::tls_poke(teb, g_slot, thread)) thread->teb = teb;
}

// An entry whose thread ended unseen gives way: its id has been used again.
Thread *known(unsigned long tid) PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  Thread *thread = find_tid(tid);
  if (thread == nullptr) return nullptr;
  if (remove_if_exited(thread)) return nullptr;
  if (tid == nt::current_tid()) set_teb(thread, nt::teb());
  return thread;
}

// A thread of unknown creator starts with the main thread's mask; one that a pthread_create under way may have made
// takes nothing until that is known; one of the library's own never does.
Thread *enter(unsigned long tid, nt::Handle handle, std::uintptr_t teb, bool library, bool apart)
    PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  Thread *thread = claim_slot();
  if (thread == nullptr) return nullptr;
  thread->handle = handle;
  thread->tid = tid;
  set_teb(thread, teb);
  thread->main = tid == g_main_tid;
  thread->library = library;
  thread->apart = apart;
  if (apart) thread->serves = 0;
  thread->provisional = !library && g_creations.load() != 0;
  thread->io.store(kIoNone); // of one that was terminated in there
  thread->blocked.store(library ? kAllSignals : thread->provisional ? ~kUnblockable : main_mask());
  g_engine.thread_count.fetch_add(1);
  if (g_engine.dozing.load()) g_upcalls.watch(0); // the dispatcher looks who sleeps
  thread->next = g_engine.process.threads;
  g_engine.process.threads = thread;
  return thread;
}

// Whether a thread, alive a moment ago, has been through its detach. Its TEB may have gone already, or be another
// thread's by now. The slot is read before the owner, for a block that is used again has lost its owner when its slots
// are cleared: an empty slot with the right owner behind it is that of a thread that has yet to attach, and that has to
// wait for the lock.
bool has_left(unsigned long tid, std::uintptr_t teb) PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  if (teb == nt::teb()) return nt::tls_get(teb, g_slot) == kDetached;
  if (teb == 0) return false; // it has not begun to run
  unsigned long owner;
  void *value;
  if (!nt::tls_peek(teb, g_slot, &value) || !nt::teb_peek_tid(teb, &owner)) return true;
  return owner != tid || value == kDetached;
}

// Who ended between the first look and its entry is taken out again, its handle with it.
Thread *enter_if_there(unsigned long tid, nt::Handle handle, bool library, bool apart) PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  // Asked here and not before: from here on its own attach and detach must wait.
  const std::uintptr_t teb = tid == nt::current_tid() ? nt::teb() : nt::thread_teb(handle);
  Thread *thread = has_left(tid, teb) ? nullptr : enter(tid, handle, teb, library, apart);
  if (thread == nullptr) {
    nt::handle_close(handle);
  } else if (tid != nt::current_tid() && remove_if_exited(thread)) {
    thread = nullptr;
  }
  return thread;
}

} // namespace

Thread *attach(unsigned long tid, bool library) {
  if (g_slot == ~0u) return nullptr;
  if (tid != nt::current_tid()) { // most are known, and opening is dear
    LockGuard guard(g_engine.lock);
    if (Thread *thread = known(tid); thread != nullptr) return thread;
  }
  const nt::Handle handle = nt::thread_open(tid);
  if (handle == nullptr) return nullptr;
  const bool apart = nt::thread_of_control_event(handle); // from its beginning on, before it comes to our handler
  LockGuard guard(g_engine.lock);
  Thread *thread = known(tid); // its own first call may have been faster
  if (thread == nullptr) return enter_if_there(tid, handle, library, apart);
  nt::handle_close(handle);
  return thread;
}

bool has_begun(Thread *thread) {
  if (thread->teb != 0) return true;
  LockGuard guard(g_engine.lock);
  const std::uintptr_t teb = nt::thread_teb(thread->handle);
  if (!has_left(thread->tid, teb)) set_teb(thread, teb);
  return thread->teb != 0;
}

void detach(Thread *thread) {
  thread->gate.guards.store(1); // for good: whoever looks from now on goes away
  const SigSet could_take = ~thread->blocked.load() | thread->accepting.load(); // the latter if it was terminated
  const bool own = thread == self();
  {
    LockGuard guard(g_engine.lock);
    if (thread->gone) return;
    unlink(thread);
    if (own) nt::tls_set(thread->teb, g_slot, kDetached);
  }
  reroute(could_take);
  unpin(thread);
}

void detach_if_exited(Thread *thread) {
  if (!nt::thread_alive(thread->handle)) detach(thread);
}

PinnedThread::PinnedThread(Thread *thread) : thread_(thread) {
  g_engine.lock.assert_held();
  thread->pins.fetch_add(1);
}

PinnedThread::~PinnedThread() {
  if (thread_ != nullptr) unpin(thread_);
}

PinnedThread pin_next(unsigned *position, bool (*wanted)(const Thread *thread)) {
  LockGuard guard(g_engine.lock);
  for (; *position < kChunks * kChunkThreads; ++*position) {
    Thread *chunk = g_chunks[*position / kChunkThreads];
    if (chunk == nullptr) return {};
    Thread *thread = &chunk[*position % kChunkThreads];
    if (!thread->used.load() || !thread->eligible() || !wanted(thread)) continue;
    ++*position;
    return PinnedThread(thread);
  }
  return {};
}

void attach_start(unsigned slot, unsigned long main_tid) {
  g_slot = slot;
  g_main_tid = main_tid;
  attach(main_tid); // others that were there before the library are attached when somebody names them
  attach(nt::current_tid());
}

} // namespace psig
