// poll() and select() as Windows has them: what a number means, sockets closed meanwhile, many pipes, the moment before
// the wait, and the threads that wait for pipes.
#include <winsock2.h>

#include <posix/poll.h>
#include <posix/sys/select.h>

#include <fcntl.h>
#include <io.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <vector>

#include "nt/thread/multi_wait.h"
#include "nt/thread/system_calls.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/threads.h"

using namespace psig_test;
using namespace psig;

// Winsock's header came first: poll() is that of sockets here, and this is the other one.
struct IntPollFd {
  int fd;
  short events, revents;
};
extern "C" int posix_poll(IntPollFd *fds, unsigned long count, int milliseconds);
extern "C" int posix_select(int nfds, fd_set *read, fd_set *write, fd_set *except, struct timeval *time);

namespace {

class Pair {
public:
  Pair() {
    WSADATA data;
    if (WSAStartup(0x202, &data) != 0) abort();
    sockaddr_in address = {};
    int length = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const SOCKET listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, reinterpret_cast<sockaddr *>(&address), length) != 0 || listen(listener, 1) != 0 ||
        getsockname(listener, reinterpret_cast<sockaddr *>(&address), &length) != 0)
      abort();
    near_ = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(near_, reinterpret_cast<sockaddr *>(&address), length) != 0) abort();
    far_ = accept(listener, nullptr, nullptr);
    closesocket(listener);
  }
  ~Pair() {
    close_near();
    closesocket(far_);
  }
  Pair(const Pair &) = delete;
  Pair &operator=(const Pair &) = delete;
  void close_near() {
    if (near_ != INVALID_SOCKET) closesocket(near_);
    near_ = INVALID_SOCKET;
  }
  [[nodiscard]] SOCKET near_end() const { return near_; }
  void fill() const {
    if (send(far_, "x", 1, 0) != 1) abort();
  }

private:
  SOCKET near_, far_;
};

class CrtPipe {
public:
  CrtPipe() {
    if (_pipe(ends, 4096, _O_BINARY) != 0) abort();
  }
  ~CrtPipe() {
    _close(ends[0]);
    _close(ends[1]);
  }
  CrtPipe(const CrtPipe &) = delete;
  CrtPipe &operator=(const CrtPipe &) = delete;
  void fill() const {
    if (_write(ends[1], "x", 1) != 1) abort();
  }
  int ends[2];
};

class PollWindows : public EngineTest {};

short revents_of_int(int fd, short events, int milliseconds) {
  IntPollFd one{fd, events, 0};
  posix_poll(&one, 1, milliseconds);
  return one.revents;
}

short revents_of_socket(SOCKET fd, short events, int milliseconds) {
  pollfd one{fd, events, 0};
  poll(&one, 1, milliseconds);
  return one.revents;
}

TEST_F(PollWindows, a_socket_by_its_handle) {
  const Pair pair;
  EXPECT_EQ(revents_of_int(static_cast<int>(pair.near_end()), POLLIN, 0), 0);
  pair.fill();
  EXPECT_EQ(revents_of_int(static_cast<int>(pair.near_end()), POLLIN, -1), POLLIN);
  EXPECT_EQ(revents_of_socket(pair.near_end(), POLLIN, -1), POLLIN);
}

TEST_F(PollWindows, a_descriptor_that_is_a_socket) {
  const Pair pair;
  HANDLE copy;
  ASSERT_TRUE(DuplicateHandle(GetCurrentProcess(), reinterpret_cast<HANDLE>(pair.near_end()), GetCurrentProcess(),
                              &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
  const int fd = _open_osfhandle(reinterpret_cast<intptr_t>(copy), _O_BINARY);
  ASSERT_GE(fd, 0);
  EXPECT_EQ(revents_of_int(fd, POLLIN | POLLOUT, 0), POLLOUT);
  pair.fill();
  EXPECT_EQ(revents_of_int(fd, POLLIN, -1), POLLIN);
  EXPECT_EQ(revents_of_socket(static_cast<SOCKET>(fd), POLLIN, -1), POLLIN);
  _close(fd);
}

// Descriptors are opened until one has the number of the socket's handle.
TEST_F(PollWindows, a_number_that_is_both) {
  const Pair pair;
  const int wanted = static_cast<int>(pair.near_end());
  if (wanted > 2000) GTEST_SKIP() << "the handle is no small number: " << wanted;
  const CrtPipe pipe;
  std::vector<int> open;
  int last;
  do open.push_back(last = _dup(pipe.ends[0]));
  while (last >= 0 && last < wanted);
  ASSERT_EQ(last, wanted);
  pair.fill(); // the socket can be read, the pipe cannot
  EXPECT_EQ(revents_of_socket(pair.near_end(), POLLIN, -1), POLLIN) << "the socket";
  EXPECT_EQ(revents_of_int(wanted, POLLIN, 0), 0) << "the descriptor";
  fd_set set;
  FD_ZERO(&set);
  FD_SET(wanted, &set);
  timeval now{0, 0};
  EXPECT_EQ(posix_select(wanted + 1, &set, nullptr, nullptr, &now), 0);
  FD_SET(wanted, &set);
  EXPECT_EQ(select(0, &set, nullptr, nullptr, &now), 1) << "Winsock's does not look at nfds";
  for (const int fd : open) _close(fd);
}

TEST_F(PollWindows, what_is_neither) {
  const HANDLE event = CreateEventW(nullptr, FALSE, FALSE, nullptr);
  EXPECT_EQ(revents_of_socket(reinterpret_cast<SOCKET>(event), POLLIN, -1), POLLNVAL);
  EXPECT_EQ(revents_of_socket(0x7ffffffc, POLLIN, -1), POLLNVAL);
  EXPECT_EQ(revents_of_int(0, 0, 0), 0) << "standard input";
  CloseHandle(event);
}

TEST_F(PollWindows, winsocks_error_of_select) {
  fd_set set;
  FD_ZERO(&set);
  FD_SET(0x7ffffffc, &set);
  EXPECT_EQ(select(0, &set, nullptr, nullptr, nullptr), -1);
  EXPECT_EQ(errno, EBADF);
  EXPECT_EQ(WSAGetLastError(), WSAENOTSOCK);
}

TEST_F(PollWindows, a_socket_closed_meanwhile) {
  Pair pair;
  std::atomic<int> seen{-1};
  const SOCKET fd = pair.near_end(); // it may come to its wait only when that has been closed
  BareThread waiter([&] { seen = revents_of_socket(fd, POLLIN, 20'000); });
  Sleep(30);
  pair.close_near();
  waiter.join();
  EXPECT_EQ(seen, POLLNVAL);
}

TEST_F(PollWindows, a_refused_connection_is_an_exception_for_winsocks_programs) {
  WSADATA data;
  ASSERT_EQ(WSAStartup(0x202, &data), 0);
  const SOCKET fd = socket(AF_INET, SOCK_STREAM, 0);
  unsigned long on = 1;
  ioctlsocket(fd, static_cast<long>(FIONBIO), &on);
  sockaddr_in nowhere = {};
  nowhere.sin_family = AF_INET;
  nowhere.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  nowhere.sin_port = htons(1);
  connect(fd, reinterpret_cast<sockaddr *>(&nowhere), sizeof nowhere);
  fd_set except;
  FD_ZERO(&except);
  FD_SET(fd, &except);
  EXPECT_EQ(select(0, nullptr, nullptr, &except, nullptr), 1);
  closesocket(fd);
}

TEST_F(PollWindows, more_pipes_than_there_are_watchers) {
  std::vector<IntPollFd> fds;
  std::vector<std::unique_ptr<CrtPipe>> pipes;
  for (int i = 0; i < 80; ++i) {
    pipes.push_back(std::make_unique<CrtPipe>());
    fds.push_back({pipes.back()->ends[0], POLLIN, 0});
  }
  for (const std::size_t chosen : {std::size_t{0}, std::size_t{79}}) {
    BareThread writer([&] {
      Sleep(20);
      pipes[chosen]->fill();
    });
    EXPECT_EQ(posix_poll(fds.data(), 80, 20'000), 1);
    EXPECT_EQ(fds[chosen].revents, POLLIN);
    char byte;
    _read(fds[chosen].fd, &byte, 1);
  }
}

TEST_F(PollWindows, a_pipe_that_does_not_wait) {
  const CrtPipe pipe;
  DWORD mode = PIPE_NOWAIT;
  ASSERT_TRUE(SetNamedPipeHandleState(reinterpret_cast<HANDLE>(_get_osfhandle(pipe.ends[0])), &mode, nullptr, nullptr));
  BareThread writer([&] {
    Sleep(20);
    pipe.fill();
  });
  EXPECT_EQ(revents_of_int(pipe.ends[0], POLLIN, 20'000), POLLIN);
}

unsigned threads_now() {
  unsigned count = 0;
  nt::threads_visit([](unsigned long, void *argument) { ++*static_cast<unsigned *>(argument); }, &count);
  return count;
}

TEST_F(PollWindows, one_thread_waits_for_one_pipe_after_another) {
  const CrtPipe pipe;
  EXPECT_EQ(revents_of_int(pipe.ends[0], POLLIN, 5), 0);
  const unsigned before = threads_now();
  for (int round = 0; round < 20; ++round) {
    const CrtPipe other;
    EXPECT_EQ(revents_of_int(other.ends[0], POLLIN, 2), 0);
  }
  EXPECT_EQ(threads_now(), before);
}

// Between the last look at what is pending and the wait another thread sends.
std::atomic<unsigned> g_asked{0}, g_sent{0};
int sent_in_the_window(const nt::Handle *handles, unsigned count, std::uint64_t deadline) {
  const unsigned turn = g_asked.fetch_add(1) + 1;
  until([&] { return g_sent.load() == turn; });
  return nt::wait_any(handles, count, deadline);
}

TEST_F(PollWindows, no_signal_is_lost_in_the_window) {
  const unsigned rounds = std::getenv("PSIG_FULL") != nullptr ? 10'000 : 300;
  const Pair pair;
  const CrtPipe pipe;
  std::atomic<unsigned> interrupted{0};
  const nt::SystemCalls real = nt::g_calls;
  nt::g_calls.wait_any = sent_in_the_window;
  BareThread waiter([&] {
    while (g_asked.load() < rounds) {
      IntPollFd fds[] = {{static_cast<int>(pair.near_end()), POLLIN, 0}, {pipe.ends[0], POLLIN, 0}};
      if (posix_poll(fds, 2, 60'000) == -1 && errno == EINTR) interrupted.fetch_add(1);
    }
  });
  for (unsigned turn = 1; turn <= rounds; ++turn) {
    until([&] { return g_asked.load() == turn; });
    ASSERT_EQ(tgkill(getpid(), static_cast<pid_t>(waiter.tid), SIGUSR1), 0);
    g_sent.store(turn);
  }
  waiter.join();
  nt::g_calls = real;
  EXPECT_EQ(interrupted, rounds);
  EXPECT_EQ(g_handled, static_cast<int>(rounds));
}

} // namespace
