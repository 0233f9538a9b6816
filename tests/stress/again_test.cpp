// Calls that are allowed in handlers (XSH 2.4.3), in handlers that have interrupted the very same calls: none of them
// may find a lock held by the thread below.
#include "stress/stress.h"

#include <gtest/gtest.h>

#include <posix/sys/wait.h>

#include "support/child.h"

using psig_test::Child;

namespace {

const int kHandlers = stress::count(2'000);
std::atomic<int> g_handled{0};
std::atomic<bool> g_over{false};
pthread_t g_main;
pid_t g_other;
void (*g_call)();

CHILD(is_looked_at) {
  psig_test::say("ready");
  return psig_test::hear().empty() ? 0 : 1;
}

void *kills_the_main_thread(void *) {
  const stress::Blocked all;
  while (!g_over.load()) pthread_kill(g_main, SIGUSR1);
  return nullptr;
}

void handler(int) {
  g_call();
  ++g_handled;
}

// Calls it from the program, and from handlers on top of that.
void again(void (*call)()) {
  const stress::Watchdog dog("the same call again", 120);
  stress::watch("handled", &g_handled);
  g_call = call;
  g_handled = 0;
  g_over = false;
  g_main = pthread_self();
  stress::handle(SIGUSR1, handler, SA_RESTART);
  pthread_t sender;
  pthread_create(&sender, nullptr, kills_the_main_thread, nullptr);
  while (g_handled.load() < kHandlers) call();
  g_over = true;
  pthread_join(sender, nullptr);
}

class AgainTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_TRUE(child_.expect("ready"));
    g_other = static_cast<pid_t>(child_.pid());
  }
  Child child_{"is_looked_at"};
};

} // namespace

TEST_F(AgainTest, getpgid) {
  again([] { getpgid(g_other); });
}
TEST_F(AgainTest, getsid) {
  again([] { getsid(g_other); });
}
TEST_F(AgainTest, setpgid) {
  again([] { setpgid(g_other, g_other); });
}
TEST_F(AgainTest, kill) {
  again([] { kill(g_other, 0); });
}
TEST_F(AgainTest, waitpid) {
  again([] { waitpid(g_other, nullptr, WNOHANG); });
}
TEST_F(AgainTest, sigaction) {
  again([] { stress::handle(SIGUSR2, SIG_IGN); });
}
TEST_F(AgainTest, raise) {
  stress::handle(SIGUSR2, SIG_IGN);
  again([] { raise(SIGUSR2); });
}
