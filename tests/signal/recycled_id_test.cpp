// A thread id, or a thread's environment block, used again: what the table has of a thread that ended unseen is not the
// new one's (docs/adr/0004).
#include "nt/thread/thread.h"
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

// The library's slot of thread-local storage: where the calling thread's entry stands.
unsigned slot_of_entries() {
  unsigned slot = 0;
  while (slot < psig::nt::kTlsDirect && psig::nt::tls_get(psig::nt::teb(), slot) != psig::self()) ++slot;
  return slot;
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

// A sender that names a thread just ended may write into the block that a new one has by now.
TEST_F(recycled_id_test, the_slot_of_the_calling_thread) {
  const unsigned slot = slot_of_entries();
  ASSERT_LT(slot, psig::nt::kTlsDirect);
  psig::Thread *const mains = psig::self();
  psig::Thread *own = nullptr, *left = nullptr, *found = nullptr, *again = nullptr;
  BareThread victim([&] {
    own = psig::self();
    psig::nt::tls_set(psig::nt::teb(), slot, mains);
    left = psig::self();
    found = psig::self_attached();
    again = psig::self();
  });
  victim.join();
  EXPECT_NE(own, nullptr);
  EXPECT_EQ(left, nullptr);
  EXPECT_EQ(found, own);
  EXPECT_EQ(again, own);
  EXPECT_EQ(psig::self(), mains);
  EXPECT_FALSE(mains->gone);
  EXPECT_TRUE(own->gone); // it left by its own entry
}

// Who has been through its detach is entered by nobody, however long its end takes.
TEST_F(recycled_id_test, a_thread_that_has_left) {
  std::atomic<bool> left{false}, looked{false};
  BareThread victim([&] {
    psig::detach(psig::self());
    left = true;
    until([&] { return looked.load(); });
  });
  until([&] { return left.load(); });
  EXPECT_EQ(psig::attach(GetThreadId(victim.handle())), nullptr);
  looked = true;
  victim.join();
}
