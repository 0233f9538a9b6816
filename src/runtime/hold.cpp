// Only once a thread is suspended can the library see where it is. One that is not at rest goes on at once. [suspended]
// from the first thread on: no heap, no lock.
#include "runtime/hold.h"

#include "nt/system/memory.h"
#include "nt/thread/rest.h"
#include "nt/thread/system_calls.h"
#include "nt/thread/thread.h"
#include "signal/engine.h"

namespace psig {
namespace {

constexpr unsigned kMaxHeld = 65536;

struct Held {
  nt::Handle handles[kMaxHeld];
  unsigned long tids[kMaxHeld];
  unsigned count;
};
Held *g_held;
mcontext_t g_context;

struct Round {
  bool anywhere;
  bool found; // somebody who was not held yet
  bool busy;  // one of them has gone on
};

bool already_held(unsigned long tid) {
  for (unsigned i = 0; i < g_held->count; ++i)
    if (g_held->tids[i] == tid) return true;
  return false;
}

// A thread of the library's that has only begun does not say yet whose it is, and does so soon.
bool may_be_library_s(unsigned long tid) {
  g_engine.lock.assert_held();
  if (g_library_creations.load() == 0) return false;
  const Thread *known = find_tid(tid);
  return known == nullptr || known->provisional;
}

bool is_library_s(unsigned long tid) {
  g_engine.lock.assert_held(); // by the caller of hold_threads()
  const Thread *known = find_tid(tid);
  return known != nullptr && known->library && !known->fallback &&
         !known->held; // the fallback thread runs handlers of the program
}

// What somebody else has suspended as well will not move, and where it stands is his affair.
bool may_stand(nt::Handle thread, unsigned long tid) {
  return !nt::g_calls.get_context(thread, &g_context) || nt::thread_suspensions(thread) > 1 ||
         nt::at_rest(&g_context, tid, nt::thread_teb(thread));
}

// Whether the handle is kept.
bool hold(nt::Handle thread, unsigned long tid, Round *round) {
  if (already_held(tid) || is_library_s(tid)) return false;
  if (!round->anywhere && (may_be_library_s(tid) || !nt::thread_is_created(thread))) {
    round->found = round->busy = true;
    return false;
  }
  if (g_held->count == kMaxHeld || !nt::g_calls.suspend(thread)) return false;
  round->found = true;
  if (!round->anywhere && !may_stand(thread, tid)) {
    round->busy = true;
    nt::g_calls.resume(thread);
    return false;
  }
  g_held->handles[g_held->count] = thread;
  g_held->tids[g_held->count++] = tid;
  return true;
}

} // namespace

bool hold_start() {
  if (g_held == nullptr) g_held = static_cast<Held *>(nt::memory_commit(sizeof(Held)));
  return g_held != nullptr;
}

// Until nobody new turns up: a thread may have been creating another. Most that go on do so by some instructions only.
bool hold_threads(bool anywhere) {
  constexpr unsigned kTries = 32, kTriesInARow = 4; // one that is on a processor moves while the next look is made
  Round round;
  unsigned in_vain = 0;
  do {
    if (in_vain % kTriesInARow == kTriesInARow - 1) nt::thread_pause(0);
    round = {.anywhere = anywhere, .found = false, .busy = false};
    nt::threads_visit_unlocked(
        [](nt::Handle thread, unsigned long tid, void *argument) {
          if (!hold(thread, tid, static_cast<Round *>(argument))) nt::handle_close(thread);
        },
        &round);
    if (round.busy) ++in_vain;
  } while (round.found && in_vain < kTries);
  return !round.busy;
}

void cancel_io_of_held_threads() {
  for (unsigned i = 0; i < g_held->count; ++i) (void)nt::thread_cancel_io(g_held->handles[i]);
}

void release_threads() {
  for (unsigned i = 0; i < g_held->count; ++i) {
    nt::g_calls.resume(g_held->handles[i]);
    nt::handle_close(g_held->handles[i]);
  }
  g_held->count = 0;
}

} // namespace psig
