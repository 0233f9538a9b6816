// Wine's part of the end of a process by an overflow of an alternate stack.
// Lock: the engine's, to look at the table.
#include "runtime/aborted_thread.h"

#include "nt/module/imports.h"
#include "nt/thread/thread.h"
#include "runtime/runtime.h"
#include "signal/engine.h"

namespace psig {
namespace {

constexpr unsigned kMost = 48;        // of the 64 handles that can be waited for at once
constexpr std::uint32_t kAborted = 0; // so it comes to the server

std::atomic<bool> g_changed{false}, g_any{false};
// The dispatcher's.
nt::Handle g_threads[kMost];
unsigned g_count;

bool watched(unsigned long tid) {
  for (unsigned i = 0; i < g_count; ++i)
    if (nt::thread_tid(g_threads[i]) == tid) return true;
  return false;
}

void collect() {
  const LockGuard guard(g_engine.lock);
  for (ThreadSignals *t = g_engine.process.threads; t != nullptr && g_count < kMost; t = t->next) {
    const auto *thread = static_cast<const Thread *>(t);
    if (!altstack_enabled(thread->altstack) || watched(thread->tid)) continue;
    if (const nt::Handle handle = nt::handle_copy(thread->handle); handle != nullptr) g_threads[g_count++] = handle;
  }
}

// It has told nobody of its end, and ran on its alternate stack.
bool was_aborted(const Thread &thread) {
  std::uint32_t status = 0;
  return thread.home.base != 0 && nt::thread_wait(thread.handle, 0, &status) && status == kAborted;
}

bool was_aborted(unsigned long tid) {
  const LockGuard guard(g_engine.lock);
  const Thread *thread = find_tid(tid);
  return thread != nullptr && was_aborted(*thread);
}

bool anybody_was_aborted() {
  const LockGuard guard(g_engine.lock);
  for (ThreadSignals *t = g_engine.process.threads; t != nullptr; t = t->next)
    if (was_aborted(*static_cast<const Thread *>(t))) return true;
  return false;
}

void end_the_process() { g_upcalls.terminate({.signo = SIGSEGV, .code = SI_KERNEL}, true); }

} // namespace

void aborted_threads_watch() {
  if (!nt::under_wine()) return;
  g_any.store(true);
  g_changed.store(true);
  dispatcher_wake();
}

unsigned aborted_threads() {
  if (g_changed.exchange(false)) collect();
  return g_count;
}

void *aborted_thread(unsigned index) { return g_threads[index]; }

void aborted_thread_ended(void *handle) {
  if (was_aborted(nt::thread_tid(handle))) end_the_process();
  for (unsigned i = 0; i < g_count; ++i)
    if (g_threads[i] == handle) g_threads[i] = g_threads[--g_count];
  nt::handle_close(handle);
}

// A thread that waited for such a one's end is woken with the dispatcher, and may be the first. The dispatcher may hold
// the lock to look, too. Without an alternate stack nobody is waited for: a holder may have been terminated.
void aborted_threads_at_exit() {
  if (g_any.load() && anybody_was_aborted()) end_the_process();
}

} // namespace psig
