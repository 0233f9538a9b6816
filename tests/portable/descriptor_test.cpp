// pipe, pipe2, dup3, fcntl, readv, writev, close; and stdio that writes to a pipe without a reader.
#include "pipe.h"
#include "support.h"

#include <climits>
#include <cstdio>
#include <chrono>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/uio.h>

using namespace portable;

namespace {

class Descriptor : public SignalTest {};

void close_both(const int (&fds)[2]) {
  for (const int fd : fds) EXPECT_EQ(close(fd), 0);
}

TEST_F(Descriptor, a_pipe_of_pipe2) {
  int fds[2] = {-1, -1};
  ASSERT_EQ(pipe2(fds, O_CLOEXEC), 0);
  EXPECT_EQ(fcntl(fds[0], F_GETFD), FD_CLOEXEC);
  EXPECT_EQ(fcntl(fds[1], F_GETFD), FD_CLOEXEC);
  EXPECT_EQ(fcntl(fds[0], F_SETFD, 0), 0);
  EXPECT_EQ(fcntl(fds[0], F_GETFD), 0);
  EXPECT_EQ(fcntl(fds[0], F_GETFL) & O_ACCMODE, O_RDONLY);
  EXPECT_EQ(fcntl(fds[1], F_GETFL) & O_ACCMODE, O_WRONLY);
  EXPECT_EQ(write(fds[1], "\n\x1A\r\n", 4), 4);
  char bytes[8] = {};
  EXPECT_EQ(read(fds[0], bytes, sizeof bytes), 4) << "no text mode";
  EXPECT_EQ(memcmp(bytes, "\n\x1A\r\n", 4), 0);
  close_both(fds);
  EXPECT_EQ(pipe2(fds, 1), -1);
  EXPECT_EQ(errno, EINVAL);
  EXPECT_EQ(pipe(reinterpret_cast<int *>(8)), -1);
  EXPECT_EQ(errno, EFAULT);
  ASSERT_EQ(pipe(fds), 0);
  EXPECT_EQ(fcntl(fds[0], F_GETFD), 0);
  close_both(fds);
}

TEST_F(Descriptor, nonblocking_ends_of_a_pipe) {
  int fds[2];
  ASSERT_EQ(pipe2(fds, O_NONBLOCK), 0);
  EXPECT_NE(fcntl(fds[0], F_GETFL) & O_NONBLOCK, 0);
  char byte;
  EXPECT_EQ(read(fds[0], &byte, 1), -1);
  EXPECT_EQ(errno, EAGAIN);
  const std::string much(300'000, 'x');
  std::size_t sent = 0, got = 0;
  for (int n = 0; n < 100; ++n) {
    const auto part = write(fds[1], much.data(), static_cast<unsigned>(much.size()));
    if (part < 0) break;
    sent += static_cast<std::size_t>(part);
  }
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_GE(sent, 4096u);
  EXPECT_LT(sent, much.size());
  EXPECT_EQ(fcntl(fds[1], F_SETFL, 0), 0);
  EXPECT_EQ(fcntl(fds[1], F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(fcntl(fds[0], F_GETFL) & O_NONBLOCK, 0);
  std::string bytes(10'000, ' ');
  for (;;) {
    const auto part = read(fds[0], bytes.data(), static_cast<unsigned>(bytes.size()));
    if (part < 0) break;
    got += static_cast<std::size_t>(part);
  }
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_EQ(got, sent);
  close_both(fds);
}

TEST_F(Descriptor, copies) {
  const Pipe pipe;
  const int copy = dup(pipe.writer());
  ASSERT_GE(copy, 0);
  EXPECT_EQ(dup2(pipe.writer(), copy), copy);
  EXPECT_EQ(dup2(copy, copy), copy);
  EXPECT_EQ(dup3(pipe.writer(), copy, O_CLOEXEC), copy);
  EXPECT_EQ(fcntl(copy, F_GETFD), FD_CLOEXEC);
  EXPECT_EQ(dup3(copy, copy, 0), -1);
  EXPECT_EQ(errno, EINVAL);
  EXPECT_EQ(dup3(pipe.writer(), copy, 1), -1);
  EXPECT_EQ(errno, EINVAL);
  EXPECT_EQ(write(copy, "c", 1), 1);
  char byte = 0;
  EXPECT_EQ(read(pipe.reader(), &byte, 1), 1);
  EXPECT_EQ(byte, 'c');
  const int high = fcntl(copy, F_DUPFD, 20);
  EXPECT_GE(high, 20);
  EXPECT_EQ(fcntl(high, F_GETFD), 0);
  EXPECT_EQ(close(high), 0);
  EXPECT_EQ(close(copy), 0);
}

TEST_F(Descriptor, what_is_none) {
  char byte;
  struct iovec vector = {&byte, 1};
  for (const int fd : {-1, 777}) {
    const auto bad = [](long long result) { return result == -1 && errno == EBADF; };
    EXPECT_TRUE(bad(close(fd)));
    EXPECT_TRUE(bad(dup(fd)));
    EXPECT_TRUE(bad(dup2(fd, 5)));
    EXPECT_TRUE(bad(fcntl(fd, F_GETFD)));
    EXPECT_TRUE(bad(readv(fd, &vector, 1)));
    EXPECT_TRUE(bad(writev(fd, &vector, 1)));
  }
  const Pipe pipe;
  EXPECT_EQ(dup2(pipe.reader(), -1), -1);
  EXPECT_EQ(errno, EBADF);
  EXPECT_EQ(fcntl(pipe.reader(), 9999), -1);
  EXPECT_EQ(errno, EINVAL);
  EXPECT_EQ(fcntl(pipe.reader(), F_DUPFD, -1), -1);
  EXPECT_EQ(errno, EINVAL);
}

TEST_F(Descriptor, vectors) {
  const Pipe pipe;
  char one[3] = {}, two[5] = {};
  struct iovec out[] = {{const_cast<char *>("abc"), 3}, {nullptr, 0}, {const_cast<char *>("defgh"), 5}};
  struct iovec in[] = {{one, sizeof one}, {nullptr, 0}, {two, sizeof two}};
  EXPECT_EQ(writev(pipe.writer(), out, 3), 8);
  EXPECT_EQ(readv(pipe.reader(), in, 3), 8);
  EXPECT_EQ(memcmp(one, "abc", 3), 0);
  EXPECT_EQ(memcmp(two, "defgh", 5), 0);
  EXPECT_EQ(writev(pipe.writer(), out, 1), 3);
  EXPECT_EQ(readv(pipe.reader(), in, 3), 3) << "what is there";
  for (const int count : {-1, 1025}) {
    EXPECT_EQ(writev(pipe.writer(), out, count), -1);
    EXPECT_EQ(errno, EINVAL);
    EXPECT_EQ(readv(pipe.reader(), in, count), -1);
    EXPECT_EQ(errno, EINVAL);
  }
  struct iovec huge[] = {{one, 1}, {two, static_cast<std::size_t>(-1)}};
  EXPECT_EQ(writev(pipe.writer(), huge, 2), -1);
  EXPECT_EQ(errno, EINVAL);
  struct iovec *volatile none = reinterpret_cast<struct iovec *>(8);
  EXPECT_EQ(writev(pipe.writer(), none, 1), -1);
  EXPECT_EQ(errno, EFAULT);
}

// It goes on waiting (Linux), or ends with EBADF (here): not for ever, either way, and nor does the close.
TEST_F(Descriptor, closed_while_another_thread_reads) {
  for (int round = 0; round < 20; ++round) {
    int fds[2];
    ASSERT_EQ(pipe(fds), 0);
    std::atomic<bool> there{false};
    long result = 0;
    int error = 0;
    char byte;
    Thread reader([&] {
      there = true;
      result = read(fds[0], &byte, 1);
      error = errno;
    });
    until([&] { return there.load(); });
    if (round % 2 != 0) std::this_thread::yield();
    else std::this_thread::sleep_for(std::chrono::milliseconds(2));
    EXPECT_EQ(close(fds[0]), 0);
    EXPECT_EQ(close(fds[1]), 0);
    reader.join();
    EXPECT_TRUE(result == 0 || (result == -1 && error == EBADF)) << result << " " << error;
  }
}

TEST_F(Descriptor, stdio_to_a_pipe_without_a_reader_is_sigpipe) {
  handle(SIGPIPE, note);
  Pipe pipe;
  FILE *file = fdopen(dup(pipe.writer()), "wb");
  pipe.close_reader();
  errno = 0;
  (void)!fprintf(file, "%d\n", 42); // Wine's writes now, and says that all is well
  (void)!fflush(file);
  EXPECT_NE(ferror(file), 0);
  EXPECT_EQ(errno, EPIPE);
  EXPECT_EQ(g_count, 1);
  EXPECT_EQ(g_log[0], SIGPIPE);
  clearerr(file);
  block({SIGPIPE});
  fputs("more\n", file);
  (void)!fflush(file);
  EXPECT_TRUE(pending(SIGPIPE));
  EXPECT_EQ(g_count, 1);
  signal(SIGPIPE, SIG_IGN);
  clearerr(file);
  errno = 0;
  fputs("more\n", file);
  (void)!fflush(file);
  EXPECT_EQ(errno, EPIPE);
  fclose(file);
}

} // namespace
