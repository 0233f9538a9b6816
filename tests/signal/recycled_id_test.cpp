// A thread id used again: what the table has of a thread that ended unseen is not the new one's (docs/adr/0004).
#include "nt/thread.h"
#include "signal/engine.h"
#include "signal/threads.h"

using namespace psig_test;

namespace {

using recycled_id_test = EngineTest;

struct Found {
  bool any = false, own_handle = false;
  std::uint64_t mask = 0;
};

DWORD WINAPI look(void *out) {
  const psig::Thread *entry = psig::self();
  auto *found = static_cast<Found *>(out);
  found->any = entry != nullptr;
  if (entry == nullptr) return 0;
  found->own_handle = psig::nt::thread_alive(entry->handle);
  found->mask = entry->blocked.load();
  return 0;
}

} // namespace

TEST_F(recycled_id_test, the_calling_thread_s_own) {
  std::atomic<psig::Thread *> entry{nullptr};
  BareThread victim([&] {
    entry.store(psig::self());
    Sleep(INFINITE);
  });
  until([&] { return entry.load() != nullptr; });
  Found found;
  HANDLE thread;
  {
    const psig::LockGuard guard(psig::g_engine.lock); // nobody buries the one, and the other has no entry yet
    TerminateThread(victim.handle(), 1);
    victim.join();
    DWORD tid = 0;
    thread = CreateThread(nullptr, 0, look, &found, 0, &tid);
    ASSERT_NE(thread, nullptr);
    entry.load()->blocked.store(psig::bit(SIGUSR2));
    entry.load()->tid = tid;
  }
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
  EXPECT_TRUE(found.any);
  EXPECT_TRUE(found.own_handle);
  EXPECT_NE(found.mask, psig::bit(SIGUSR2)); // everything, while some other thread is being made: src/signal/attach.cpp
}
