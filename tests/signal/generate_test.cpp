// Generation: what a signal that comes into being does.
#include "signal/generate.h"

#include <gtest/gtest.h>

#include <memory>

using namespace psig;

namespace {

constexpr int kHup = 1, kQuit = 3, kKill = 9, kUsr1 = 10, kTerm = 15, kChld = 17, kCont = 18, kStopSig = 19, kTstp = 20,
              kTtin = 21, kRt = kSigRtMin;

class generate_test : public testing::Test {
protected:
  generate_test() {
    process->threads = &main;
    main.main = true;
    main.next = &other;
  }
  Decision to_process(int signo) { return generate(*process, nullptr, {.signo = signo}, false); }
  Decision to(ThreadSignals &thread, int signo) { return generate(*process, &thread, {.signo = signo}, false); }
  void handle(int signo) { ASSERT_EQ(process->actions.set(signo, {.handler = 0x1234}), 0); }
  void ignore(int signo) { ASSERT_EQ(process->actions.set(signo, {.handler = kSigIgn}), 0); }
  void block_everywhere(SigSet set) { main.blocked.store(set), other.blocked.store(set); }

  std::unique_ptr<ProcessSignals> process = std::make_unique<ProcessSignals>();
  ThreadSignals main, other;
};

} // namespace

TEST_F(generate_test, handled_signal_is_pending_and_reaches_main) {
  handle(kTerm);
  const Decision decision = to_process(kTerm);
  EXPECT_EQ(decision.error, 0);
  EXPECT_EQ(decision.next, Next::kReach);
  EXPECT_EQ(decision.thread, &main);
  EXPECT_EQ(process->pending.bits(), bit(kTerm));
  EXPECT_EQ(main.pending.bits() | other.pending.bits(), 0u);
}

TEST_F(generate_test, directed_signal_is_pending_on_its_thread) {
  handle(kTerm);
  const Decision decision = to(other, kTerm);
  EXPECT_EQ(decision.next, Next::kReach);
  EXPECT_EQ(decision.thread, &other);
  EXPECT_EQ(other.pending.bits(), bit(kTerm));
  EXPECT_EQ(process->pending.bits() | main.pending.bits(), 0u);
}

TEST_F(generate_test, blocked_everywhere_only_stays_pending) {
  handle(kTerm);
  block_everywhere(bit(kTerm));
  EXPECT_EQ(to_process(kTerm).next, Next::kNothing);
  EXPECT_EQ(process->pending.bits(), bit(kTerm));
  EXPECT_EQ(to(other, kTerm).next, Next::kNothing);
  EXPECT_EQ(other.pending.bits(), bit(kTerm));
}

TEST_F(generate_test, blocked_but_accepted_reaches_the_acceptor) {
  block_everywhere(bit(kTerm));
  other.accepting.store(bit(kTerm));
  const Decision decision = to_process(kTerm);
  EXPECT_EQ(decision.next, Next::kReach); // not the default action
  EXPECT_EQ(decision.thread, &other);
  EXPECT_EQ(process->pending.bits(), bit(kTerm));
}

TEST_F(generate_test, default_actions_take_effect_at_once) {
  EXPECT_EQ(to_process(kTerm).next, Next::kTerminate);
  EXPECT_EQ(to_process(kQuit).next, Next::kCore);
  EXPECT_EQ(to_process(kTstp).next, Next::kStop);
  EXPECT_EQ(to(other, kRt).next, Next::kTerminate);
  EXPECT_EQ(process->pending.bits() | main.pending.bits() | other.pending.bits(), 0u);
}

TEST_F(generate_test, default_actions_wait_while_blocked) {
  block_everywhere(bit(kTerm) | bit(kTstp));
  EXPECT_EQ(to_process(kTerm).next, Next::kNothing);
  EXPECT_EQ(to_process(kTstp).next, Next::kNothing);
  EXPECT_EQ(process->pending.bits(), bit(kTerm) | bit(kTstp));
}

TEST_F(generate_test, one_thread_that_has_it_open_is_enough_for_the_default) {
  main.blocked.store(bit(kTerm));
  EXPECT_EQ(to_process(kTerm).next, Next::kTerminate);
  EXPECT_EQ(to(main, kTerm).next, Next::kNothing);
}

TEST_F(generate_test, kill_and_stop_ask_nobody) {
  block_everywhere(kAllSignals);
  EXPECT_EQ(to_process(kKill).next, Next::kTerminate);
  EXPECT_EQ(to(other, kKill).next, Next::kTerminate);
  EXPECT_EQ(to_process(kStopSig).next, Next::kStop);
  EXPECT_EQ(process->pending.bits() | other.pending.bits(), 0u);
}

TEST_F(generate_test, ignored_is_dropped) {
  ignore(kTerm);
  EXPECT_EQ(to_process(kTerm).next, Next::kNothing);
  EXPECT_EQ(to(other, kTerm).next, Next::kNothing);
  EXPECT_EQ(to_process(kChld).next, Next::kNothing); // by default
  EXPECT_EQ(process->pending.bits() | other.pending.bits(), 0u);
}

TEST_F(generate_test, ignored_but_blocked_stays) {
  ignore(kTerm);
  block_everywhere(bit(kTerm) | bit(kChld));
  EXPECT_EQ(to_process(kTerm).next, Next::kNothing);
  EXPECT_EQ(to_process(kChld).next, Next::kNothing);
  EXPECT_EQ(to(other, kTerm).next, Next::kNothing);
  EXPECT_EQ(process->pending.bits(), bit(kTerm) | bit(kChld));
  EXPECT_EQ(other.pending.bits(), bit(kTerm));
}

TEST_F(generate_test, ignored_and_not_blocked_is_dropped_while_its_target_waits_for_it) {
  main.accepting.store(bit(kChld));
  EXPECT_EQ(to_process(kChld).next, Next::kNothing);
  EXPECT_EQ(to(main, kChld).next, Next::kNothing);
  EXPECT_EQ(process->pending.bits() | main.pending.bits(), 0u);
}

TEST_F(generate_test, ignored_but_accepted_reaches) {
  main.blocked.store(bit(kChld));
  main.accepting.store(bit(kChld));
  const Decision decision = to_process(kChld);
  EXPECT_EQ(decision.next, Next::kReach);
  EXPECT_EQ(decision.thread, &main);
}

TEST_F(generate_test, continue_discards_stops_everywhere) {
  handle(kTstp), handle(kTtin);
  block_everywhere(kAllSignals);
  to_process(kTstp), to(other, kTtin), to(main, kTstp), to(other, kUsr1);
  const Decision decision = to_process(kCont);
  EXPECT_TRUE(decision.resume);
  EXPECT_EQ(process->pending.bits(), bit(kCont));
  EXPECT_EQ(main.pending.bits(), 0u);
  EXPECT_EQ(other.pending.bits(), bit(kUsr1));
}

TEST_F(generate_test, stop_discards_continue_everywhere) {
  for (const int stop : {kStopSig, kTstp, kTtin}) {
    handle(kCont);
    block_everywhere(bit(kCont));
    to_process(kCont), to(other, kCont);
    ASSERT_EQ(process->pending.bits() & other.pending.bits(), bit(kCont));
    to_process(stop);
    EXPECT_FALSE(has(process->pending.bits() | other.pending.bits(), kCont)) << stop;
  }
}

TEST_F(generate_test, continue_resumes_even_if_ignored_or_blocked) {
  ignore(kCont);
  EXPECT_TRUE(to_process(kCont).resume);
  block_everywhere(kAllSignals);
  EXPECT_TRUE(to_process(kCont).resume);
}

TEST_F(generate_test, continue_by_default_is_not_pending) {
  const Decision decision = to_process(kCont);
  EXPECT_TRUE(decision.resume);
  EXPECT_EQ(decision.next, Next::kNothing);
  EXPECT_EQ(process->pending.bits(), 0u);
}

TEST_F(generate_test, continue_with_a_handler_does_both) {
  handle(kCont);
  const Decision decision = to_process(kCont);
  EXPECT_TRUE(decision.resume);
  EXPECT_EQ(decision.next, Next::kReach);
  EXPECT_EQ(process->pending.bits(), bit(kCont));
}

TEST_F(generate_test, only_continue_resumes) {
  handle(kHup);
  EXPECT_FALSE(to_process(kHup).resume);
}

TEST_F(generate_test, full_queue_is_an_error_and_reaches_nobody) {
  handle(kRt);
  block_everywhere(bit(kRt));
  process->pool.set_limit(40);
  for (int i = 0; i < 40; ++i) ASSERT_EQ(generate(*process, nullptr, {.signo = kRt}, true).error, 0);
  block_everywhere(0);
  const Decision decision = generate(*process, nullptr, {.signo = kRt}, true);
  EXPECT_EQ(decision.error, EAGAIN);
  EXPECT_EQ(decision.next, Next::kNothing);
  EXPECT_EQ(generate(*process, nullptr, {.signo = kRt}, false).error, 0); // kill() never fails so
}

TEST_F(generate_test, ignored_but_accepted_by_any_thread_reaches_it) {
  other.blocked.store(bit(kChld));
  other.accepting.store(bit(kChld));
  EXPECT_EQ(to_process(kChld).thread, &other);
  EXPECT_EQ(to(main, kChld).next, Next::kNothing);
  EXPECT_EQ(main.pending.bits(), 0u);
}

TEST_F(generate_test, while_stopped_only_kill_ends_the_process) {
  process->stopped = true;
  EXPECT_EQ(to_process(kTerm).next, Next::kReach);
  EXPECT_EQ(to_process(kQuit).next, Next::kReach);
  EXPECT_EQ(process->pending.bits(), bit(kTerm) | bit(kQuit));
  EXPECT_EQ(to_process(kKill).next, Next::kTerminate);
  EXPECT_TRUE(to_process(kCont).resume);
}

TEST_F(generate_test, what_waited_for_the_end_of_a_stop_takes_effect_then) {
  process->stopped = true;
  handle(kUsr1);
  for (const int signo : {kTerm, kQuit, kHup, kUsr1}) (void)to_process(signo);
  block_everywhere(bit(kHup));
  process->stopped = false;
  EXPECT_EQ(generate_again(*process, kTerm).next, Next::kTerminate);
  EXPECT_EQ(generate_again(*process, kQuit).next, Next::kCore);
  EXPECT_EQ(generate_again(*process, kHup).next, Next::kNothing) << "blocked";
  EXPECT_EQ(generate_again(*process, kUsr1).next, Next::kNothing) << "a handler needs a thread";
  EXPECT_EQ(generate_again(*process, kTtin).next, Next::kNothing) << "not pending";
}
