// Delivery by user APC and its switch: alertable waits of others, beside the application's own APCs; and by event.
#include "signal/threads.h"

#include <vector>

using namespace psig_test;

namespace {

using apc_test = EngineTest;

std::vector<ULONG_PTR> g_own_apcs; // written in the target thread only

void CALLBACK own_apc(ULONG_PTR argument) { g_own_apcs.push_back(argument); }

// Waits alertably again and again; counts the waits that an APC ended.
struct Alertable {
  std::atomic<bool> done{false};
  std::atomic<int> completions{0}, waits{0};
  void run(DWORD timeout) {
    while (!done.load()) {
      waits.fetch_add(1);
      if (SleepEx(timeout, TRUE) == WAIT_IO_COMPLETION) completions.fetch_add(1);
    }
  }
};

} // namespace

TEST_F(apc_test, one_completion_at_most_per_signal) {
  Alertable waiter;
  BareThread thread([&] { waiter.run(1000); });
  constexpr int kSignals = 50;
  for (int i = 0; i < kSignals; ++i) thread.signal(SIGUSR1);
  waiter.done.store(true);
  thread.join();
  EXPECT_EQ(g_handled, kSignals);
  EXPECT_LE(waiter.completions, kSignals);
}

TEST_F(apc_test, the_application_s_own_run_in_order) {
  g_own_apcs.clear();
  Alertable waiter;
  BareThread thread([&] { waiter.run(1000); });
  constexpr int kRounds = 50;
  for (ULONG_PTR i = 0; i < kRounds; ++i) {
    ASSERT_NE(QueueUserAPC(own_apc, thread.handle(), 2 * i), 0u);
    thread.signal(SIGUSR1);
    ASSERT_NE(QueueUserAPC(own_apc, thread.handle(), 2 * i + 1), 0u);
  }
  QueueUserAPC([](ULONG_PTR done) { reinterpret_cast<std::atomic<bool> *>(done)->store(true); }, thread.handle(),
               reinterpret_cast<ULONG_PTR>(&waiter.done)); // the last of them ends the loop
  thread.join();
  EXPECT_EQ(g_handled, kRounds);
  ASSERT_EQ(g_own_apcs.size(), 2u * kRounds);
  for (ULONG_PTR i = 0; i < 2 * kRounds; ++i) EXPECT_EQ(g_own_apcs[i], i);
}

TEST_F(apc_test, alertable_wait_on_an_object_goes_on_afterwards) {
  const HANDLE event = CreateEventA(nullptr, TRUE, FALSE, nullptr);
  std::atomic<int> completions{0};
  BareThread thread([&] {
    while (WaitForSingleObjectEx(event, INFINITE, TRUE) == WAIT_IO_COMPLETION) completions.fetch_add(1);
  });
  for (int i = 0; i < 20; ++i) thread.signal(SIGUSR1);
  SetEvent(event);
  thread.join();
  EXPECT_LE(completions, 20);
  CloseHandle(event);
}

TEST_F(apc_test, switched_off_no_wait_is_ended) {
  posix_signal_delivery_np(POSIX_SIGNAL_DELIVER_HIJACK | POSIX_SIGNAL_DELIVER_RETURN);
  Alertable waiter;
  BareThread thread([&] { waiter.run(5); });
  for (int i = 0; i < 20; ++i) thread.signal(SIGUSR1);
  waiter.done.store(true);
  thread.join();
  EXPECT_EQ(g_handled, 20);
  EXPECT_EQ(waiter.completions, 0);
}

TEST_F(apc_test, alone_it_waits_for_an_alertable_wait) {
  posix_signal_delivery_np(POSIX_SIGNAL_DELIVER_APC);
  DWORD result = 0;
  const Ran ran = signalled_while_busy([] {}, [&] { result = SleepEx(10'000, TRUE); });
  EXPECT_EQ(ran.before, 0);
  EXPECT_EQ(ran.after, 1);
  EXPECT_EQ(result, DWORD{WAIT_IO_COMPLETION});
}

TEST_F(apc_test, delivery_returns_the_former_set) {
  const unsigned former = posix_signal_delivery_np(POSIX_SIGNAL_DELIVER_APC);
  EXPECT_EQ(former, unsigned{POSIX_SIGNAL_DELIVER_APC | POSIX_SIGNAL_DELIVER_HIJACK | POSIX_SIGNAL_DELIVER_RETURN |
                             POSIX_SIGNAL_DELIVER_FALLBACK | POSIX_SIGNAL_DELIVER_WAIT});
  EXPECT_EQ(posix_signal_delivery_np(0xFFFFFF00), unsigned{POSIX_SIGNAL_DELIVER_APC});
  EXPECT_EQ(posix_signal_delivery_np(former), 0u); // unknown bits are dropped
}

TEST_F(apc_test, doorbell_in_one_s_own_wait) {
  posix_signal_delivery_np(0); // no other way
  const HANDLE stop = CreateEventA(nullptr, TRUE, FALSE, nullptr);
  std::atomic<bool> ready{false};
  std::atomic<int> dispatched{0};
  BareThread thread([&] {
    const HANDLE handles[] = {posix_signal_event_np(), stop};
    ready.store(handles[0] != nullptr);
    while (WaitForMultipleObjects(2, handles, FALSE, INFINITE) == WAIT_OBJECT_0)
      dispatched.fetch_add(posix_signal_dispatch_np());
  });
  until([&] { return ready.load(); });
  for (int i = 0; i < 50; ++i) thread.signal(SIGUSR1);
  SetEvent(stop);
  thread.join();
  EXPECT_EQ(g_handled, 50);
  EXPECT_EQ(dispatched, 50);
  CloseHandle(stop);
}

TEST_F(apc_test, doorbell_made_late_is_set_for_what_is_pending) {
  posix_signal_delivery_np(0);
  std::atomic<bool> sent{false};
  DWORD waited = ~0u;
  int ran = -1;
  BareThread thread([&] {
    while (!sent.load()) {}
    waited = WaitForSingleObject(posix_signal_event_np(), 10'000);
    ran = posix_signal_dispatch_np() + g_handled.load();
  });
  ASSERT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1), 0);
  sent.store(true);
  thread.join();
  EXPECT_EQ(g_handled, 1);
  EXPECT_GE(ran, 1);
}

TEST_F(apc_test, dispatch_with_nothing_pending) { EXPECT_EQ(posix_signal_dispatch_np(), 0); }
