// write() to a pipe that nobody reads: SIGPIPE for the thread, EPIPE from the call.
#include "children.h"
#include "pipe.h"

using namespace portable;

namespace {

class Sigpipe : public SignalTest {};

TEST_F(Sigpipe, ignored_it_is_epipe) {
  signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  EXPECT_EQ(write(pipe.writer(), "abc", 3), 3);
  pipe.close_reader();
  for (int i = 0; i < 3; ++i) {
    errno = 0;
    EXPECT_EQ(write(pipe.writer(), "abc", 3), -1);
    EXPECT_EQ(errno, EPIPE);
  }
}

TEST_F(Sigpipe, caught_it_has_been_handled_when_write_fails) {
  handle(SIGPIPE, note);
  Pipe pipe;
  pipe.close_reader();
  errno = 0;
  EXPECT_EQ(write(pipe.writer(), "abc", 3), -1);
  EXPECT_EQ(errno, EPIPE);
  EXPECT_EQ(g_count, 1);
}

TEST_F(Sigpipe, blocked_it_is_pending_on_the_writing_thread_alone) {
  block({SIGPIPE});
  Pipe pipe;
  pipe.close_reader();
  EXPECT_EQ(write(pipe.writer(), "abc", 3), -1);
  EXPECT_TRUE(pending(SIGPIPE));
  std::atomic<bool> elsewhere{true};
  {
    Thread other([&] { elsewhere = pending(SIGPIPE); });
  }
  EXPECT_FALSE(elsewhere);
}

TEST_F(Sigpipe, other_errors_are_no_sigpipe) {
  handle(SIGPIPE, note);
  Pipe pipe;
  errno = 0;
  EXPECT_EQ(write(-1, "abc", 3), -1);
  EXPECT_EQ(errno, EBADF);
  EXPECT_EQ(write(pipe.writer(), "", 0), 0);
  EXPECT_EQ(g_count, 0);
}

} // namespace

ROLE(breaks) {
  signal(SIGPIPE, SIG_DFL);
  Pipe pipe;
  pipe.close_reader();
  (void)!write(pipe.writer(), "abc", 3);
  return 1;
}

namespace {

TEST_F(Sigpipe, by_default_it_ends_the_process) { EXPECT_EQ(status_of(start("breaks")), -SIGPIPE); }

} // namespace
