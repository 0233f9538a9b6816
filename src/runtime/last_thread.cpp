// The thread that leaves as the last one known hands its handle to the dispatcher. The dispatcher waits until it has
// really ended, and then for any other thread that the system still shows.
// Lock: the engine's, to look at the table.
#include "runtime/last_thread.h"

#include "nt/process/process.h"
#include "nt/thread/teb.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "runtime/runtime.h"
#include "signal/engine.h"
#include "signal/entry.h"

namespace psig {
namespace {

std::atomic<void (*)(int)> g_exit{nullptr};
std::atomic<nt::Handle> g_reported{nullptr};
nt::Handle g_watched; // the dispatcher's
// Of the thread that left last, for its stand-in.
std::atomic<SigSet> g_mask{0};
std::atomic<bool> g_posix{false};
std::uint32_t g_status;

bool is_library_s(unsigned long tid) {
  const LockGuard guard(g_engine.lock);
  const Thread *thread = find_tid(tid);
  return thread != nullptr && thread->library;
}

// One that still runs and is not ours; the handle is the caller's.
nt::Handle other_thread() {
  nt::Handle found = nullptr;
  nt::threads_visit_unlocked(
      [](nt::Handle thread, unsigned long tid, void *argument) {
        auto *first = static_cast<nt::Handle *>(argument);
        if (*first == nullptr && nt::thread_alive(thread) && !is_library_s(tid)) *first = thread;
        else nt::handle_close(thread);
      },
      &found);
  return found;
}

// An ordinary thread in the place of the last one, with its mask: exit handlers are the program's code.
void end_process(void *) {
  const sigset_t mask = g_mask.load();
  entry::thread_started(0, &mask);
  library_thread_failed(); // its creation has ended
  const auto function = g_exit.load();
  if (g_posix.load() && function != nullptr) function(0);
  nt::process_exit(g_posix.load() ? 0 : g_status);
}

} // namespace

LeavingThread::LeavingThread(const Thread &thread)
    : mask_(thread.blocked.load()), library_(thread.library), posix_(thread.main || thread.pthread.load() != 0) {}

void LeavingThread::detached() const {
  if (library_ || program_has_threads()) return;
  g_mask.store(mask_);
  g_posix.store(posix_);
  const nt::Handle former = g_reported.exchange(nt::thread_open(nt::current_tid()));
  if (former != nullptr) nt::handle_close(former);
  dispatcher_wake();
}

nt::Handle last_thread_handle() {
  if (const nt::Handle reported = g_reported.exchange(nullptr); reported != nullptr) {
    if (g_watched != nullptr) nt::handle_close(g_watched);
    g_watched = reported;
  }
  // A thread of ours that was only starting has said so meanwhile.
  if (g_watched != nullptr && is_library_s(nt::thread_tid(g_watched))) last_thread_ended();
  return g_watched;
}

void last_thread_ended() {
  (void)nt::thread_wait(g_watched, 0, &g_status);
  nt::handle_close(g_watched);
  g_watched = other_thread();
  if (g_watched != nullptr || g_reported.load() != nullptr) return; // who has ended meanwhile has reported before that
  if (!library_thread_begin(end_process, nullptr)) nt::process_exit(g_posix.load() ? 0 : g_status);
}

void last_thread_exits_by(void (*function)(int)) { g_exit.store(function); }

} // namespace psig
