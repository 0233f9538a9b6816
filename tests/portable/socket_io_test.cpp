// recv(), send(), accept(), connect() and their kin, with signals: EINTR, SA_RESTART, limits of time, what has been
// transferred, and sockets that do not block.
#include "sockets.h"

#include <poll.h>

#include "support.h"

#include <setjmp.h>

#include <cstring>
#include <functional>
#include <string>

#ifndef _WIN32
#include <sys/uio.h>
#endif

using namespace portable;

namespace {

class SocketIo : public SignalTest {};

using Call = std::function<long()>;

struct Outcome {
  long result = 0;
  int error = 0;
};

// Signals for a thread that waits in the call, until that ends.
Outcome nudged(const Call &call, int sig = SIGUSR1) {
  Outcome outcome;
  std::atomic<bool> done{false};
  Thread waiter([&] {
    outcome.result = call();
    outcome.error = errno;
    done = true;
  });
  while (!done) {
    pthread_kill(waiter.id, sig);
    usleep(1000);
  }
  return outcome;
}

void ends_with_eintr(const Call &call) {
  handle(SIGUSR1, note);
  const Outcome outcome = nudged(call);
  EXPECT_EQ(outcome.result, -1);
  EXPECT_EQ(outcome.error, EINTR);
}

// It goes on after handlers with SA_RESTART, and ends by `finish`.
Outcome goes_on(const Call &call, const std::function<void()> &finish) {
  handle(SIGUSR1, note, SA_RESTART);
  g_count = 0;
  Outcome outcome;
  std::atomic<bool> done{false};
  Thread waiter([&] {
    outcome.result = call();
    outcome.error = errno;
    done = true;
  });
  for (int signals = 0; signals < 20; ++signals) {
    const int before = g_count;
    pthread_kill(waiter.id, SIGUSR1);
    until([&] { return g_count > before || done; });
  }
  EXPECT_FALSE(done);
  finish();
  waiter.join();
  return outcome;
}

char g_buffer[1 << 16];

long receive(Fd fd, int flags = 0) { return static_cast<long>(recv(fd, g_buffer, 10, flags)); }

long receive_message(Fd fd) {
  struct iovec parts[] = {{g_buffer, 2}, {g_buffer + 100, 8}};
  struct msghdr message = {};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  return static_cast<long>(recvmsg(fd, &message, 0));
}

TEST_F(SocketIo, receiving_ends_with_eintr) {
  const Connection connection;
  const Fd fd = connection.end();
  ends_with_eintr([=] { return receive(fd); });
  ends_with_eintr([=] { return receive_message(fd); });
  ends_with_eintr([=] { return static_cast<long>(recvfrom(fd, g_buffer, 10, 0, nullptr, nullptr)); });
  ends_with_eintr([=] { return receive(fd, MSG_PEEK); });
  send(connection.other_end(), "abc", 3, 0);
  EXPECT_EQ(receive(fd), 3) << "the socket is as it was";
}

TEST_F(SocketIo, receiving_is_restarted) {
  const Connection connection;
  const auto finish = [&] { send(connection.other_end(), "abc", 3, 0); };
  EXPECT_EQ(goes_on([&] { return receive(connection.end()); }, finish).result, 3);
  EXPECT_EQ(goes_on([&] { return receive_message(connection.end()); }, finish).result, 3);
}

TEST_F(SocketIo, a_limit_of_time_is_eagain_and_is_not_restarted) {
  const Connection connection;
#ifdef _WIN32
  DWORD limit = 20;
#else
  struct timeval limit = {0, 20'000};
#endif
  const auto set = [&] {
    setsockopt(connection.end(), SOL_SOCKET, SO_RCVTIMEO, reinterpret_cast<const char *>(&limit), sizeof(limit));
  };
  set();
  EXPECT_EQ(receive(connection.end()), -1);
  EXPECT_EQ(errno, EWOULDBLOCK); // of which Unix programs know that it is EAGAIN
#ifdef _WIN32
  limit = 20'000;
#else
  limit = {20, 0};
#endif
  set();
  handle(SIGUSR1, note, SA_RESTART);
  const Outcome outcome = nudged([&] { return receive(connection.end()); });
  EXPECT_EQ(outcome.result, -1);
  EXPECT_EQ(outcome.error, EINTR);
}

TEST_F(SocketIo, data_win) {
  const Connection connection;
  handle(SIGUSR1, note);
  for (int round = 0; round < 50; ++round) {
    Outcome outcome;
    Thread waiter([&] {
      do outcome.result = receive(connection.end());
      while (outcome.result < 0 && errno == EINTR);
    });
    pthread_kill(waiter.id, SIGUSR1);
    send(connection.other_end(), "x", 1, 0);
    pthread_kill(waiter.id, SIGUSR1);
    waiter.join();
    ASSERT_EQ(outcome.result, 1) << round;
  }
}

TEST_F(SocketIo, the_end_and_errors) {
  Connection connection;
  EXPECT_EQ(receive(kNone), -1);
  EXPECT_EQ(errno, EBADF);
  const Fd lone = socket(AF_INET, SOCK_STREAM, 0);
  EXPECT_EQ(receive(lone), -1);
  EXPECT_EQ(errno, ENOTCONN);
  close_socket(lone);
  connection.close_far();
  EXPECT_EQ(receive(connection.end()), 0);
  EXPECT_EQ(receive(connection.end()), 0);
}

TEST_F(SocketIo, sockets_that_do_not_block) {
  const Connection connection;
  EXPECT_EQ(receive(connection.end(), MSG_DONTWAIT), -1);
  EXPECT_EQ(errno, EAGAIN);
  do_not_block(connection.end());
  EXPECT_EQ(receive(connection.end()), -1);
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_EQ(receive_message(connection.end()), -1);
  EXPECT_EQ(errno, EAGAIN);
  Listener listener;
  do_not_block(listener.get());
  EXPECT_EQ(accept(listener.get(), nullptr, nullptr), kNone);
  EXPECT_EQ(errno, EAGAIN);
  const Fd fd = socket(AF_INET, SOCK_STREAM, 0);
  do_not_block(fd);
  const bool at_once = connect(fd, listener.address().get(), sizeof(sockaddr_in)) == 0;
  EXPECT_TRUE(at_once || errno == EINPROGRESS);
  close_socket(fd);
}

TEST_F(SocketIo, waitall) {
  const Connection connection;
  long got = 0;
  Thread receiver([&] { got = static_cast<long>(recv(connection.end(), g_buffer, 6, MSG_WAITALL)); });
  send(connection.other_end(), "abc", 3, 0);
  usleep(10'000);
  send(connection.other_end(), "def", 3, 0);
  receiver.join();
  EXPECT_EQ(got, 6);
  EXPECT_EQ(std::string(g_buffer, 6), "abcdef");
}

TEST_F(SocketIo, what_waitall_has_received_counts) {
  const Connection connection;
  handle(SIGUSR1, note, SA_RESTART);
  send(connection.other_end(), "abc", 3, 0);
  struct pollfd there = {};
  there.fd = connection.end(), there.events = POLLIN;
  ASSERT_EQ(poll(&there, 1, -1), 1);
  const Outcome outcome = nudged([&] { return static_cast<long>(recv(connection.end(), g_buffer, 6, MSG_WAITALL)); });
  EXPECT_EQ(outcome.result, 3);
}

TEST_F(SocketIo, accepting) {
  Listener listener;
  const auto accepts = [&] {
    const Fd fd = accept(listener.get(), nullptr, nullptr);
    if (fd == kNone) return -1L;
    close_socket(fd);
    return 1L;
  };
  ends_with_eintr(accepts);
  Fd client = kNone;
  EXPECT_EQ(goes_on(accepts, [&] { client = listener.connected(); }).result, 1);
  close_socket(client);
}

TEST_F(SocketIo, two_threads_accept_and_both_hear_signals) {
  Listener listener;
  handle(SIGUSR1, note);
  std::atomic<int> connections{0}, interrupted{0};
  const auto accepts = [&] {
    const Fd fd = accept(listener.get(), nullptr, nullptr);
    if (fd == kNone) interrupted += errno == EINTR ? 1 : 0;
    else connections += 1, close_socket(fd);
  };
  Thread first(accepts), second(accepts);
  usleep(10'000);
  const Fd client = listener.connected();
  until([&] { return connections == 1; });
  while (interrupted == 0) {
    pthread_kill(first.id, SIGUSR1);
    pthread_kill(second.id, SIGUSR1);
    usleep(1000);
  }
  first.join(), second.join();
  EXPECT_EQ(connections, 1);
  close_socket(client);
}

// Nobody reads. What is under way makes room once more as it arrives, and buffers grow: so until nothing goes any more.
void sends_until_eintr(const Call &call) {
  handle(SIGUSR1, note);
  Outcome outcome;
  do outcome = nudged(call);
  while (outcome.result > 0);
  EXPECT_EQ(outcome.result, -1);
  EXPECT_EQ(outcome.error, EINTR);
}

TEST_F(SocketIo, sending_ends_with_eintr) {
  const Connection connection;
  sends_until_eintr([&] { return static_cast<long>(send(connection.end(), g_buffer, sizeof(g_buffer), 0)); });
  sends_until_eintr([&] {
    struct iovec part = {g_buffer, sizeof(g_buffer)};
    struct msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    return static_cast<long>(sendmsg(connection.end(), &message, 0));
  });
}

TEST_F(SocketIo, what_has_been_sent_counts) {
  const Connection connection;
  handle(SIGUSR1, note, SA_RESTART);
  static char much[1 << 24];
  const Outcome outcome = nudged([&] { return static_cast<long>(send(connection.end(), much, sizeof(much), 0)); });
  EXPECT_GT(outcome.result, 0);
  EXPECT_LT(outcome.result, static_cast<long>(sizeof(much)));
  shutdown(connection.end(), SHUT_WR);
  long all = 0;
  for (long got; (got = static_cast<long>(recv(connection.other_end(), much, sizeof(much), 0))) > 0;) all += got;
  EXPECT_EQ(all, outcome.result) << "not one byte more or less";
}

TEST_F(SocketIo, a_message_of_several_parts_arrives_whole) {
  const Connection connection;
  char one[] = "abc", two[] = "defg";
  struct iovec parts[] = {{one, 3}, {nullptr, 0}, {two, 4}};
  struct msghdr message = {};
  message.msg_iov = parts;
  message.msg_iovlen = 3;
  EXPECT_EQ(sendmsg(connection.end(), &message, 0), 7);
  std::memset(g_buffer, '.', 200);
  ASSERT_EQ(static_cast<long>(recv(connection.other_end(), g_buffer, 7, MSG_WAITALL)), 7);
  EXPECT_EQ(std::string(g_buffer, 7), "abcdefg");
}

TEST_F(SocketIo, datagrams_have_an_address_and_are_cut) {
  start_network();
  Loopback address;
  Length size = sizeof(sockaddr_in);
  const Fd receiver = socket(AF_INET, SOCK_DGRAM, 0), sender = socket(AF_INET, SOCK_DGRAM, 0);
  ASSERT_EQ(bind(receiver, address.get(), size), 0);
  ASSERT_EQ(getsockname(receiver, address.get(), &size), 0);
  ASSERT_EQ(sendto(sender, "abcdef", 6, 0, address.get(), size), 6);
  struct iovec part = {g_buffer, 4};
  Loopback from;
  struct msghdr message = {};
  message.msg_name = from.get();
  message.msg_namelen = sizeof(sockaddr_in);
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  EXPECT_EQ(recvmsg(receiver, &message, 0), 4);
  EXPECT_EQ(message.msg_flags & MSG_TRUNC, MSG_TRUNC);
  EXPECT_EQ(message.msg_namelen, static_cast<Length>(sizeof(sockaddr_in)));
  EXPECT_EQ(from.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
  ASSERT_EQ(sendto(sender, "abcdef", 6, 0, address.get(), size), 6);
  EXPECT_EQ(static_cast<long>(recv(receiver, g_buffer, 4, 0)), 4) << "no error";
  ends_with_eintr([=] { return receive(receiver); });
  close_socket(sender);
  close_socket(receiver);
}

TEST_F(SocketIo, connecting) {
  Listener listener;
  const Fd fd = socket(AF_INET, SOCK_STREAM, 0);
  EXPECT_EQ(connect(fd, listener.address().get(), sizeof(sockaddr_in)), 0);
  EXPECT_EQ(connect(fd, listener.address().get(), sizeof(sockaddr_in)), -1);
  EXPECT_EQ(errno, EISCONN);
  EXPECT_EQ(static_cast<long>(send(fd, "abc", 3, 0)), 3) << "it blocks as before";
  const Fd other = accept(listener.get(), nullptr, nullptr);
  handle(SIGUSR1, note);
  const Outcome outcome = nudged([&] { return receive(fd); });
  EXPECT_EQ(outcome.error, EINTR) << "it waits, as a blocking socket does";
  close_socket(other);
  close_socket(fd);
  Refusal nobody;
  const Fd refused = socket(AF_INET, SOCK_STREAM, 0);
  EXPECT_EQ(connect(refused, nobody.address().get(), sizeof(sockaddr_in)), -1);
  EXPECT_EQ(errno, ECONNREFUSED);
  close_socket(refused);
}

sigjmp_buf g_out;
void jump_out(int) { siglongjmp(g_out, 1); }

TEST_F(SocketIo, a_handler_jumps_out_and_nothing_is_left_behind) {
  const Connection connection;
  static volatile int jumps;
  static volatile bool in_call;
  jumps = 0;
  handle(SIGUSR1, [](int) {
    if (in_call) jump_out(SIGUSR1);
  });
  std::atomic<bool> done{false};
  const pthread_t self = pthread_self();
  Thread sender([&] {
    while (!done) {
      pthread_kill(self, SIGUSR1);
      usleep(100);
    }
  });
  while (jumps < 200) {
    if (sigsetjmp(g_out, 1) != 0) {
      in_call = false;
      jumps = jumps + 1;
      continue;
    }
    in_call = true;
    (void)receive(connection.end());
    in_call = false;
  }
  done = true;
  sender.join();
  send(connection.other_end(), "abc", 3, 0);
  EXPECT_EQ(receive(connection.end()), 3);
}

TEST_F(SocketIo, a_socket_closed_meanwhile_does_not_hang) {
  Connection connection;
  handle(SIGUSR1, note);
  const Outcome outcome = nudged([&] { return receive(connection.end()); });
  EXPECT_EQ(outcome.error, EINTR);
#ifdef _WIN32
  std::atomic<bool> done{false};
  long result = 0;
  int error = 0;
  const Fd fd = connection.end();
  Thread waiter([&] {
    result = receive(fd);
    error = errno;
    done = true;
  });
  usleep(20'000);
  connection.close_near();
  waiter.join();
  EXPECT_EQ(result, -1);
  EXPECT_EQ(error, EBADF);
#endif
}

} // namespace
