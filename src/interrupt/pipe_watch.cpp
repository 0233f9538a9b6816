// A thread is kept after use, for the next pipe that somebody waits for.
//
//   start()  one that waits for the same pipe; or a free one: handle copied, `go` set --> thread: read of no bytes
//            --> `done` set
//   stop()   the last one: CancelSynchronousIo until `done`, since the thread may be on its way into the read
//   unwatch()   the same while others use it, who find it done
//
// Lock: of the list; a leaf. It is not held while anybody waits.
#include "interrupt/pipe_watch.h"

#include "base/lock.h"
#include "nt/ipc/pipe_mode.h"
#include "nt/ipc/pipe_state.h"
#include "nt/thread/event.h"
#include "nt/thread/multi_wait.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"

namespace psig {

struct PipeWatcher {
  nt::Handle thread = nullptr, copy = nullptr, handle = nullptr; // the last as the program has it
  void *go = nullptr, *done = nullptr;                           // `done` stays set
  unsigned users = 0;
  bool ending = false; // the last user ends it: no new ones
};

namespace {

constexpr unsigned kMostWatchers = 64;
constinit Lock<LockRank::kWatchers> g_lock;
constinit PipeWatcher g_watchers[kMostWatchers] PSIG_GUARDED_BY(g_lock){};

void watch_main(void *argument) {
  auto *watcher = static_cast<PipeWatcher *>(argument);
  (void)library_thread_started();
  for (;;) {
    if (!nt::handle_wait(watcher->go, -1)) return;
    nt::pipe_await(watcher->copy);
    nt::event_set(watcher->done);
  }
}

bool make(PipeWatcher *watcher) {
  if (watcher->go == nullptr) watcher->go = nt::auto_event_create();
  if (watcher->done == nullptr) watcher->done = nt::event_create();
  if (watcher->go == nullptr || watcher->done == nullptr) return false;
  if (watcher->thread == nullptr) watcher->thread = library_thread_start(watch_main, watcher);
  return watcher->thread != nullptr;
}

// By any of its handles: two reads of one end would wait for each other.
PipeWatcher *find(void *handle) PSIG_REQUIRES(g_lock) {
  g_lock.assert_held();
  for (PipeWatcher &watcher : g_watchers)
    if (watcher.copy != nullptr && !watcher.ending && nt::handle_same(watcher.copy, handle, watcher.handle == handle))
      return &watcher;
  return nullptr;
}

PipeWatcher *free_one() {
  const LockGuard guard(g_lock);
  for (PipeWatcher &watcher : g_watchers) {
    if (watcher.users != 0) continue;
    watcher.users = 1;
    return &watcher;
  }
  return nullptr;
}

void give_back(PipeWatcher *watcher) PSIG_REQUIRES(g_lock) {
  g_lock.assert_held();
  if (watcher->copy != nullptr) nt::handle_close(watcher->copy);
  watcher->copy = nullptr;
  watcher->users = 0;
  watcher->ending = false;
}

// A copy, since somebody may close it meanwhile.
bool begin(PipeWatcher *watcher, void *handle) PSIG_REQUIRES(g_lock) {
  g_lock.assert_held();
  watcher->copy = nt::handle_copy(handle);
  if (watcher->copy == nullptr) return false;
  watcher->handle = handle;
  nt::event_reset(watcher->done);
  nt::event_set(watcher->go);
  return true;
}

// Longer each time, for the thread to come into its read.
void finish(PipeWatcher *watcher) {
  for (long long milliseconds = 0; !nt::handle_wait(watcher->done, milliseconds); milliseconds += milliseconds + 1)
    (void)nt::thread_cancel_io(watcher->thread);
}

bool is_watched(void *handle) PSIG_REQUIRES(g_lock) {
  g_lock.assert_held();
  const PipeWatcher *watcher = find(handle);
  return watcher != nullptr && !nt::handle_wait(watcher->done, 0);
}

} // namespace

bool pipe_watched(void *handle) {
  const LockGuard guard(g_lock);
  return is_watched(handle);
}

// While the list is locked nobody begins to wait for it, so that the system has no read for the question to wait
// behind. Who has begun since the others were woken had looked before.
PipeLook pipe_look(void *handle, bool surely, nt::PipeState *out) {
  if (surely) PipeWatch::unwatch(handle);
  const LockGuard guard(g_lock);
  if (is_watched(handle)) return PipeLook::kWatched;
  return nt::pipe_state(handle, out) ? PipeLook::kSeen : PipeLook::kNone;
}

void PipeWatch::unwatch(void *handle) {
  PipeWatch also;
  if (!also.share(handle)) return;
  {
    const LockGuard guard(g_lock);
    also.watcher_->ending = true;
  }
  finish(also.watcher_);
}

bool PipeWatch::share(void *handle) {
  const LockGuard guard(g_lock);
  watcher_ = find(handle);
  if (watcher_ != nullptr) ++watcher_->users;
  return watcher_ != nullptr;
}

void *PipeWatch::start(void *handle) {
  if (share(handle)) return watcher_->done;
  if (!nt::pipe_waits(handle)) return nullptr;
  PipeWatcher *fresh = free_one();
  if (fresh == nullptr) return nullptr;
  const bool can = make(fresh);
  const LockGuard guard(g_lock);
  PipeWatcher *known = find(handle); // somebody may have been faster
  if (known != nullptr) ++known->users;
  else if (can && begin(fresh, handle)) known = fresh;
  if (known != fresh) give_back(fresh);
  watcher_ = known;
  return known != nullptr ? known->done : nullptr;
}

void PipeWatch::stop() {
  if (watcher_ == nullptr) return;
  PipeWatcher *watcher = watcher_;
  watcher_ = nullptr;
  {
    const LockGuard guard(g_lock);
    if (watcher->users > 1) {
      --watcher->users;
      return;
    }
    watcher->ending = true;
  }
  finish(watcher);
  const LockGuard guard(g_lock);
  give_back(watcher);
}

} // namespace psig
