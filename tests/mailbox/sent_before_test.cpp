// What another process has sent before a call acts by what was in force before it, whoever brings it in (XSH 2.4.1: it
// has been generated). Here nobody does but the call.
#include "signal/threads.h"
#include "support/child.h"
#include "support/standstill.h"

#include <string>

using namespace psig_test;

namespace {

CHILD(sends) { return kill(std::atoi(argv[0]), std::atoi(argv[1])); }

class sent_before : public EngineTest {
protected:
  void SetUp() override {
    EngineTest::SetUp();
    g_later.store(0);
  }
  static void sent(int sig) {
    Child child("sends", {std::to_string(getpid()), std::to_string(sig)});
    ASSERT_EQ(child.wait(), 0u);
  }
  static void later(int) { g_later.fetch_add(1); }
  inline static std::atomic<int> g_later;
};

} // namespace

TEST_F(sent_before, a_new_handler_it_runs_the_old_one) {
  const Standstill still;
  sent(SIGUSR1);
  handle(SIGUSR1, later);
  EXPECT_EQ(g_handled.load(), 1);
  EXPECT_EQ(g_later.load(), 0);
}

TEST_F(sent_before, a_handler_it_is_ignored) {
  const Standstill still;
  handle(SIGUSR1, SIG_IGN);
  sent(SIGUSR1);
  handle(SIGUSR1, later);
  raise(SIGUSR1);
  EXPECT_EQ(g_later.load(), 1);
}

TEST_F(sent_before, it_is_blocked_it_is_delivered) {
  const Standstill still;
  sent(SIGUSR1);
  change_mask(SIG_BLOCK, SIGUSR1);
  EXPECT_EQ(g_handled.load(), 1);
  change_mask(SIG_UNBLOCK, SIGUSR1);
  EXPECT_EQ(g_handled.load(), 1);
}
