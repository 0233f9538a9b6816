// poll() and select() of sockets, and of sockets together with a pipe.
#include "sockets.h"

#include <poll.h>
#include <sys/select.h>

#include "support.h"

#include "pipe.h"

#include <algorithm>
#include <memory>

using namespace portable;

namespace {

constexpr struct timespec kLong = {30, 0};

class PollSocket : public SignalTest {};

template <typename Number> struct pollfd entry(Number fd, short events) {
  struct pollfd out = {};
  out.fd = static_cast<decltype(out.fd)>(fd);
  out.events = events;
  return out;
}

template <typename Number> short revents(Number fd, short events, int milliseconds = 0) {
  struct pollfd one = entry(fd, events);
  const int count = poll(&one, 1, milliseconds);
  EXPECT_EQ(count, one.revents != 0 ? 1 : 0);
  return one.revents;
}

TEST_F(PollSocket, data_and_room) {
  const Connection connection;
  EXPECT_EQ(revents(connection.end(), POLLIN), 0);
  EXPECT_EQ(revents(connection.end(), POLLIN | POLLOUT), POLLOUT);
  ASSERT_EQ(send(connection.other_end(), "abc", 3, 0), 3);
  EXPECT_EQ(revents(connection.end(), POLLIN, -1), POLLIN);
  EXPECT_EQ(revents(connection.end(), POLLIN | POLLOUT), POLLIN | POLLOUT);
  EXPECT_EQ(revents(connection.end(), POLLRDNORM), POLLRDNORM);
  EXPECT_EQ(revents(connection.end(), 0), 0);
}

TEST_F(PollSocket, it_waits_for_data) {
  const Connection connection;
  Thread sender([&] {
    usleep(20'000);
    send(connection.other_end(), "abc", 3, 0);
  });
  EXPECT_EQ(revents(connection.end(), POLLIN, -1), POLLIN);
}

TEST_F(PollSocket, full_buffers_are_no_room) {
  const Connection connection;
  do_not_block(connection.end());
  static const char block[65536] = {};
  std::atomic<long> sent{0};
  const auto fill = [&] {
    for (long now; (now = static_cast<long>(send(connection.end(), block, sizeof(block), 0))) > 0;) sent += now;
  };
  do fill(); // what is under way makes room as it arrives, and buffers grow
  while (revents(connection.end(), POLLOUT, 100) != 0);
  Thread reader([&] {
    static char into[65536];
    while (sent > 0) sent -= static_cast<long>(recv(connection.other_end(), into, sizeof(into), 0));
  });
  EXPECT_EQ(revents(connection.end(), POLLOUT, -1), POLLOUT);
}

TEST_F(PollSocket, a_connection_to_accept) {
  Listener listener;
  EXPECT_EQ(revents(listener.get(), POLLIN), 0);
  const Fd fd = listener.connected();
  EXPECT_EQ(revents(listener.get(), POLLIN, -1), POLLIN);
  close_socket(fd);
}

TEST_F(PollSocket, the_end_of_a_stream_can_be_read) {
  Connection connection;
  connection.close_far();
  EXPECT_EQ(revents(connection.end(), POLLIN, -1), POLLIN);
  char byte;
  EXPECT_EQ(recv(connection.end(), &byte, 1, 0), 0);
}

TEST_F(PollSocket, a_reset_is_told_unasked) {
  Connection connection;
  connection.reset_far();
  const short seen = revents(connection.end(), 0, -1);
  EXPECT_EQ(seen & (POLLERR | POLLHUP), POLLERR | POLLHUP);
}

TEST_F(PollSocket, a_refused_connection_is_told) {
  Refusal nobody;
  const Fd fd = socket(AF_INET, SOCK_STREAM, 0);
  do_not_block(fd);
  EXPECT_EQ(connect(fd, nobody.address().get(), sizeof(sockaddr_in)), -1);
  const short seen = revents(fd, POLLOUT, -1);
  EXPECT_EQ(seen, POLLOUT | POLLERR | POLLHUP);
  close_socket(fd);
}

TEST_F(PollSocket, a_connection_that_comes_about_can_be_written) {
  Listener listener;
  const Fd fd = socket(AF_INET, SOCK_STREAM, 0);
  do_not_block(fd);
  (void)connect(fd, listener.address().get(), sizeof(sockaddr_in));
  EXPECT_EQ(revents(fd, POLLOUT, -1), POLLOUT);
  close_socket(fd);
}

TEST_F(PollSocket, datagrams) {
  start_network();
  Loopback address;
  Length size = sizeof(sockaddr_in);
  const Fd receiver = socket(AF_INET, SOCK_DGRAM, 0), sender = socket(AF_INET, SOCK_DGRAM, 0);
  ASSERT_EQ(bind(receiver, address.get(), size), 0);
  ASSERT_EQ(getsockname(receiver, address.get(), &size), 0);
  EXPECT_EQ(revents(receiver, POLLIN | POLLOUT), POLLOUT);
  ASSERT_EQ(sendto(sender, "abc", 3, 0, address.get(), size), 3);
  EXPECT_EQ(revents(receiver, POLLIN, -1), POLLIN);
  close_socket(sender);
  close_socket(receiver);
}

TEST_F(PollSocket, sockets_and_pipes_in_one_wait) {
  const Connection connection;
  const Pipe pipe;
  const auto both = [&] {
    struct pollfd fds[] = {entry(connection.end(), POLLIN), entry(pipe.reader(), POLLIN)};
    const int count = poll(fds, 2, -1);
    return count == 1 ? (fds[0].revents == POLLIN ? 1 : 2) : -count;
  };
  {
    Thread writer([&] {
      usleep(10'000);
      (void)!write(pipe.writer(), "x", 1);
    });
    EXPECT_EQ(both(), 2);
  }
  char byte;
  EXPECT_EQ(read(pipe.reader(), &byte, 1), 1);
  Thread sender([&] {
    usleep(10'000);
    send(connection.other_end(), "x", 1, 0);
  });
  EXPECT_EQ(both(), 1);
}

TEST_F(PollSocket, select_of_sockets) {
  const Connection connection;
  fd_set read, write;
  for (fd_set *set : {&read, &write}) FD_ZERO(set);
  FD_SET(connection.end(), &read);
  FD_SET(connection.other_end(), &read);
  FD_SET(connection.end(), &write);
  const int most = static_cast<int>(std::max(connection.end(), connection.other_end())) + 1;
  ASSERT_EQ(send(connection.end(), "abc", 3, 0), 3);
  ASSERT_EQ(revents(connection.other_end(), POLLIN, -1), POLLIN) << "it has arrived";
  EXPECT_EQ(select(most, &read, &write, nullptr, nullptr), 2);
  EXPECT_FALSE(FD_ISSET(connection.end(), &read));
  EXPECT_TRUE(FD_ISSET(connection.other_end(), &read));
  EXPECT_TRUE(FD_ISSET(connection.end(), &write));
}

TEST_F(PollSocket, urgent_data) {
  const Connection connection;
  ASSERT_EQ(send(connection.other_end(), "!", 1, MSG_OOB), 1);
  EXPECT_EQ(revents(connection.end(), POLLPRI, -1), POLLPRI);
  fd_set except;
  FD_ZERO(&except);
  FD_SET(connection.end(), &except);
  EXPECT_EQ(select(static_cast<int>(connection.end()) + 1, nullptr, nullptr, &except, nullptr), 1);
}

TEST_F(PollSocket, a_handler_ends_it) {
  const Connection connection;
  const Pipe pipe;
  handle(SIGUSR1, note, SA_RESTART);
  block({SIGUSR1});
  const sigset_t none = set_of({});
  const pthread_t self = pthread_self();
  for (int round = 0; round < 20; ++round) {
    std::atomic<bool> go{false};
    Thread sender([&] {
      until([&] { return go.load(); });
      pthread_kill(self, SIGUSR1);
    });
    struct pollfd fds[] = {entry(connection.end(), POLLIN), entry(pipe.reader(), POLLIN)};
    go = true;
    EXPECT_EQ(ppoll(fds, 2, &kLong, &none), -1);
    EXPECT_EQ(errno, EINTR);
  }
  EXPECT_EQ(g_count, 20);
}

TEST_F(PollSocket, many_at_once) {
  constexpr int kPairs = 100;
  std::vector<std::unique_ptr<Connection>> all;
  std::vector<struct pollfd> fds;
  for (int i = 0; i < kPairs; ++i) {
    all.push_back(std::make_unique<Connection>());
    fds.push_back(entry(all.back()->end(), POLLIN));
  }
  for (const int chosen : {99, 0, 50}) send(all[static_cast<std::size_t>(chosen)]->other_end(), "x", 1, 0);
  int count;
  do count = poll(fds.data(), kPairs, -1);
  while (count > 0 && count < 3);
  EXPECT_EQ(count, 3);
  for (int i = 0; i < kPairs; ++i)
    EXPECT_EQ(fds[static_cast<std::size_t>(i)].revents, i == 0 || i == 50 || i == 99 ? POLLIN : 0) << i;
}

} // namespace
