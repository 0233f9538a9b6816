// nt/thread: waits, words, a thread held still, what a TEB tells. On its own: no engine is behind it.
#include <gtest/gtest.h>

#include <atomic>
#include <initializer_list>

#include "nt/module/imports.h"
#include "nt/thread/event.h"
#include "nt/thread/multi_wait.h"
#include "nt/thread/stack.h"
#include "nt/thread/suspended_thread.h"
#include "nt/thread/teb.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

class NtThread : public testing::Test {
protected:
  static void SetUpTestSuite() {
    imports_start();
    system_calls_start();
  }
};

// A thread of the library's kind, joined at the end.
class Runner {
public:
  template <typename Function> explicit Runner(Function *function) : handle_(thread_start(function, this)) {}
  ~Runner() {
    stop.store(1);
    word_wake_all(&stop);
    std::uint32_t status;
    EXPECT_TRUE(thread_wait(handle_, -1, &status));
    handle_close(handle_);
  }
  [[nodiscard]] Handle handle() const { return handle_; }
  std::atomic<std::uint32_t> started{0}, stop{0}, turns{0};
  std::atomic<std::uintptr_t> block{0};

  void await_start() {
    while (started.load() == 0) word_sleep(&started, 0, kForever);
  }
  void say_started() {
    block.store(psig::nt::teb());
    started.store(1);
    word_wake_all(&started);
  }

private:
  Handle handle_;
};

void sleep_until_stopped(void *argument) {
  auto *runner = static_cast<Runner *>(argument);
  runner->say_started();
  while (runner->stop.load() == 0) word_sleep(&runner->stop, 0, kForever);
}

void count_until_stopped(void *argument) {
  auto *runner = static_cast<Runner *>(argument);
  runner->say_started();
  while (runner->stop.load() == 0) runner->turns.fetch_add(1);
}

TEST_F(NtThread, wait_any_names_the_first_that_is_signalled) {
  void *events[] = {event_create(), event_create(), event_create()};
  EXPECT_EQ(wait_any(events, 3, 0), -1) << "a deadline that has passed";
  event_set(events[2]);
  EXPECT_EQ(wait_any(events, 3, kForever), 2);
  event_set(events[1]);
  EXPECT_EQ(wait_any(events, 3, kForever), 1);
  event_reset(events[1]);
  EXPECT_EQ(wait_any(events, 3, 0), 2) << "manual-reset: it stays signalled";
  for (void *event : events) handle_close(event);
}

TEST_F(NtThread, auto_event_is_signalled_once) {
  Handle event = auto_event_create();
  event_set(event);
  event_set(event);
  EXPECT_EQ(wait_any(&event, 1, 0), 0);
  EXPECT_EQ(wait_any(&event, 1, 0), -1);
  handle_close(event);
}

TEST_F(NtThread, timer_fires_when_armed_and_not_after_it_was_disarmed) {
  Handle timer = timer_create();
  timer_arm(timer, 1'000);
  EXPECT_EQ(wait_any(&timer, 1, kForever), 0);
  timer_arm(timer, 3'600'000'000'000);
  EXPECT_EQ(wait_any(&timer, 1, 0), -1) << "in an hour";
  timer_arm(timer, 1'000);
  EXPECT_EQ(wait_any(&timer, 1, kForever), 0) << "arming again replaces the hour";
  timer_arm(timer, 3'600'000'000'000);
  timer_disarm(timer);
  EXPECT_EQ(wait_any(&timer, 1, 0), -1);
  handle_close(timer);
}

// What the thread's context says of the kernel: CONTEXT_EXCEPTION_REQUEST's answers in winnt.h.
std::uint32_t kernel_answers(Handle thread) {
  constexpr std::uint32_t kActive = 0x08000000 | 0x10000000, kReporting = 0x80000000;
  mcontext_t context;
  EXPECT_TRUE(g_calls.suspend(thread));
  EXPECT_TRUE(g_calls.get_context(thread, &context));
  g_calls.resume(thread);
  return context.ContextFlags & (kActive | kReporting);
}

TEST_F(NtThread, a_context_tells_of_a_system_call_in_flight) {
  if (under_wine()) GTEST_SKIP() << "Wine never answers CONTEXT_EXCEPTION_REQUEST";
  Runner asleep(sleep_until_stopped), running(count_until_stopped);
  asleep.await_start(), running.await_start();
  while (kernel_answers(asleep.handle()) != (0x80000000 | 0x10000000)) SwitchToThread(); // on its way there
  EXPECT_EQ(kernel_answers(asleep.handle()), 0x80000000 | 0x10000000);
  for (int n = 0; n < 100; ++n) EXPECT_EQ(kernel_answers(running.handle()), 0x80000000);
}

TEST_F(NtThread, word_sleeps_only_while_it_is_what_was_seen) {
  std::atomic<std::uint32_t> word{7};
  word_sleep(&word, 8, kForever); // or this test would never end
  const std::uint64_t deadline = now_ns() + 5'000'000;
  while (now_ns() < deadline) word_sleep(&word, 7, deadline);
  EXPECT_GE(now_ns(), deadline);
}

TEST_F(NtThread, milliseconds_are_rounded_up) {
  EXPECT_EQ(milliseconds_until(kForever), INFINITE);
  EXPECT_EQ(milliseconds_until(0), 0u);
  const std::uint64_t deadline = now_ns() + 10'000'001;
  const std::uint64_t left = std::uint64_t{milliseconds_until(deadline)} * 1'000'000;
  EXPECT_GE(now_ns() + left, deadline); // it was earlier when they were counted
  EXPECT_LE(left, 11'000'000u);
}

TEST_F(NtThread, suspended_thread_stands_still_and_its_context_is_its_own) {
  Runner runner(count_until_stopped);
  runner.await_start();
  mcontext_t context;
  {
    const SuspendLock lock;
    ASSERT_TRUE(lock.held());
    EXPECT_TRUE(SuspendLock::held_by_caller());
    const SuspendedThread held(lock, runner.handle(), &context);
    ASSERT_TRUE(held.held());
    const std::uint32_t turns = runner.turns.load();
    EXPECT_EQ(thread_suspensions(runner.handle()), 1u);
    SwitchToThread();
    EXPECT_EQ(runner.turns.load(), turns);
  }
  EXPECT_FALSE(SuspendLock::held_by_caller());
  EXPECT_EQ(thread_suspensions(runner.handle()), 0u);
  const std::uint32_t turns = runner.turns.load();
  while (runner.turns.load() == turns) SwitchToThread();
}

TEST_F(NtThread, one_that_has_ended_is_not_held) {
  const Handle ended = thread_start([](void *) {}, nullptr);
  std::uint32_t status;
  ASSERT_TRUE(thread_wait(ended, -1, &status));
  EXPECT_FALSE(thread_alive(ended));
  mcontext_t context;
  const SuspendLock lock;
  const SuspendedThread held(lock, ended, &context);
  EXPECT_FALSE(held.held());
  handle_close(ended);
}

TEST_F(NtThread, teb_tells_id_stack_and_slots) {
  const std::uintptr_t own = psig::nt::teb();
  unsigned long tid = 0;
  ASSERT_TRUE(teb_peek_tid(own, &tid));
  EXPECT_EQ(tid, GetCurrentThreadId());
  EXPECT_EQ(current_tid(), GetCurrentThreadId());
  EXPECT_EQ(current_pid(), GetCurrentProcessId());
  const unsigned slot = tls_allocate();
  ASSERT_NE(slot, ~0u);
  int value;
  EXPECT_TRUE(tls_set_own(slot, &value));
  void *seen = nullptr;
  EXPECT_TRUE(tls_peek(own, slot, &seen));
  EXPECT_EQ(seen, &value);
  TlsFree(slot);
}

TEST_F(NtThread, another_s_teb_may_be_gone_or_rubbish) {
  unsigned long tid;
  void *value;
  for (const std::uintptr_t rubbish : {std::uintptr_t{0}, std::uintptr_t{0x10}, ~std::uintptr_t{0xFFFF}}) {
    EXPECT_FALSE(teb_peek_tid(rubbish, &tid));
    EXPECT_FALSE(tls_peek(rubbish, 3, &value));
    EXPECT_FALSE(tls_poke(rubbish, 3, nullptr));
  }
}

TEST_F(NtThread, handle_leads_to_id_teb_and_beginning) {
  Runner runner(sleep_until_stopped);
  runner.await_start();
  const unsigned long tid = thread_tid(runner.handle());
  EXPECT_EQ(thread_teb(runner.handle()), runner.block.load());
  EXPECT_NE(thread_begins_at(runner.handle()), nullptr);
  EXPECT_TRUE(thread_is_created(runner.handle()));
  EXPECT_FALSE(thread_of_control_event(runner.handle()));
  const Handle again = thread_open(tid);
  ASSERT_NE(again, nullptr);
  EXPECT_EQ(thread_tid(again), tid);
  EXPECT_TRUE(thread_alive(again));
  handle_close(again);
  EXPECT_EQ(thread_open(0xFFFFFFFC), nullptr);
}

struct Search {
  unsigned long tid;
  bool found;
};

TEST_F(NtThread, both_walks_find_a_thread) {
  Runner runner(sleep_until_stopped);
  runner.await_start();
  Search first{thread_tid(runner.handle()), false}, second = first;
  threads_visit(
      [](unsigned long tid, void *argument) {
        auto *search = static_cast<Search *>(argument);
        search->found |= tid == search->tid;
      },
      &first);
  threads_visit_unlocked(
      [](Handle thread, unsigned long tid, void *argument) {
        auto *search = static_cast<Search *>(argument);
        search->found |= tid == search->tid;
        handle_close(thread);
      },
      &second);
  EXPECT_TRUE(first.found);
  EXPECT_TRUE(second.found);
}

TEST_F(NtThread, thread_wait_gives_up_in_time) {
  Runner runner(sleep_until_stopped);
  runner.await_start();
  std::uint32_t status;
  EXPECT_FALSE(thread_wait(runner.handle(), 0, &status));
  EXPECT_FALSE(thread_wait(runner.handle(), 1, &status));
}

} // namespace
} // namespace psig::nt
