// Messages through a socket and a pipe while signals rain on both ends: none is lost, doubled or torn; and the signal
// that comes when the wait begins, each time.
#include "sockets.h"

#include <poll.h>

#include "support.h"

#include "pipe.h"

#include <cstdlib>
#include <cstring>

using namespace portable;

namespace {

class PollRain : public SignalTest {};

int scaled(int full, int otherwise) { return std::getenv("PSIG_FULL") != nullptr ? full : otherwise; }

struct Message {
  int number;
  char text[60];
};

Message message_of(int number) {
  Message out = {number, {}};
  for (char &c : out.text) c = static_cast<char>('a' + number % 26);
  return out;
}

bool whole(const Message &message, int number) {
  const Message wanted = message_of(number);
  return std::memcmp(&message, &wanted, sizeof(Message)) == 0;
}

long some(long result) { return result < 0 && (errno == EINTR || errno == EAGAIN) ? 0 : result; }

void send_all(Fd fd, const Message &message) {
  const char *bytes = reinterpret_cast<const char *>(&message);
  for (std::size_t sent = 0; sent < sizeof(message);) {
    const long now = some(static_cast<long>(send(fd, bytes + sent, static_cast<Length>(sizeof(message) - sent), 0)));
    ASSERT_GE(now, 0) << errno;
    sent += static_cast<std::size_t>(now);
  }
}

void write_all(int fd, const Message &message) {
  const char *bytes = reinterpret_cast<const char *>(&message);
  for (std::size_t sent = 0; sent < sizeof(message);) {
    const long now = some(static_cast<long>(write(fd, bytes + sent, static_cast<unsigned>(sizeof(message) - sent))));
    ASSERT_GE(now, 0) << errno;
    sent += static_cast<std::size_t>(now);
  }
}

// One stream of messages as it comes in.
struct Incoming {
  int expected = 0, wrong = 0;
  std::size_t have = 0;
  char bytes[sizeof(Message)] = {};

  void take(long count) {
    if (count > 0) have += static_cast<std::size_t>(count);
    if (have < sizeof(Message)) return;
    Message message;
    std::memcpy(&message, bytes, sizeof(message));
    if (!whole(message, expected)) ++wrong;
    ++expected;
    have = 0;
  }
};

TEST_F(PollRain, nothing_is_lost_doubled_or_torn) {
  const int count = scaled(50'000, 1'000); // of each
  const Connection connection;
  const Pipe pipe;
  handle(SIGUSR1, note, SA_RESTART);
  handle(SIGUSR2, note);
  const auto rains = [] { return g_count > 0; }; // nobody begins before it does
  Thread sender([&] {
    until(rains);
    for (int number = 0; number < count; ++number) {
      send_all(connection.other_end(), message_of(number));
      write_all(pipe.writer(), message_of(number));
    }
  });
  Incoming socket_in, pipe_in;
  const pthread_t self = pthread_self();
  std::atomic<bool> over{false};
  Thread rain([&] { // every millisecond, on both ends
    while (!over) {
      pthread_kill(sender.id, SIGUSR1);
      pthread_kill(self, SIGUSR2);
      usleep(1000);
    }
  });
  until(rains);
  while (socket_in.expected < count || pipe_in.expected < count) {
    struct pollfd fds[2] = {};
    fds[0].fd = connection.end(), fds[0].events = POLLIN;
    fds[1].fd = static_cast<decltype(fds[1].fd)>(pipe.reader()), fds[1].events = POLLIN;
    const int ready = poll(fds, 2, -1);
    if (ready < 0) {
      ASSERT_EQ(errno, EINTR);
      continue;
    }
    ASSERT_GT(ready, 0);
    if ((fds[0].revents & POLLIN) != 0)
      socket_in.take(some(static_cast<long>(recv(connection.end(), socket_in.bytes + socket_in.have,
                                                 static_cast<Length>(sizeof(Message) - socket_in.have), 0))));
    if ((fds[1].revents & POLLIN) != 0)
      pipe_in.take(some(static_cast<long>(
          read(pipe.reader(), pipe_in.bytes + pipe_in.have, static_cast<unsigned>(sizeof(Message) - pipe_in.have)))));
  }
  over = true;
  rain.join();
  sender.join();
  EXPECT_EQ(socket_in.wrong, 0);
  EXPECT_EQ(pipe_in.wrong, 0);
}

// The wait opens the mask: a signal that is pending, or comes at that moment, ends it, and none is left behind.
TEST_F(PollRain, the_moment_of_the_wait_is_no_gap) {
  const int rounds = scaled(10'000, 500);
  const Connection connection;
  const Pipe pipe;
  handle(SIGUSR1, note);
  block({SIGUSR1});
  const sigset_t none = set_of({});
  const struct timespec limit = {60, 0};
  std::atomic<int> turn{0};
  const pthread_t self = pthread_self();
  Thread sender([&] {
    for (int round = 1; round <= rounds; ++round) {
      until([&] { return turn.load() == round; });
      for (volatile int spin = 0; spin < round % 50 * 20;) spin = spin + 1;
      pthread_kill(self, SIGUSR1);
    }
  });
  for (int round = 1; round <= rounds; ++round) {
    struct pollfd fds[2] = {};
    fds[0].fd = connection.end(), fds[0].events = POLLIN;
    fds[1].fd = static_cast<decltype(fds[1].fd)>(pipe.reader()), fds[1].events = POLLIN;
    turn = round;
    ASSERT_EQ(ppoll(fds, 2, &limit, &none), -1) << round;
    ASSERT_EQ(errno, EINTR);
    ASSERT_EQ(g_count, round);
  }
}

} // namespace
