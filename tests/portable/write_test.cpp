// write() to a pipe that is full: ended by a signal with EINTR, or with the count of what has gone.
#include "children.h"
#include "pipe.h"

#include <cstring>
#include <vector>

#include <sched.h>

using namespace portable;

namespace {

// So many bytes, all of the letter; how many were not.
std::size_t read_letters(const Pipe &pipe, std::size_t count, char letter) {
  std::size_t wrong = 0;
  char part[4096];
  while (count != 0) {
    const auto got = read(pipe.reader(), part, count < sizeof part ? static_cast<unsigned>(count) : sizeof part);
    if (got <= 0) return count;
    for (int n = 0; n < got; ++n) wrong += part[n] != letter;
    count -= static_cast<std::size_t>(got);
  }
  return wrong;
}

// How many bytes come before this one.
std::size_t read_until(const Pipe &pipe, char end) {
  std::size_t count = 0;
  char part[1000];
  for (;;) {
    const auto got = read(pipe.reader(), part, sizeof part);
    if (got <= 0) return count;
    for (int n = 0; n < got; ++n)
      if (part[n] == end) return count + static_cast<std::size_t>(n);
    count += static_cast<std::size_t>(got);
  }
}

constexpr std::size_t kMuch = 10'000'000; // more than any pipe holds

// A thread that writes, and is sent a signal until its write is over: nothing says from outside that it has come to
// wait, and a handler that has run before does not count.
class Writer {
public:
  Writer(const Pipe &pipe, std::size_t count, char letter)
      : text_(count, letter), thread_(pthread_self()), worker_([this, &pipe] {
          thread_ = pthread_self();
          started_ = true;
          result_ = write(pipe.writer(), text_.data(), static_cast<unsigned>(text_.size()));
          error_ = errno;
          over_ = true;
        }) {
    while (!started_) sched_yield();
  }
  ~Writer() { join(); }
  Writer(const Writer &) = delete;
  Writer &operator=(const Writer &) = delete;
  [[nodiscard]] bool over() const { return over_; }
  void signal_once(int signo) {
    if (!over_) pthread_kill(thread_, signo);
  }
  void signal_until_over(int signo) {
    const timespec pause{0, 5'000'000};
    while (!over_) {
      pthread_kill(thread_, signo);
      nanosleep(&pause, nullptr);
    }
    join();
  }
  void join() {
    if (worker_.joinable()) worker_.join();
  }
  [[nodiscard]] long long result() const { return result_; }
  [[nodiscard]] int error() const { return error_; }

private:
  std::vector<char> text_;
  std::atomic<bool> started_{false}, over_{false};
  std::atomic<pthread_t> thread_;
  long long result_ = 0;
  int error_ = 0;
  std::thread worker_;
};

// What the pipe holds: all that a write without end gets rid of before a signal ends it.
std::size_t fill(const Pipe &pipe, char letter) {
  Writer writer(pipe, kMuch, letter);
  writer.signal_until_over(SIGUSR1);
  return writer.result() > 0 ? static_cast<std::size_t>(writer.result()) : 0;
}

class Write : public SignalTest {};

TEST_F(Write, a_partial_write_returns_its_count) {
  handle(SIGUSR1, note);
  const Pipe pipe;
  const std::size_t room = fill(pipe, 'a');
  EXPECT_GE(room, 512u);
  EXPECT_LT(room, kMuch);
  EXPECT_GE(g_count, 1);
  EXPECT_EQ(read_letters(pipe, room, 'a'), 0u) << "that many, no more and no less";
  ASSERT_EQ(write(pipe.writer(), "b", 1), 1);
  EXPECT_EQ(read_letters(pipe, 1, 'b'), 0u);
}

TEST_F(Write, with_nothing_written_it_is_eintr) {
  handle(SIGUSR1, note);
  const Pipe pipe;
  const std::size_t room = fill(pipe, 'a');
  for (int round = 0; round < 10; ++round) {
    Writer writer(pipe, 512, 'b');
    writer.signal_until_over(SIGUSR1);
    EXPECT_EQ(writer.result(), -1);
    EXPECT_EQ(writer.error(), EINTR);
  }
  EXPECT_EQ(read_letters(pipe, room, 'a'), 0u);
  ASSERT_EQ(write(pipe.writer(), "c", 1), 1);
  EXPECT_EQ(read_letters(pipe, 1, 'c'), 0u) << "nothing of what was interrupted";
}

TEST_F(Write, restarts_where_the_action_says_so) {
  handle(SIGUSR1, note);
  const Pipe pipe;
  const std::size_t room = fill(pipe, 'a');
  g_count = 0;
  handle(SIGUSR2, note, SA_RESTART);
  Writer writer(pipe, 512, 'b');
  while (g_count < 3 && !writer.over()) {
    const timespec pause{0, 5'000'000};
    writer.signal_once(SIGUSR2);
    nanosleep(&pause, nullptr);
  }
  EXPECT_FALSE(writer.over());
  EXPECT_EQ(read_letters(pipe, room, 'a'), 0u);
  writer.join();
  EXPECT_EQ(writer.result(), 512);
  EXPECT_EQ(read_letters(pipe, 512, 'b'), 0u) << "once";
}

TEST_F(Write, an_ignored_signal_ends_nothing) {
  handle(SIGUSR1, note);
  const Pipe pipe;
  const std::size_t room = fill(pipe, 'a');
  signal(SIGUSR2, SIG_IGN);
  Writer writer(pipe, 512, 'b');
  writer.signal_once(SIGUSR2);
  EXPECT_EQ(read_letters(pipe, room, 'a'), 0u);
  writer.join();
  EXPECT_EQ(writer.result(), 512);
  EXPECT_EQ(read_letters(pipe, 512, 'b'), 0u);
}

TEST_F(Write, a_storm_loses_and_doubles_nothing) {
  handle(SIGUSR1, note);
  const Pipe pipe;
  std::atomic<bool> over{false};
  std::size_t sent = 0, got = 0;
  Thread writer([&] {
    const std::vector<char> text(200'000, 's');
    while (sent < 2'000'000) {
      const auto part = write(pipe.writer(), text.data(), static_cast<unsigned>(text.size()));
      if (part > 0) sent += static_cast<std::size_t>(part);
      else if (errno != EINTR) break;
    }
    over = true;
    while (write(pipe.writer(), "!", 1) != 1) {}
  });
  Thread reader([&] { got = read_until(pipe, '!'); });
  const timespec pause{0, 1'000'000};
  while (!over) {
    pthread_kill(writer.id, SIGUSR1);
    nanosleep(&pause, nullptr);
  }
  writer.join();
  reader.join();
  EXPECT_EQ(got, sent);
}

} // namespace
