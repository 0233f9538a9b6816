// On Windows this is one call. Under Wine (8.0 and 10.0, docs/wine.md) CreateRemoteThread() never returns if its target
// is ended meanwhile. So there a thread of our own makes the call, and is left in it if the target has ended.
#include "kill/inject.h"

#include <atomic>
#include <new>
#include <utility>

#include "nt/process/target_calls.h"
#include "nt/system/memory.h"
#include "nt/thread/multi_wait.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"

namespace psig {
namespace {

constexpr std::uint64_t kOver =
    1'000'000'000; // ns: a call that has not returned so long after its target's end is stuck

struct Injection {
  nt::Process process;
  unsigned event;
  bool suspended;
  nt::Handle thread = nullptr;
  Errno error = EAGAIN;
  std::atomic<unsigned> users{2}; // the caller and the maker: the last one clears up
};

void leave(Injection *injection) {
  if (injection->users.fetch_sub(1) != 1) return;
  nt::process_close(&injection->process);
  if (injection->thread != nullptr) nt::handle_close(injection->thread);
  nt::memory_release(injection);
}

void make(void *argument) {
  auto *injection = static_cast<Injection *>(argument);
  if (library_thread_started() != nullptr)
    injection->error =
        nt::g_target_calls.event_inside(injection->process, injection->event, injection->suspended, &injection->thread);
  leave(injection);
}

nt::Handle begin(Injection *injection) { return library_thread_start(make, injection); }

} // namespace

Errno inject_event(const nt::Process &process, unsigned event, bool suspended, nt::Handle *thread) {
  if (!nt::g_target_calls.thread_may_hang) return nt::g_target_calls.event_inside(process, event, suspended, thread);
  void *memory = nt::memory_commit(sizeof(Injection));
  if (memory == nullptr) return EAGAIN;
  auto *injection = new (memory) Injection{.process = {}, .event = event, .suspended = suspended};
  Errno error = EAGAIN;
  const bool held = nt::process_from_handle(process.handle, &injection->process) == 0;
  if (const nt::Handle maker = held ? begin(injection) : nullptr) {
    const nt::Handle either[] = {maker, process.handle};
    bool made = nt::wait_any(either, 2, nt::kForever) == 0;
    if (!made) made = nt::wait_any(&maker, 1, nt::now_ns() + kOver) == 0; // the event may be what has ended it
    error = made ? injection->error : ESRCH;
    if (made) std::swap(*thread, injection->thread);
    nt::handle_close(maker);
    leave(injection);
  } else {
    nt::process_close(&injection->process);
    nt::memory_release(injection);
  }
  return error;
}

} // namespace psig
