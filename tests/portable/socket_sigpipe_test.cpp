// send() on connections that are no more: SIGPIPE for the thread unless MSG_NOSIGNAL, EPIPE or ECONNRESET as the error.
#include "sockets.h"

#include "children.h"

using namespace portable;

namespace {

// The error; 0 for success.
int send_error(Fd fd, int flags = 0) { return send(fd, "abc", 3, flags) == 3 ? 0 : errno; }

// What a send that fails at last fails with: the answer of the other side comes when it comes.
int send_until_it_fails(Fd fd, int flags = 0) {
  for (int round = 0; round < 1000000; ++round)
    if (const int error = send_error(fd, flags)) return error;
  return 0;
}

class SocketSigpipe : public SignalTest {};

TEST_F(SocketSigpipe, shut_down_it_is_caught_and_epipe) {
  handle(SIGPIPE, note);
  const Connection connection;
  EXPECT_EQ(send_error(connection.end()), 0);
  ASSERT_EQ(shutdown(connection.end(), SHUT_WR), 0);
  EXPECT_EQ(send_error(connection.end()), EPIPE);
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(send_error(connection.end()), EPIPE);
  EXPECT_EQ(g_count, 2) << "each time";
}

TEST_F(SocketSigpipe, without_signal_where_asked) {
  handle(SIGPIPE, note);
  const Connection connection;
  EXPECT_EQ(send_error(connection.end(), MSG_NOSIGNAL), 0) << "no error by itself";
  ASSERT_EQ(shutdown(connection.end(), SHUT_WR), 0);
  EXPECT_EQ(send_error(connection.end(), MSG_NOSIGNAL), EPIPE);
  EXPECT_EQ(g_count, 0);
}

TEST_F(SocketSigpipe, sendto_too) {
  handle(SIGPIPE, note);
  const Connection connection;
  EXPECT_EQ(sendto(connection.end(), "abc", 3, MSG_NOSIGNAL, nullptr, 0), 3);
  ASSERT_EQ(shutdown(connection.end(), SHUT_WR), 0);
  EXPECT_EQ(sendto(connection.end(), "abc", 3, 0, nullptr, 0), -1);
  EXPECT_EQ(errno, EPIPE);
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(sendto(connection.end(), "abc", 3, MSG_NOSIGNAL, nullptr, 0), -1);
  EXPECT_EQ(errno, EPIPE);
  EXPECT_EQ(g_count, 1);
}

TEST_F(SocketSigpipe, ignored_it_is_epipe) {
  signal(SIGPIPE, SIG_IGN);
  const Connection connection;
  ASSERT_EQ(shutdown(connection.end(), SHUT_WR), 0);
  EXPECT_EQ(send_error(connection.end()), EPIPE);
}

TEST_F(SocketSigpipe, blocked_it_is_pending_on_the_sending_thread_alone) {
  block({SIGPIPE});
  const Connection connection;
  ASSERT_EQ(shutdown(connection.end(), SHUT_WR), 0);
  EXPECT_EQ(send_error(connection.end()), EPIPE);
  EXPECT_TRUE(pending(SIGPIPE));
  std::atomic<bool> elsewhere{true};
  {
    Thread other([&] { elsewhere = pending(SIGPIPE); });
  }
  EXPECT_FALSE(elsewhere);
}

// Linux says EPIPE; POSIX also allows ECONNRESET, which is without a signal, and which Windows says.
TEST_F(SocketSigpipe, a_reader_that_has_closed) {
  handle(SIGPIPE, note);
  Connection connection;
  connection.close_far();
  connection.wait_for_the_end();
  const int error = send_until_it_fails(connection.end());
  EXPECT_THAT(error, testing::AnyOf(EPIPE, ECONNRESET));
  EXPECT_EQ(g_count, error == EPIPE ? 1 : 0);
}

TEST_F(SocketSigpipe, a_reset_is_told_once_without_signal) {
  handle(SIGPIPE, note);
  Connection connection;
  connection.reset_far();
  EXPECT_EQ(send_until_it_fails(connection.end()), ECONNRESET);
  EXPECT_EQ(g_count, 0);
}

TEST_F(SocketSigpipe, datagrams_never) {
  handle(SIGPIPE, note);
  start_network();
  Loopback address;
  Length size = sizeof(sockaddr_in);
  const Fd receiver = socket(AF_INET, SOCK_DGRAM, 0), sender = socket(AF_INET, SOCK_DGRAM, 0);
  ASSERT_EQ(bind(receiver, address.get(), size), 0);
  ASSERT_EQ(getsockname(receiver, address.get(), &size), 0);
  EXPECT_EQ(sendto(sender, "abc", 3, MSG_NOSIGNAL, address.get(), size), 3);
  ASSERT_EQ(connect(sender, address.get(), size), 0);
  EXPECT_EQ(send_error(sender), 0);
  ASSERT_EQ(shutdown(sender, SHUT_WR), 0);
  EXPECT_EQ(send_error(sender), EPIPE);
  EXPECT_EQ(g_count, 0);
  close_socket(sender);
  close_socket(receiver);
}

TEST_F(SocketSigpipe, other_errors_are_no_sigpipe) {
  handle(SIGPIPE, note);
  const Connection connection;
  EXPECT_EQ(send_error(kNone), EBADF);
  do_not_block(connection.end());
  static const char block[65536] = {};
  int error = 0;
  for (int round = 0; round < 10000 && error == 0; ++round) // until the buffers are full: nobody reads
    error = send(connection.end(), block, sizeof(block), 0) < 0 ? errno : 0;
  EXPECT_EQ(error, EAGAIN);
  EXPECT_EQ(g_count, 0);
}

} // namespace

ROLE(breaks) {
  signal(SIGPIPE, SIG_DFL);
  const Connection connection;
  shutdown(connection.end(), SHUT_WR);
  (void)send_error(connection.end());
  return 1;
}

namespace {

TEST_F(SocketSigpipe, by_default_it_ends_the_process) { EXPECT_EQ(status_of(start("breaks")), -SIGPIPE); }

} // namespace
