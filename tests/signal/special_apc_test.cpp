// Delivery by special user APC, with a double for the system call that Wine and older systems lack.
#include "nt/module/imports.h"
#include "nt/thread/system_calls.h"
#include "signal/threads.h"

using namespace psig_test;
namespace nt = psig::nt;

namespace {

std::atomic<int> g_queued, g_suspended;
nt::SpecialApcFunction g_function;
bool (*g_real_suspend)(nt::Handle);

// As the system would: the callback runs in the target thread, with what it interrupted. Here an alertable wait stands
// in for "anywhere", and the context says that code of the program was interrupted.
void CALLBACK special(ULONG_PTR argument) {
  mcontext_t context;
  RtlCaptureContext(reinterpret_cast<CONTEXT *>(&context));
  g_function(argument, &context);
}

bool queue(nt::Handle thread, nt::SpecialApcFunction function, std::uintptr_t argument) {
  g_queued.fetch_add(1);
  g_function = function;
  return QueueUserAPC(special, thread, argument) != 0;
}

bool refuse(nt::Handle, nt::SpecialApcFunction, std::uintptr_t) {
  g_queued.fetch_add(1);
  return false;
}

bool suspend(nt::Handle thread) {
  g_suspended.fetch_add(1);
  return g_real_suspend(thread);
}

class special_apc_test : public EngineTest {
protected:
  void SetUp() override {
    EngineTest::SetUp();
    g_queued.store(0), g_suspended.store(0);
    saved = nt::g_calls;
    g_real_suspend = saved.suspend;
    nt::g_calls.suspend = suspend;
  }
  void TearDown() override {
    nt::g_calls = saved;
    EngineTest::TearDown();
  }
  nt::SystemCalls saved = {};
};

} // namespace

TEST_F(special_apc_test, absent_under_wine) {
  if (!nt::under_wine()) GTEST_SKIP() << "this is Windows: the_systems_own tries it";
  EXPECT_EQ(saved.queue_special_apc, nullptr);
}

TEST_F(special_apc_test, the_systems_own) {
  if (saved.queue_special_apc == nullptr) GTEST_SKIP() << "this system has no QueueUserAPC2 that works";
  posix_signal_delivery_np(POSIX_SIGNAL_DELIVER_SPECIAL_APC); // no other way
  std::atomic<bool> done{false};
  std::atomic<unsigned> turns{0};
  BareThread thread([&] {
    while (!done.load()) turns.fetch_add(1);
  });
  for (int i = 0; i < 100; ++i) {
    const unsigned before = turns.load();
    until([&] { return turns.load() != before; }); // it runs its own code
    thread.signal(SIGUSR1);
  }
  done.store(true);
  thread.join();
}

TEST_F(special_apc_test, delivers_without_a_suspension) {
  nt::g_calls.queue_special_apc = queue;
  posix_signal_delivery_np(POSIX_SIGNAL_DELIVER_SPECIAL_APC | POSIX_SIGNAL_DELIVER_HIJACK);
  std::atomic<bool> done{false};
  std::atomic<int> waits{0};
  BareThread thread([&] {
    for (; !done.load(); waits.fetch_add(1)) SleepEx(10, TRUE);
  });
  for (int i = 0; i < 20; ++i) {
    thread.signal(SIGUSR1);
    const int before = waits.load();
    until([&] { return waits.load() > before; }); // what comes in the end of a delivery is delivered by that
  }
  done.store(true);
  QueueUserAPC([](ULONG_PTR) {}, thread.handle(), 0);
  thread.join();
  EXPECT_EQ(g_queued, 20);
  EXPECT_EQ(g_suspended, 0);
}

TEST_F(special_apc_test, refusal_falls_back_to_the_hijack) {
  nt::g_calls.queue_special_apc = refuse;
  posix_signal_delivery_np(POSIX_SIGNAL_DELIVER_SPECIAL_APC | POSIX_SIGNAL_DELIVER_HIJACK);
  std::atomic<bool> done{false};
  std::atomic<int> turns{0};
  const auto runs_its_own_code = [&turns] {
    const int before = turns.load();
    until([&] { return turns.load() != before; });
  };
  BareThread thread([&] {
    while (!done.load()) turns.fetch_add(1);
  });
  for (int i = 0; i < 10; ++i) {
    runs_its_own_code();
    thread.signal(SIGUSR1);
  }
  done.store(true);
  thread.join();
  EXPECT_GE(g_queued, 10);
  EXPECT_GE(g_suspended, 10);
}

TEST_F(special_apc_test, off_unless_asked_for) {
  nt::g_calls.queue_special_apc = queue;
  std::atomic<bool> done{false};
  BareThread thread([&] {
    while (!done.load()) SleepEx(10, TRUE);
  });
  for (int i = 0; i < 5; ++i) thread.signal(SIGUSR1);
  done.store(true);
  thread.join();
  EXPECT_EQ(g_queued, 0);
}
