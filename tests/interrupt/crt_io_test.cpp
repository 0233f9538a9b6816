// Reading and writing by a C run-time, from inside: the moment between the last look at what is pending and the system
// call, what a jump leaves, text mode, and another run-time than the program's.
#include <gtest/gtest.h>

#include <posix/setjmp.h>
#include <posix/signal.h>
#include <posix/unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include <fcntl.h>
#include <io.h>
#include <pthread.h>
#include <sched.h>

#include "nt/crt/crt_io.h"

extern "C" {
__declspec(dllimport) void *__stdcall LoadLibraryA(const char *name);
__declspec(dllimport) void *__stdcall GetProcAddress(void *module, const char *name);
}

using namespace psig;

namespace {

int rounds(int few, int many) { return getenv("PSIG_FULL") != nullptr ? many : few; }

std::atomic<int> g_ran{0};
sigjmp_buf g_out;
void note(int) { ++g_ran; }
void jump(int) {
  ++g_ran;
  siglongjmp(g_out, 1);
}

void handle(void (*handler)(int), int flags = 0) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  ASSERT_EQ(sigaction(SIGUSR1, &action, nullptr), 0);
}

struct Pipe {
  int fds[2];
  explicit Pipe(int mode = _O_BINARY) {
    if (_pipe(fds, 65536, mode) != 0) abort();
  }
  ~Pipe() {
    (void)_close(fds[0]);
    (void)_close(fds[1]);
  }
};

// Another thread, which sends this one a signal whenever it is asked to, and answers when that has been done.
class Sender {
public:
  explicit Sender(pthread_t target)
      : target_(target), thread_([this] {
          for (;;) {
            while (asked_ == answered_) sched_yield();
            if (over_) return;
            pthread_kill(target_, SIGUSR1);
            ++answered_;
          }
        }) {}
  ~Sender() {
    over_ = true;
    ++asked_;
    thread_.join();
  }
  void send() {
    ++asked_;
    while (answered_ != asked_) sched_yield();
  }

private:
  pthread_t target_;
  std::atomic<bool> over_{false};
  std::atomic<int> asked_{0}, answered_{0};
  std::thread thread_;
};

class CrtIo : public testing::Test {
protected:
  void SetUp() override { g_ran = 0; }
  void TearDown() override { nt::g_file_calls = calls_; }
  nt::FileCalls calls_ = nt::g_file_calls;
};

nt::FileCalls g_real;
Sender *g_sender;
std::atomic<bool> g_armed{false};

// All is checked, and the thread is about to block: now the signal comes.
int __stdcall late_read(void *handle, void *buffer, unsigned long size, unsigned long *got, void *overlapped) {
  if (g_armed.exchange(false)) g_sender->send();
  return g_real.read(handle, buffer, size, got, overlapped);
}

void arm(Sender *sender) {
  g_sender = sender;
  g_real = nt::g_file_calls;
  nt::g_file_calls.read = late_read;
}

TEST_F(CrtIo, a_signal_between_the_check_and_the_block_is_not_lost) {
  handle(note);
  const Pipe pipe;
  Sender sender(pthread_self());
  arm(&sender);
  const int count = rounds(200, 10'000);
  for (int n = 1; n <= count; ++n) {
    char byte;
    g_armed = true;
    errno = 0;
    ASSERT_EQ(read(pipe.fds[0], &byte, 1), -1);
    ASSERT_EQ(errno, EINTR);
    ASSERT_EQ(g_ran, n);
  }
}

TEST_F(CrtIo, a_jump_from_that_moment_leaves_nothing_behind) {
  handle(jump);
  const Pipe pipe;
  FILE *file = _fdopen(_dup(pipe.fds[0]), "rb");
  Sender sender(pthread_self());
  arm(&sender);
  const int count = rounds(200, 10'000);
  static volatile int landed;
  landed = 0;
  if (sigsetjmp(g_out, 1) != 0) landed = landed + 1;
  if (landed < count) {
    g_armed = true;
    (void)getc(file);
    ADD_FAILURE() << "no jump";
  }
  EXPECT_EQ(g_ran, count);
  ASSERT_EQ(write(pipe.fds[1], "xy", 2), 2);
  // The locks are free: another thread may have the stream, and the descriptor.
  std::thread([&] { EXPECT_EQ(getc(file), 'x'); }).join();
  EXPECT_EQ(getc(file), 'y');
  std::thread([&] { fclose(file); }).join();
}

// The run-time has "a\r" and looks for the line feed; handlers without SA_RESTART run, and nothing is torn.
TEST_F(CrtIo, text_mode_keeps_what_it_has_while_it_looks_at_one_more_byte) {
  handle(note);
  const Pipe pipe(_O_TEXT);
  (void)_setmode(pipe.fds[1], _O_BINARY);
  ASSERT_EQ(write(pipe.fds[1], "a\r", 2), 2);
  const pthread_t self = pthread_self();
  std::thread other([&] {
    for (int n = 1; n <= 5; ++n) {
      pthread_kill(self, SIGUSR1);
      while (g_ran < n) sched_yield();
    }
    (void)write(pipe.fds[1], "\nb", 2);
  });
  char text[8] = {};
  int got;
  do got = read(pipe.fds[0], text, sizeof text);
  while (got == -1 && errno == EINTR); // a signal before the first byte
  other.join();
  EXPECT_EQ(std::string(text, static_cast<std::size_t>(got)), "a\n");
  EXPECT_EQ(read(pipe.fds[0], text, sizeof text), 1);
  EXPECT_EQ(text[0], 'b');
}

TEST_F(CrtIo, a_close_ends_stdio_that_waits) {
  const Pipe pipe;
  FILE *file = _fdopen(_dup(pipe.fds[0]), "rb");
  std::atomic<bool> there{false};
  int error = 0;
  std::thread other([&] {
    char line[8];
    there = true;
    EXPECT_EQ(fgets(line, sizeof line, file), nullptr);
    error = errno;
  });
  while (!there) sched_yield();
  EXPECT_EQ(close(_fileno(file)), 0);
  other.join();
  EXPECT_EQ(error, EBADF);
}

// In a program of msvcrt, and the other way round.
TEST_F(CrtIo, another_run_time_is_interrupted_too) {
#ifdef _UCRT
  void *other = LoadLibraryA("msvcrt.dll");
#else
  void *other = LoadLibraryA("ucrtbase.dll");
#endif
  ASSERT_NE(other, nullptr);
  const auto make = reinterpret_cast<int (*)(int *, unsigned, int)>(GetProcAddress(other, "_pipe"));
  const auto get = reinterpret_cast<int (*)(int, void *, unsigned)>(GetProcAddress(other, "_read"));
  const auto put = reinterpret_cast<int (*)(int, const void *, unsigned)>(GetProcAddress(other, "_write"));
  const auto its_errno = reinterpret_cast<int *(*)()>(GetProcAddress(other, "_errno"));
  int fds[2];
  ASSERT_EQ(make(fds, 4096, _O_BINARY), 0);
  handle(note);
  std::atomic<bool> over{false};
  const pthread_t self = pthread_self();
  std::thread rain([&] {
    while (!over) {
      pthread_kill(self, SIGUSR1);
      usleep(2000);
    }
  });
  char byte = 0;
  EXPECT_EQ(get(fds[0], &byte, 1), -1);
  EXPECT_EQ(*its_errno(), EINTR);
  over = true;
  rain.join();
  handle(jump);
  std::atomic<bool> there{false};
  std::thread once([&] {
    while (!there) sched_yield();
    usleep(5000);
    pthread_kill(self, SIGUSR1);
  });
  if (sigsetjmp(g_out, 1) == 0) {
    there = true;
    (void)get(fds[0], &byte, 1);
    ADD_FAILURE() << "no jump";
  }
  once.join();
  std::thread([&] {
    EXPECT_EQ(put(fds[1], "z", 1), 1);
    EXPECT_EQ(get(fds[0], &byte, 1), 1);
  }).join();
  EXPECT_EQ(byte, 'z');
}

} // namespace
