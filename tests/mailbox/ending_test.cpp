// Processes that are just ending, asked about and sent to until they are gone: each is there, or there is no such
// process, and at no instant is it one without the library.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>

#include "mailbox/support.h"

namespace {

using namespace psig_test;

const int g_processes = scaled(500);

// Ends as it is told, at once.
CHILD(ends) {
  const sigset_t set = set_of({SIGUSR1, kRt});
  sigprocmask(SIG_BLOCK, &set, nullptr);
  say("ready");
  const std::string how = hear();
  if (how == "exit") exit(3);
  if (how == "ExitProcess") ExitProcess(3);
  if (how == "abort") abort();
  for (;;) pause();
}

struct Asked {
  std::map<int, int> status, none, kill, queue; // how often which error
  void ask(pid_t pid) {
    posix_process_status seen;
    ++status[errno_of(posix_process_status_np(pid, &seen))];
    ++none[errno_of(::kill(pid, 0))];
    ++kill[errno_of(::kill(pid, SIGUSR1))];
    ++queue[errno_of(sigqueue(pid, kRt, value_of(1)))];
  }
};

void end(Child &child, int n) {
  static constexpr std::array kWays = {"exit", "ExitProcess", "abort"};
  const int way = n % 6;
  if (way < 3) child.tell(kWays[static_cast<unsigned>(way)]);
  else if (way == 3) child.terminate(3);
  else EXPECT_EQ(kill(pid_of(child), way == 4 ? SIGTERM : SIGKILL), 0);
}

void only(const std::map<int, int> &counts, std::initializer_list<int> allowed, const char *call) {
  for (const auto &[error, times] : counts)
    EXPECT_NE(std::find(allowed.begin(), allowed.end(), error), allowed.end())
        << call << ": " << error << ", " << times;
}

TEST(Ending, is_there_or_is_not) {
  Asked asked;
  std::minstd_rand random(7);
  for (int n = 0; n < g_processes; ++n) {
    Child child("ends");
    ASSERT_TRUE(child.expect("ready"));
    end(child, n);
    for (unsigned turns = random() % 64; turns > 0; --turns) SwitchToThread();
    do asked.ask(pid_of(child));
    while (WaitForSingleObject(child.handle(), 0) == WAIT_TIMEOUT);
    asked.ask(pid_of(child));
  }
  only(asked.status, {0, ESRCH}, "status");
  only(asked.none, {0, ESRCH}, "kill 0");
  only(asked.kill, {0, ESRCH}, "kill");
  only(asked.queue, {0, ESRCH, EAGAIN}, "sigqueue");
  EXPECT_GE(asked.status[ESRCH], g_processes);
}

} // namespace
