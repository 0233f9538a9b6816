// Two tables of atomics: events that wait for a new semaphore, and those of semaphores between processes.
#include "interrupt/semaphore_event.h"

#include <atomic>

#include "nt/ipc/wake_event.h"
#include "nt/thread/thread.h"

namespace psig {
namespace {

constexpr unsigned kMostFree = 1024, kMostShared = 1024;
constinit std::atomic<nt::Handle> g_free[kMostFree];

nt::Handle take_free() {
  for (std::atomic<nt::Handle> &place : g_free)
    if (place.load() != nullptr)
      if (nt::Handle event = place.exchange(nullptr); event != nullptr) return event;
  return nullptr;
}

void give_free(nt::Handle event) {
  for (std::atomic<nt::Handle> &place : g_free) {
    nt::Handle none = nullptr;
    if (place.load() == nullptr && place.compare_exchange_strong(none, event)) return;
  }
  nt::handle_close(event);
}

// An entry stays its id's: a search may pass over it.
struct Shared {
  std::atomic<unsigned long long> id{0};
  std::atomic<nt::Handle> event{nullptr};
};
constinit Shared g_shared[kMostShared];

Shared *shared(unsigned long long id) {
  for (unsigned i = 0; i < kMostShared; ++i) {
    Shared &entry = g_shared[(id + i) % kMostShared];
    unsigned long long none = 0;
    if (entry.id.load() == id || entry.id.compare_exchange_strong(none, id) || none == id) return &entry;
  }
  return nullptr;
}

} // namespace

nt::Handle semaphore_event_of(unsigned long long id) {
  Shared *entry = shared(id);
  if (entry == nullptr) return nullptr;
  if (nt::Handle event = entry->event.load(); event != nullptr) return event;
  nt::Handle made = nt::wake_event(id), none = nullptr;
  if (made == nullptr || entry->event.compare_exchange_strong(none, made)) return made;
  nt::handle_close(made);
  return none;
}

nt::Handle semaphore_event(sem_t *sem) {
  if (sem->id != 0) return semaphore_event_of(sem->id);
  const std::atomic_ref<void *> place(sem->wake);
  if (nt::Handle event = place.load(); event != nullptr) return event;
  nt::Handle made = take_free(), none = nullptr;
  if (made == nullptr) made = nt::auto_event_create();
  if (made == nullptr || place.compare_exchange_strong(none, made)) return made;
  give_free(made);
  return none;
}

void semaphore_event_forget(sem_t *sem) {
  if (sem->id == 0 && sem->wake != nullptr) give_free(std::atomic_ref<void *>(sem->wake).exchange(nullptr));
}

} // namespace psig
