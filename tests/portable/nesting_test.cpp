// XSH 2.4.3: several signals that become deliverable together. Handlers are set up lowest number first, each of them
// interrupting the one before it at its first instruction where that one's mask lets it through; so the last one runs
// first. POSIX leaves the order of running open; programs know Linux's.
#include "support.h"

#include <setjmp.h>

using namespace portable;

namespace {

using nesting_test = SignalTest;
using Log = std::vector<int>;

void both_ends(int sig) {
  note(sig);
  note(-sig);
}

void send_all(const std::vector<int> &signals, bool to_process) {
  for (const int sig : signals) ASSERT_EQ(to_process ? kill(getpid(), sig) : raise(sig), 0);
}

sigjmp_buf g_out;

} // namespace

TEST_F(nesting_test, second_one_interrupts_the_first_at_unblocking) {
  for (const bool to_process : {false, true}) {
    g_count.store(0);
    handle(SIGUSR1, both_ends), handle(SIGUSR2, both_ends);
    block({SIGUSR1, SIGUSR2});
    send_all({SIGUSR1, SIGUSR2}, to_process);
    unblock({SIGUSR1, SIGUSR2});
    EXPECT_EQ(logged(), (Log{SIGUSR2, -SIGUSR2, SIGUSR1, -SIGUSR1})) << to_process;
  }
}

TEST_F(nesting_test, first_one_may_wait_for_the_second) {
  for (const bool to_process : {false, true}) {
    g_count.store(0);
    handle(SIGUSR1, [](int) { until([] { return g_count.load() == 1; }); });
    handle(SIGUSR2, note);
    block({SIGUSR1, SIGUSR2});
    send_all({SIGUSR1, SIGUSR2}, to_process);
    unblock({SIGUSR1, SIGUSR2});
    EXPECT_EQ(logged(), Log{SIGUSR2});
  }
}

TEST_F(nesting_test, action_s_mask_keeps_it_out) {
  handle(SIGUSR1, both_ends, 0, set_of({SIGUSR2})), handle(SIGUSR2, both_ends);
  block({SIGUSR1, SIGUSR2});
  send_all({SIGUSR1, SIGUSR2}, true);
  unblock({SIGUSR1, SIGUSR2});
  EXPECT_EQ(logged(), (Log{SIGUSR1, -SIGUSR1, SIGUSR2, -SIGUSR2}));
}

TEST_F(nesting_test, six_real_time_signals) {
  std::vector<int> signals;
  for (int n = 0; n < 6; ++n) signals.push_back(SIGRTMIN + n);
  for (const int sig : signals) handle(sig, note), block({sig});
  for (const bool to_process : {false, true}) {
    g_count.store(0);
    send_all(signals, to_process);
    unblock({signals[0], signals[1], signals[2], signals[3], signals[4], signals[5]});
    EXPECT_EQ(logged(), Log(signals.rbegin(), signals.rend()));
    for (const int sig : signals) block({sig});
  }
}

TEST_F(nesting_test, at_the_return_of_a_handler) {
  handle(
      SIGHUP,
      [](int sig) {
        send_all({SIGUSR1, SIGUSR2}, true);
        both_ends(sig);
      },
      0, set_of({SIGUSR1, SIGUSR2}));
  handle(SIGUSR1, both_ends), handle(SIGUSR2, both_ends);
  raise(SIGHUP);
  EXPECT_EQ(logged(), (Log{SIGHUP, -SIGHUP, SIGUSR2, -SIGUSR2, SIGUSR1, -SIGUSR1}));
}

TEST_F(nesting_test, in_sigsuspend) {
  handle(SIGUSR1, both_ends), handle(SIGUSR2, both_ends);
  block({SIGUSR1, SIGUSR2});
  send_all({SIGUSR1, SIGUSR2}, true);
  const sigset_t none = set_of({});
  sigsuspend(&none);
  EXPECT_EQ(logged(), (Log{SIGUSR2, -SIGUSR2, SIGUSR1, -SIGUSR1}));
}

TEST_F(nesting_test, one_signal_with_nodefer_interrupts_itself) {
  handle_info(SIGRTMIN, note_info, SA_NODEFER);
  block({SIGRTMIN});
  for (int n = 1; n <= 3; ++n) sigqueue(getpid(), SIGRTMIN, int_value(n));
  unblock({SIGRTMIN});
  ASSERT_EQ(g_count, 3);
  for (int n = 0; n < 3; ++n) EXPECT_EQ(g_value[n], 3 - n);
}

TEST_F(nesting_test, on_the_alternate_stack) {
  std::vector<char> area(65536);
  stack_t stack = {}, former = {};
  stack.ss_sp = area.data();
  stack.ss_size = area.size();
  ASSERT_EQ(sigaltstack(&stack, &former), 0);
  handle(SIGUSR1, both_ends, SA_ONSTACK), handle(SIGUSR2, both_ends, SA_ONSTACK), handle(SIGHUP, both_ends);
  block({SIGUSR1, SIGUSR2, SIGHUP});
  send_all({SIGUSR1, SIGUSR2, SIGHUP}, true);
  unblock({SIGUSR1, SIGUSR2, SIGHUP});
  EXPECT_EQ(logged(), (Log{SIGUSR2, -SIGUSR2, SIGUSR1, -SIGUSR1, SIGHUP, -SIGHUP}));
  stack.ss_flags = SS_DISABLE;
  sigaltstack(&stack, nullptr);
}

TEST_F(nesting_test, jump_out_of_the_second_abandons_the_first) {
  handle(SIGUSR1, both_ends);
  handle(SIGUSR2, [](int sig) {
    note(sig);
    siglongjmp(g_out, 1);
  });
  block({SIGUSR1, SIGUSR2});
  send_all({SIGUSR1, SIGUSR2}, true);
  if (sigsetjmp(g_out, 1) == 0) unblock({SIGUSR1, SIGUSR2});
  EXPECT_EQ(logged(), Log{SIGUSR2});
  EXPECT_TRUE(blocked(SIGUSR1) && blocked(SIGUSR2));
  unblock({SIGUSR1, SIGUSR2});
  EXPECT_EQ(logged(), Log{SIGUSR2}) << "the first one's signal has been delivered";
}

TEST_F(nesting_test, faults_first_then_the_thread_s_own) {
  for (const int sig : {SIGHUP, SIGUSR1, SIGSEGV, SIGUSR2}) handle(sig, note, 0, full_set());
  block({SIGHUP, SIGUSR1, SIGSEGV, SIGUSR2});
  send_all({SIGHUP, SIGUSR1, SIGSEGV}, true);
  send_all({SIGUSR2}, false);
  unblock({SIGHUP, SIGUSR1, SIGSEGV, SIGUSR2});
  EXPECT_EQ(logged(), (Log{SIGUSR2, SIGSEGV, SIGHUP, SIGUSR1}));
}
