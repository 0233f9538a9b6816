// A thread id used again: what the table has of a thread that ended unseen is not the new one's (docs/adr/0004).
#include "nt/thread.h"
#include "signal/engine.h"
#include "signal/threads.h"

using namespace psig_test;

namespace {

using recycled_id_test = EngineTest;

// The entry of a thread that has ended without its notice.
psig::Thread *entry_of_a_dead_thread() {
  psig::Thread *entry = nullptr;
  std::atomic<bool> ready{false};
  BareThread thread([&] {
    entry = psig::self();
    ready.store(true);
    Sleep(INFINITE);
  });
  until([&] { return ready.load(); });
  TerminateThread(thread.handle(), 1);
  thread.join();
  return entry;
}

DWORD WINAPI tell_entry(void *out) {
  *static_cast<psig::Thread **>(out) = psig::self();
  return 0;
}

} // namespace

TEST_F(recycled_id_test, the_calling_thread_s_own) {
  psig::Thread *dead = entry_of_a_dead_thread();
  ASSERT_NE(dead, nullptr);
  psig::Thread *own = nullptr;
  DWORD tid = 0;
  const HANDLE thread = CreateThread(nullptr, 0, tell_entry, &own, CREATE_SUSPENDED, &tid);
  ASSERT_NE(thread, nullptr);
  {
    const psig::LockGuard guard(psig::g_engine.lock);
    ASSERT_EQ(psig::find_tid(dead->tid), dead);
    dead->blocked.store(~std::uint64_t{0}); // the dead one's mask is not to be the new one's
    dead->tid = tid;
  }
  ResumeThread(thread);
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
  ASSERT_NE(own, nullptr);
  EXPECT_TRUE(own != dead || dead->blocked.load() == 0) << "the entry of a dead thread, with its handle and its mask";
}
