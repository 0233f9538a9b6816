// abort(), assert() and std::terminate() end the process by SIGABRT and nothing else; what a handler can do about it.
#include "children.h"

#include <cassert>
#include <csetjmp>
#include <csignal>
#include <cstdlib>
#include <exception>

#include <setjmp.h>
#include <unistd.h>

using namespace portable;

namespace {

sigjmp_buf g_out;
void returns(int) {}
void jumps(int) { siglongjmp(g_out, 1); }
void exits(int) { _exit(41); }
void blocks_again(int sig) {
  const sigset_t set = set_of({sig});
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}
void at_exit() { _exit(42); }

int run(const char *role, std::vector<std::string> args = {}) { return status_of(start(role, std::move(args))); }

} // namespace

ROLE(abort) {
  signal(SIGABRT, SIG_DFL);
  atexit(at_exit);
  abort();
}
ROLE(abort_ignored) {
  signal(SIGABRT, SIG_IGN);
  abort();
}
ROLE(abort_blocked) {
  const sigset_t set = set_of({SIGABRT});
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  abort();
}
ROLE(abort_pending) {
  const sigset_t set = set_of({SIGABRT});
  signal(SIGABRT, returns);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  raise(SIGABRT);
  abort();
}
ROLE(abort_caught) {
  handle(SIGABRT, returns);
  abort();
}
ROLE(abort_caught_once) {
  handle(SIGABRT, returns, static_cast<int>(SA_RESETHAND));
  abort();
}
ROLE(abort_blocks_again) {
  handle(SIGABRT, blocks_again);
  abort();
}
ROLE(abort_exits) {
  handle(SIGABRT, exits);
  abort();
}
ROLE(abort_jumps) {
  handle(SIGABRT, jumps);
  for (int i = 0; i < 1000; ++i) // and again and again: nothing is left behind
    if (sigsetjmp(g_out, 1) == 0) abort();
  return 43;
}
ROLE(abort_everywhere) {
  const auto aborts = [] { abort(); };
  Thread first(aborts), second(aborts), third(aborts);
  abort();
}
ROLE(abort_std) { std::abort(); }
ROLE(abort_assert) {
  assert(argc > 100);
  return 0;
}
ROLE(abort_terminate) { std::terminate(); }
ROLE(abort_throw_out) { throw 1; }
ROLE(abort_raise) { return raise(SIGABRT); }

TEST(Abort, ends_the_process_by_sigabrt) {
  for (const char *role : {"abort", "abort_ignored", "abort_blocked", "abort_pending", "abort_caught",
                           "abort_caught_once", "abort_blocks_again", "abort_everywhere", "abort_raise"})
    EXPECT_EQ(run(role), -SIGABRT) << role;
}

// One thread aborts while another is creating a third, again and again.
TEST(Abort, at_any_moment_of_the_others) {
  for (int n = 0; n < 30; ++n) EXPECT_EQ(run("abort_everywhere"), -SIGABRT);
}

TEST(Abort, a_handler_that_does_not_return_prevents_it) {
  EXPECT_EQ(run("abort_exits"), 41);
  EXPECT_EQ(run("abort_jumps"), 43);
}

TEST(Abort, everything_leads_there) {
  for (const char *role : {"abort_std", "abort_assert", "abort_terminate", "abort_throw_out"})
    EXPECT_EQ(run(role), -SIGABRT) << role;
}
