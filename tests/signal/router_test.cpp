// Which thread gets a signal that is directed at the process.
#include "signal/router.h"

#include <gtest/gtest.h>

#include <initializer_list>

using namespace psig;

namespace {

constexpr int kSig = 15;

class router_test : public testing::Test {
protected:
  router_test() { main.main = true; }
  // In this order.
  ThreadSignals *among(std::initializer_list<ThreadSignals *> list) {
    ThreadSignals *head = nullptr;
    ThreadSignals **link = &head;
    for (ThreadSignals *thread : list) {
      *link = thread;
      thread->next = nullptr;
      link = &thread->next;
    }
    return choose(head, kSig);
  }
  static void block(ThreadSignals &thread) { thread.blocked.store(bit(kSig)); }

  ThreadSignals main, first, second, third;
};

} // namespace

TEST_F(router_test, nobody_there) { EXPECT_EQ(choose(nullptr, kSig), nullptr); }

TEST_F(router_test, everybody_blocks_it) {
  block(main), block(first);
  EXPECT_EQ(among({&main, &first}), nullptr);
}

TEST_F(router_test, a_sigwait_goes_first) {
  block(first);
  first.accepting.store(bit(kSig));
  EXPECT_EQ(among({&main, &second, &first}), &first);
  EXPECT_EQ(among({&first, &main}), &first);
}

TEST_F(router_test, a_sigwait_for_another_signal_does_not_count) {
  block(first);
  first.accepting.store(bit(kSig + 1));
  EXPECT_EQ(among({&first, &main}), &main);
}

TEST_F(router_test, then_the_main_thread) {
  second.waiting.store(1);
  EXPECT_EQ(among({&first, &second, &main}), &main);
  EXPECT_EQ(among({&main, &first, &second}), &main);
}

TEST_F(router_test, then_one_that_waits) {
  block(main);
  second.waiting.store(1);
  EXPECT_EQ(among({&first, &main, &second, &third}), &second);
}

TEST_F(router_test, then_any) {
  block(main), block(first);
  EXPECT_EQ(among({&main, &first, &third}), &third);
}

TEST_F(router_test, a_waiting_thread_that_blocks_it_is_no_use) {
  block(main), block(second);
  second.waiting.store(1);
  EXPECT_EQ(among({&main, &second, &third}), &third);
}

TEST_F(router_test, never_the_library_s_nor_one_that_goes) {
  block(main);
  first.library = true;
  second.gone = true;
  EXPECT_EQ(among({&first, &second, &main}), nullptr);
  first.accepting.store(kAllSignals);
  second.accepting.store(kAllSignals);
  EXPECT_EQ(among({&first, &second, &main}), nullptr);
}

TEST_F(router_test, a_mask_of_other_signals_is_no_hindrance) {
  main.blocked.store(kAllSignals & ~bit(kSig));
  EXPECT_EQ(among({&first, &main}), &main);
}

TEST_F(router_test, one_that_is_apart_is_never_chosen_but_may_wait_for_it) {
  block(main);
  first.apart = true;
  EXPECT_EQ(among({&first, &main}), nullptr);
  first.accepting.store(bit(kSig));
  EXPECT_EQ(among({&first, &main}), &first);
}
