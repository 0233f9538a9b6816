// poll(), ppoll(), select() and pselect() of pipes and files: what is ready, signals, time, and what is none.
#include <poll.h>
#include <sys/select.h>

#include "support.h"

#include "pipe.h"

#include <setjmp.h>

#include <climits>
#include <string>

using namespace portable;

namespace {

constexpr struct timespec kLong = {30, 0}, kShort = {0, 20'000'000}, kNow = {0, 0};

class PollPipe : public SignalTest {};

short revents(int fd, short events, int milliseconds = 0) {
  struct pollfd one = {fd, events, 0};
  const int count = poll(&one, 1, milliseconds);
  EXPECT_EQ(count, one.revents != 0 ? 1 : 0);
  return one.revents;
}

void fill(const Pipe &pipe, const char *text = "x") {
  ASSERT_EQ(write(pipe.writer(), text, static_cast<unsigned>(std::string(text).size())),
            static_cast<int>(std::string(text).size()));
}

double seconds() {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// Until `done`: a signal may come before the thread is where it is to find it.
void nudge(pthread_t thread, int sig, const std::atomic<bool> &done) {
  while (!done) {
    pthread_kill(thread, sig);
    usleep(1000);
  }
}

TEST_F(PollPipe, a_reader_is_ready_when_there_is_something) {
  const Pipe pipe;
  EXPECT_EQ(revents(pipe.reader(), POLLIN), 0);
  fill(pipe, "abc");
  EXPECT_EQ(revents(pipe.reader(), POLLIN), POLLIN);
  EXPECT_EQ(revents(pipe.reader(), POLLIN | POLLOUT), POLLIN);
  EXPECT_EQ(revents(pipe.reader(), 0), 0);
  EXPECT_EQ(revents(pipe.reader(), POLLIN, 30000), POLLIN) << "at once";
  char text[4];
  EXPECT_EQ(read(pipe.reader(), text, 4), 3);
  EXPECT_EQ(revents(pipe.reader(), POLLIN), 0);
}

TEST_F(PollPipe, a_writer_is_ready_when_there_is_room) {
  const Pipe pipe;
  EXPECT_EQ(revents(pipe.writer(), POLLOUT), POLLOUT);
  EXPECT_EQ(revents(pipe.writer(), POLLIN), 0);
  fill(pipe);
  EXPECT_EQ(revents(pipe.writer(), POLLOUT), POLLOUT);
}

TEST_F(PollPipe, writers_that_have_gone_are_a_hangup) {
  Pipe pipe;
  fill(pipe);
  pipe.close_writer();
  EXPECT_EQ(revents(pipe.reader(), POLLIN), POLLIN | POLLHUP) << "what was written is there still";
  char byte;
  EXPECT_EQ(read(pipe.reader(), &byte, 1), 1);
  EXPECT_EQ(revents(pipe.reader(), POLLIN), POLLHUP);
  EXPECT_EQ(revents(pipe.reader(), 0), POLLHUP) << "unasked";
  EXPECT_EQ(revents(pipe.reader(), POLLIN, -1), POLLHUP);
}

TEST_F(PollPipe, readers_that_have_gone_are_an_error) {
  Pipe pipe;
  pipe.close_reader();
  EXPECT_EQ(revents(pipe.writer(), POLLOUT), POLLOUT | POLLERR);
  EXPECT_EQ(revents(pipe.writer(), 0), POLLERR) << "unasked";
}

TEST_F(PollPipe, it_waits_for_data_and_for_the_end) {
  Pipe pipe;
  {
    Thread writer([&] {
      usleep(20'000);
      fill(pipe);
    });
    EXPECT_EQ(revents(pipe.reader(), POLLIN, -1), POLLIN);
  }
  char byte;
  EXPECT_EQ(read(pipe.reader(), &byte, 1), 1);
  Thread closer([&] {
    usleep(20'000);
    pipe.close_writer();
  });
  EXPECT_EQ(revents(pipe.reader(), POLLIN, -1), POLLHUP);
}

TEST_F(PollPipe, a_writer_hears_of_its_readers_end) {
  Pipe pipe;
  Thread closer([&] {
    usleep(20'000);
    pipe.close_reader();
  });
  EXPECT_EQ(revents(pipe.writer(), 0, -1), POLLERR);
}

TEST_F(PollPipe, of_several_those_that_are_ready) {
  const Pipe one, two, three;
  fill(two);
  struct pollfd fds[] = {
      {one.reader(), POLLIN, 7}, {-1, POLLIN, 7}, {two.reader(), POLLIN, 7}, {three.writer(), POLLOUT, 7}, {-5, 0, 7}};
  EXPECT_EQ(poll(fds, 5, -1), 2);
  EXPECT_EQ(fds[0].revents, 0);
  EXPECT_EQ(fds[1].revents, 0) << "not looked at";
  EXPECT_EQ(fds[2].revents, POLLIN);
  EXPECT_EQ(fds[3].revents, POLLOUT);
  EXPECT_EQ(fds[4].revents, 0);
}

TEST_F(PollPipe, two_threads_wait_for_one_pipe) {
  const Pipe pipe;
  std::atomic<int> told{0};
  const auto wait = [&] { told += revents(pipe.reader(), POLLIN, -1) == POLLIN ? 1 : 0; };
  {
    Thread first(wait), second(wait);
    EXPECT_EQ(revents(pipe.reader(), POLLIN, 20), 0) << "a third one does not wait for them";
    fill(pipe);
  }
  EXPECT_EQ(told, 2);
}

TEST_F(PollPipe, duplicates_of_one_descriptor) {
  const Pipe pipe;
  const int copy = dup(pipe.reader());
  std::atomic<int> told{0};
  {
    Thread other([&] { told = revents(copy, POLLIN, -1) == POLLIN ? 1 : -1; });
    struct pollfd fds[] = {{pipe.reader(), POLLIN, 0}, {copy, POLLIN, 0}, {pipe.reader(), POLLIN, 0}};
    EXPECT_EQ(poll(fds, 3, 20), 0);
    EXPECT_EQ(revents(copy, POLLIN, 5), 0);
    fill(pipe);
    EXPECT_EQ(poll(fds, 3, -1), 3);
  }
  EXPECT_EQ(told, 1);
  close(copy);
}

TEST_F(PollPipe, what_is_there_is_seen_though_others_wait_for_it) {
  const Pipe pipe;
  const int copy = dup(pipe.reader());
  for (int n = 0; n < 200; ++n) {
    std::atomic<bool> waits{false};
    Thread other([&] {
      waits = true;
      EXPECT_EQ(revents(copy, POLLIN, -1), POLLIN);
    });
    until([&] { return waits.load(); });
    EXPECT_EQ(revents(pipe.reader(), POLLIN, n % 4 == 0 ? 0 : 1), 0); // the other one comes to its wait
    fill(pipe);
    struct pollfd fds[] = {{pipe.reader(), POLLIN, 0}, {copy, POLLIN, 0}};
    ASSERT_EQ(poll(fds, 2, 0), 2) << n;
    other.join();
    char byte;
    ASSERT_EQ(read(copy, &byte, 1), 1);
  }
  close(copy);
}

TEST_F(PollPipe, files_are_always_ready) {
  FILE *file = tmpfile();
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(revents(fileno(file), POLLIN | POLLOUT, -1), POLLIN | POLLOUT);
  EXPECT_EQ(revents(fileno(file), POLLPRI), 0);
  fclose(file);
}

TEST_F(PollPipe, what_is_no_descriptor_is_told) {
  int closed;
  {
    const Pipe pipe;
    closed = pipe.reader();
  }
  EXPECT_EQ(revents(closed, POLLIN, -1), POLLNVAL);
  EXPECT_EQ(revents(1021, POLLIN), POLLNVAL);
  const Pipe pipe;
  struct pollfd fds[] = {{pipe.reader(), POLLIN, 0}, {closed, POLLIN, 0}, {1021, 0, 0}};
  fds[1].fd = 1023;
  EXPECT_EQ(poll(fds, 3, -1), 2);
  EXPECT_EQ(fds[0].revents, 0);
  EXPECT_EQ(fds[1].revents, POLLNVAL);
  EXPECT_EQ(fds[2].revents, POLLNVAL);
}

TEST_F(PollPipe, the_time_is_kept) {
  const Pipe pipe;
  double start = seconds();
  EXPECT_EQ(revents(pipe.reader(), POLLIN, 20), 0);
  EXPECT_GE(seconds() - start, 0.0199);
  start = seconds();
  EXPECT_EQ(poll(nullptr, 0, 20), 0) << "nothing but the time";
  EXPECT_GE(seconds() - start, 0.0199);
  struct timespec time = kShort;
  EXPECT_EQ(ppoll(nullptr, 0, &time, nullptr), 0);
  EXPECT_EQ(time.tv_nsec, kShort.tv_nsec);
  struct timeval rest = {0, 20'000};
  EXPECT_EQ(select(0, nullptr, nullptr, nullptr, &rest), 0);
  EXPECT_EQ(rest.tv_usec, 0) << "what is left";
}

TEST_F(PollPipe, times_that_are_none) {
  const struct timespec bad[] = {{0, 1'000'000'000}, {0, -1}, {-1, 0}};
  for (const struct timespec &time : bad) {
    EXPECT_EQ(ppoll(nullptr, 0, &time, nullptr), -1);
    EXPECT_EQ(errno, EINVAL);
    errno = 0;
    EXPECT_EQ(pselect(0, nullptr, nullptr, nullptr, &time, nullptr), -1);
    EXPECT_EQ(errno, EINVAL);
  }
  struct timeval negative = {-1, 0};
  EXPECT_EQ(select(0, nullptr, nullptr, nullptr, &negative), -1);
  EXPECT_EQ(errno, EINVAL);
  errno = 0;
  EXPECT_EQ(select(-1, nullptr, nullptr, nullptr, nullptr), -1);
  EXPECT_EQ(errno, EINVAL);
  errno = 0;
  struct pollfd *volatile none = nullptr; // or the compiler looks
  volatile nfds_t many = ULONG_MAX;
  EXPECT_EQ(poll(none, many, 0), -1);
  EXPECT_EQ(errno, EINVAL);
}

TEST_F(PollPipe, addresses_that_are_none) {
  auto *nowhere = reinterpret_cast<struct pollfd *>(16);
  EXPECT_EQ(poll(nowhere, 1, 0), -1);
  EXPECT_EQ(errno, EFAULT);
  errno = 0;
  EXPECT_EQ(select(1, reinterpret_cast<fd_set *>(16), nullptr, nullptr, nullptr), -1);
  EXPECT_EQ(errno, EFAULT);
  errno = 0;
  EXPECT_EQ(ppoll(nullptr, 0, &kNow, reinterpret_cast<sigset_t *>(16)), -1);
  EXPECT_EQ(errno, EFAULT);
}

TEST_F(PollPipe, select_keeps_those_that_are_ready) {
  const Pipe one, two;
  fill(two);
  fd_set read, write, except;
  for (fd_set *set : {&read, &write, &except}) FD_ZERO(set);
  for (const int fd : {one.reader(), two.reader(), two.reader()}) FD_SET(fd, &read);
  for (const int fd : {two.reader(), one.writer()}) FD_SET(fd, &write);
  FD_SET(one.reader(), &except);
  const int most = two.writer() + 1;
  EXPECT_EQ(select(most, &read, &write, &except, nullptr), 2);
  EXPECT_FALSE(FD_ISSET(one.reader(), &read));
  EXPECT_TRUE(FD_ISSET(two.reader(), &read));
  EXPECT_FALSE(FD_ISSET(two.reader(), &write));
  EXPECT_TRUE(FD_ISSET(one.writer(), &write));
  EXPECT_FALSE(FD_ISSET(one.reader(), &except));
}

TEST_F(PollPipe, pselect_keeps_those_that_are_ready) {
  const Pipe one, two;
  fill(two);
  fd_set read;
  FD_ZERO(&read);
  for (const int fd : {one.reader(), two.reader()}) FD_SET(fd, &read);
  EXPECT_EQ(pselect(two.reader() + 1, &read, nullptr, nullptr, &kLong, nullptr), 1);
  EXPECT_FALSE(FD_ISSET(one.reader(), &read));
  EXPECT_TRUE(FD_ISSET(two.reader(), &read));
}

TEST_F(PollPipe, select_takes_an_end_for_readable) {
  Pipe pipe;
  pipe.close_writer();
  fd_set read;
  FD_ZERO(&read);
  FD_SET(pipe.reader(), &read);
  EXPECT_EQ(select(pipe.reader() + 1, &read, nullptr, nullptr, nullptr), 1);
  EXPECT_TRUE(FD_ISSET(pipe.reader(), &read));
}

TEST_F(PollPipe, select_looks_below_nfds_alone) {
  const Pipe pipe;
  fill(pipe);
  fd_set read;
  FD_ZERO(&read);
  FD_SET(pipe.reader(), &read);
  struct timeval now = {0, 0};
  EXPECT_EQ(select(pipe.reader(), &read, nullptr, nullptr, &now), 0);
}

TEST_F(PollPipe, select_refuses_what_is_no_descriptor) {
  int closed;
  {
    const Pipe pipe;
    closed = pipe.reader();
  }
  fd_set read;
  FD_ZERO(&read);
  FD_SET(closed, &read);
  EXPECT_EQ(select(closed + 1, &read, nullptr, nullptr, nullptr), -1);
  EXPECT_EQ(errno, EBADF);
  EXPECT_TRUE(FD_ISSET(closed, &read)) << "as it was";
}

// ---- signals --------------------------------------------------------------------------------------------------------

template <typename Call> void interrupted(int flags, Call call) {
  handle(SIGUSR1, note, flags);
  std::atomic<bool> done{false};
  int result = 0, error = 0;
  Thread waiter([&] {
    result = call();
    error = errno;
    done = true;
  });
  nudge(waiter.id, SIGUSR1, done);
  waiter.join();
  EXPECT_EQ(result, -1);
  EXPECT_EQ(error, EINTR);
  EXPECT_GE(g_count, 1);
}

TEST_F(PollPipe, a_handler_ends_each_of_them_whatever_its_flags) {
  const Pipe pipe;
  for (const int flags : {0, SA_RESTART}) {
    interrupted(flags, [&] {
      struct pollfd one = {pipe.reader(), POLLIN, 0};
      return poll(&one, 1, -1);
    });
    interrupted(flags, [&] {
      struct pollfd one = {pipe.reader(), POLLIN, 0};
      return ppoll(&one, 1, &kLong, nullptr);
    });
    interrupted(flags, [&] {
      fd_set set;
      FD_ZERO(&set);
      FD_SET(pipe.reader(), &set);
      return select(pipe.reader() + 1, &set, nullptr, nullptr, nullptr);
    });
    interrupted(flags, [&] { return pselect(0, nullptr, nullptr, nullptr, &kLong, nullptr); });
    interrupted(flags, [&] { return poll(nullptr, 0, -1); });
  }
}

TEST_F(PollPipe, the_mask_lets_through_what_is_pending) {
  const Pipe pipe;
  handle(SIGUSR1, note);
  block({SIGUSR1});
  const sigset_t none = set_of({});
  raise(SIGUSR1);
  struct pollfd one = {pipe.reader(), POLLIN, 0};
  EXPECT_EQ(ppoll(&one, 1, &kLong, &none), -1);
  EXPECT_EQ(errno, EINTR);
  EXPECT_EQ(g_count, 1);
  EXPECT_TRUE(blocked(SIGUSR1)) << "the former mask is back";
  raise(SIGUSR1);
  EXPECT_EQ(pselect(0, nullptr, nullptr, nullptr, &kLong, &none), -1);
  EXPECT_EQ(g_count, 2);
}

// As on Linux: a way to let through what is pending, and nothing more.
TEST_F(PollPipe, the_mask_lets_through_what_is_pending_without_any_time) {
  const sigset_t none = set_of({});
  handle(SIGUSR1, note, SA_RESTART);
  block({SIGUSR1});
  raise(SIGUSR1);
  errno = 0;
  EXPECT_EQ(ppoll(nullptr, 0, &kNow, &none), -1);
  EXPECT_EQ(errno, EINTR);
  EXPECT_EQ(g_count, 1);
  raise(SIGUSR1);
  errno = 0;
  EXPECT_EQ(pselect(0, nullptr, nullptr, nullptr, &kNow, &none), -1);
  EXPECT_EQ(errno, EINTR);
  EXPECT_EQ(g_count, 2);
  EXPECT_EQ(ppoll(nullptr, 0, &kNow, &none), 0);
  EXPECT_TRUE(blocked(SIGUSR1));
}

TEST_F(PollPipe, of_two_signals_behind_the_mask_one_is_taken) {
  handle(SIGUSR1, note);
  handle(SIGUSR2, note);
  block({SIGUSR1, SIGUSR2});
  const sigset_t none = set_of({});
  raise(SIGUSR1);
  EXPECT_EQ(ppoll(nullptr, 0, &kLong, &none), -1);
  raise(SIGUSR2);
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(ppoll(nullptr, 0, &kLong, &none), -1);
  EXPECT_EQ(g_count, 2);
}

TEST_F(PollPipe, what_is_ready_comes_before_a_signal) {
  const Pipe pipe;
  fill(pipe);
  handle(SIGUSR1, note);
  block({SIGUSR1});
  const sigset_t none = set_of({});
  raise(SIGUSR1);
  struct pollfd one = {pipe.reader(), POLLIN, 0};
  EXPECT_EQ(ppoll(&one, 1, &kLong, &none), 1);
  EXPECT_EQ(g_count, 0);
  EXPECT_TRUE(pending(SIGUSR1)) << "the former mask blocks it";
}

TEST_F(PollPipe, the_mask_blocks) {
  handle(SIGUSR1, note);
  const sigset_t usr1 = set_of({SIGUSR1});
  const pthread_t self = pthread_self();
  Thread sender([&] { pthread_kill(self, SIGUSR1); });
  sender.join();
  until([] { return g_count == 1; });
  block({SIGUSR1});
  raise(SIGUSR1);
  EXPECT_EQ(ppoll(nullptr, 0, &kShort, &usr1), 0);
  EXPECT_EQ(pselect(0, nullptr, nullptr, nullptr, &kShort, &usr1), 0);
  EXPECT_EQ(g_count, 1);
  unblock({SIGUSR1});
  EXPECT_EQ(g_count, 2);
}

TEST_F(PollPipe, ignored_signals_do_not_end_it) {
  signal(SIGUSR1, SIG_IGN);
  std::atomic<bool> done{false};
  Thread waiter([&] {
    EXPECT_EQ(poll(nullptr, 0, 50), 0);
    done = true;
  });
  nudge(waiter.id, SIGUSR1, done);
}

// The self-pipe: the handler writes, and the wait, begun anew, finds it.
const Pipe *g_self_pipe;
void write_to_self(int) { (void)!write(g_self_pipe->writer(), "!", 1); }

TEST_F(PollPipe, a_handler_that_writes_to_the_pipe_that_is_waited_for) {
  const Pipe pipe;
  g_self_pipe = &pipe;
  handle(SIGUSR1, write_to_self, SA_RESTART);
  block({SIGUSR1});
  const sigset_t none = set_of({});
  for (int round = 0; round < 20; ++round) {
    raise(SIGUSR1);
    struct pollfd one = {pipe.reader(), POLLIN, 0};
    int count;
    do count = ppoll(&one, 1, &kLong, &none);
    while (count < 0 && errno == EINTR);
    ASSERT_EQ(count, 1);
    char byte;
    ASSERT_EQ(read(pipe.reader(), &byte, 1), 1);
  }
}

// A call that the handler makes, of the same kind and for the same pipe.
int g_inner;
void poll_in_handler(int) { g_inner = revents(g_self_pipe->reader(), POLLIN, 5); }

TEST_F(PollPipe, a_handler_polls_the_same_pipe) {
  const Pipe pipe;
  g_self_pipe = &pipe;
  g_inner = -1;
  handle(SIGUSR1, poll_in_handler);
  block({SIGUSR1});
  const sigset_t none = set_of({});
  raise(SIGUSR1);
  struct pollfd fds[] = {{pipe.reader(), POLLIN, 0}, {pipe.reader(), POLLIN, 0}};
  EXPECT_EQ(ppoll(fds, 2, &kLong, &none), -1);
  EXPECT_EQ(errno, EINTR);
  EXPECT_EQ(g_inner, 0);
}

sigjmp_buf g_out;
void jump_out(int) { siglongjmp(g_out, 1); }

TEST_F(PollPipe, a_handler_jumps_out_and_nothing_is_left_behind) {
  const Pipe pipe;
  handle(SIGUSR1, jump_out);
  block({SIGUSR1});
  const sigset_t none = set_of({});
  static volatile int jumps;
  jumps = 0;
  while (jumps < 300) {
    if (sigsetjmp(g_out, 1) != 0) {
      jumps = jumps + 1;
      continue;
    }
    raise(SIGUSR1);
    struct pollfd one = {pipe.reader(), POLLIN, 0};
    ppoll(&one, 1, &kLong, &none);
    FAIL() << "it returned";
  }
  EXPECT_TRUE(blocked(SIGUSR1));
  fill(pipe);
  EXPECT_EQ(revents(pipe.reader(), POLLIN, -1), POLLIN);
}

} // namespace
