// A process that is stopped in poll() and continued waits on, and finds what came meanwhile.
#include "children.h"
#include "pipe.h"

#include <poll.h>

#include <cstdlib>

using namespace portable;

ROLE(polls) {
  char ready = '!';
  if (write(std::atoi(argv[1]), &ready, 1) != 1) return 1;
  struct pollfd one = {std::atoi(argv[0]), POLLIN, 0};
  const int count = poll(&one, 1, 60'000);
  return count == 1 && one.revents == POLLIN ? 3 : 4;
}

namespace {

class PollStop : public SignalTest {};

TEST_F(PollStop, stopped_and_continued_it_waits_on) {
  const Pipe input, output;
  const pid_t child = start("polls", {std::to_string(input.reader()), std::to_string(output.writer())});
  char ready;
  ASSERT_EQ(read(output.reader(), &ready, 1), 1);
  int status = 0;
  for (int round = 0; round < 3; ++round) {
    ASSERT_EQ(kill(child, SIGSTOP), 0);
    ASSERT_EQ(waitpid(child, &status, WUNTRACED), child);
    ASSERT_TRUE(WIFSTOPPED(status));
    if (round == 2) {
      EXPECT_EQ(write(input.writer(), "x", 1), 1) << "while it is stopped";
    }
    ASSERT_EQ(kill(child, SIGCONT), 0);
  }
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 3);
}

} // namespace
