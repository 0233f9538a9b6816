// read() and stdio on an empty pipe: what a signal does to the wait, and that nothing is lost by it.
#include "pipe.h"
#include "support.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#ifdef __linux__
#include <stdio_ext.h>
#endif

using namespace portable;

namespace {

int rounds(int few, int many) { return getenv("PSIG_FULL") != nullptr ? many : few; }
void pause_ms(long ms) {
  const timespec pause{0, ms * 1'000'000};
  nanosleep(&pause, nullptr);
}

// A thread that does something to the reading end, and is sent signals.
class Reader {
public:
  template <typename Body>
  explicit Reader(Body body)
      : thread_(pthread_self()), worker_([this, body] {
          thread_ = pthread_self();
          started_ = true;
          body();
          over_ = true;
        }) {
    while (!started_) sched_yield();
  }
  ~Reader() { join(); }
  Reader(const Reader &) = delete;
  Reader &operator=(const Reader &) = delete;
  [[nodiscard]] bool over() const { return over_; }
  void signal_until_over(int signo) {
    while (!over_) {
      pthread_kill(thread_, signo);
      pause_ms(2);
    }
    join();
  }
  // As often as handlers have to have run.
  void signal_until(int signo, int count) {
    while (g_count < count) {
      pthread_kill(thread_, signo);
      pause_ms(1);
    }
  }
  void join() {
    if (worker_.joinable()) worker_.join();
  }

private:
  std::atomic<bool> started_{false}, over_{false};
  std::atomic<pthread_t> thread_;
  std::thread worker_;
};

// Its reading end as a stream.
class Stream {
public:
  Stream() : file_(fdopen(pipe_.reader(), "rb")) {
#ifdef __linux__
    __fsetlocking(file_, FSETLOCKING_BYCALLER); // a jump leaves glibc's lock to the thread for ever
#endif
  }
  ~Stream() {
    fclose(file_);
    pipe_.reader_is_closed();
  }
  Stream(const Stream &) = delete;
  Stream &operator=(const Stream &) = delete;
  [[nodiscard]] FILE *file() const { return file_; }
  void put(const char *text) const {
    const auto length = static_cast<unsigned>(strlen(text));
    ASSERT_EQ(write(pipe_.writer(), text, length), static_cast<int>(length));
  }
  void close_writer() { pipe_.close_writer(); }

private:
  Pipe pipe_;
  FILE *file_;
};

class Read : public SignalTest {};

TEST_F(Read, is_ended_by_a_handler) {
  handle(SIGUSR1, note);
  const Pipe pipe;
  for (int round = 0; round < 20; ++round) {
    long result = 0;
    int error = 0;
    Reader reader([&] {
      char byte;
      result = read(pipe.reader(), &byte, 1);
      error = errno;
    });
    reader.signal_until_over(SIGUSR1);
    EXPECT_EQ(result, -1);
    EXPECT_EQ(error, EINTR);
  }
}

TEST_F(Read, goes_on_with_sa_restart) {
  handle(SIGUSR1, note, SA_RESTART);
  const Pipe pipe;
  char bytes[8] = {};
  long result = 0;
  Reader reader([&] { result = read(pipe.reader(), bytes, sizeof bytes); });
  reader.signal_until(SIGUSR1, 20);
  EXPECT_FALSE(reader.over());
  ASSERT_EQ(write(pipe.writer(), "hello", 5), 5);
  reader.join();
  EXPECT_EQ(result, 5);
  EXPECT_STREQ(bytes, "hello");
}

TEST_F(Read, of_two_handlers_the_one_without_sa_restart_counts) {
  handle(SIGUSR1, note, SA_RESTART);
  handle(SIGUSR2, note);
  const Pipe pipe;
  long result = 0;
  Reader reader([&] {
    char byte;
    result = read(pipe.reader(), &byte, 1);
  });
  reader.signal_until(SIGUSR1, 5);
  EXPECT_FALSE(reader.over());
  reader.signal_until_over(SIGUSR2);
  EXPECT_EQ(result, -1);
}

TEST_F(Read, an_ignored_signal_ends_nothing) {
  signal(SIGUSR1, SIG_IGN);
  const Pipe pipe;
  char byte = 0;
  long result = 0;
  Reader reader([&] { result = read(pipe.reader(), &byte, 1); });
  for (int n = 0; n < 5; ++n) {
    kill(getpid(), SIGUSR1);
    pause_ms(2);
  }
  EXPECT_FALSE(reader.over());
  ASSERT_EQ(write(pipe.writer(), "x", 1), 1);
  reader.join();
  EXPECT_EQ(result, 1);
  EXPECT_EQ(byte, 'x');
}

// The whole process's signal, and nobody but the reader takes it.
TEST_F(Read, a_signal_for_the_process_runs_on_the_reader) {
  static std::atomic<pthread_t> ran_on;
  handle(SIGUSR1, [](int) {
    ran_on = pthread_self();
    note(SIGUSR1);
  });
  const Pipe pipe;
  pthread_t reading = pthread_self();
  long result = 0;
  std::atomic<bool> known{false};
  Reader reader([&] {
    reading = pthread_self();
    known = true;
    char byte;
    result = read(pipe.reader(), &byte, 1);
  });
  until([&] { return known.load(); });
  block({SIGUSR1});
  while (!reader.over()) {
    kill(getpid(), SIGUSR1);
    pause_ms(2);
  }
  reader.join();
  EXPECT_EQ(result, -1);
  EXPECT_TRUE(pthread_equal(ran_on, reading));
}

TEST_F(Read, bad_arguments) {
  const Pipe pipe;
  char byte;
  EXPECT_EQ(read(-1, &byte, 1), -1);
  EXPECT_EQ(errno, EBADF);
  EXPECT_EQ(read(777, &byte, 1), -1);
  EXPECT_EQ(errno, EBADF);
  EXPECT_EQ(read(pipe.writer(), &byte, 1), -1);
  EXPECT_EQ(errno, EBADF);
  EXPECT_EQ(write(pipe.reader(), "x", 1), -1);
  EXPECT_EQ(errno, EBADF);
  ASSERT_EQ(write(pipe.writer(), "x", 1), 1);
  void *volatile none = reinterpret_cast<void *>(8); // or the compiler knows better
  EXPECT_EQ(read(pipe.reader(), none, 1), -1);
  EXPECT_EQ(errno, EFAULT);
  EXPECT_EQ(read(pipe.reader(), &byte, 1), 1) << "nothing is lost";
}

TEST_F(Read, the_end_is_told_whatever_came) {
  handle(SIGUSR1, note);
  Pipe pipe;
  pipe.close_writer();
  raise(SIGUSR1);
  char byte;
  EXPECT_EQ(read(pipe.reader(), &byte, 1), 0);
}

sigjmp_buf g_out;
std::atomic<int> g_jumps;
void jump_out(int signo) {
  note(signo);
  siglongjmp(g_out, 1);
}

// On Linux a jump out of stdio is safe only while that waits in the kernel: its lock may be half taken otherwise.
void wait_in_kernel([[maybe_unused]] long tid) {
#ifdef __linux__
  char state[64] = {};
  while (state[0] != '0' || state[1] != ' ') { // the number of read()
    const std::string path = "/proc/self/task/" + std::to_string(tid) + "/syscall";
    FILE *file = fopen(path.c_str(), "re");
    if (file == nullptr || fgets(state, sizeof state, file) == nullptr) abort();
    fclose(file);
    sched_yield();
  }
#endif
}
long thread_number() {
#ifdef __linux__
  return gettid();
#else
  return 0;
#endif
}

// A jump out of what blocks, again and again; a signal for each, and no more.
template <typename Blocks, typename After> void jump_out_of(int count, Blocks blocks, After after) {
  handle(SIGUSR1, jump_out);
  g_jumps = 0;
  g_count = 0;
  pthread_t reading = pthread_self();
  std::atomic<bool> ready{false};
  long tid = 0;
  Thread reader([&] {
    reading = pthread_self();
    tid = thread_number();
    if (sigsetjmp(g_out, 1) != 0) g_jumps = g_jumps + 1;
    ready = true;
    if (g_jumps < count) blocks();
    after();
  });
  until([&] { return ready.load(); });
  for (int n = 1; n <= count; ++n) {
    wait_in_kernel(tid);
    pthread_kill(reading, SIGUSR1);
    while (g_jumps < n) sched_yield(); // a signal that came before the jump has landed would undo it
  }
  reader.join();
  EXPECT_EQ(g_jumps, count);
}

TEST_F(Read, siglongjmp_out_of_it_leaves_nothing_behind) {
  const Pipe pipe;
  char byte = 0;
  jump_out_of(
      rounds(300, 10000), [&] { (void)!read(pipe.reader(), &byte, 1); },
      [&] {
        ASSERT_EQ(write(pipe.writer(), "ab", 2), 2);
        EXPECT_EQ(read(pipe.reader(), &byte, 1), 1);
        EXPECT_EQ(byte, 'a');
        EXPECT_EQ(read(pipe.reader(), &byte, 1), 1);
        EXPECT_EQ(byte, 'b');
      });
}

TEST_F(Read, siglongjmp_out_of_getc_leaves_the_stream_usable) {
  const Stream stream;
  jump_out_of(
      rounds(300, 10000), [&] { getc(stream.file()); },
      [&] {
        stream.put("ab\n");
        EXPECT_EQ(getc(stream.file()), 'a');
        char line[8];
        EXPECT_STREQ(fgets(line, sizeof line, stream.file()), "b\n");
      });
}

TEST_F(Read, siglongjmp_out_of_fread) {
  const Stream stream;
  char bytes[10] = {};
  jump_out_of(
      rounds(100, 10000), [&] { (void)!fread(bytes, 1, sizeof bytes, stream.file()); },
      [&] {
        stream.put("0123456789");
        EXPECT_EQ(fread(bytes, 1, sizeof bytes, stream.file()), sizeof bytes);
      });
}

TEST_F(Read, siglongjmp_out_of_scanf) {
  const Stream stream;
  int number = 0;
  jump_out_of(
      rounds(100, 10000), [&] { (void)!fscanf(stream.file(), "%d", &number); },
      [&] {
        stream.put("42 end\n");
        EXPECT_EQ(fscanf(stream.file(), "%d", &number), 1);
        EXPECT_EQ(number, 42);
      });
}

TEST_F(Read, a_handler_runs_while_fgets_waits_and_the_line_arrives_whole) {
  handle(SIGUSR1, note, SA_RESTART);
  const Stream stream;
  char line[32] = {};
  Reader reader([&] { (void)!fgets(line, sizeof line, stream.file()); });
  reader.signal_until(SIGUSR1, 10);
  stream.put("one ");
  reader.signal_until(SIGUSR1, 20);
  EXPECT_FALSE(reader.over());
  stream.put("line\n");
  reader.join();
  EXPECT_STREQ(line, "one line\n");
  EXPECT_EQ(ferror(stream.file()), 0);
}

TEST_F(Read, a_handler_without_sa_restart_ends_fgets) {
  handle(SIGUSR1, note);
  const Stream stream;
  char line[32] = {};
  char *result = line;
  int error = 0;
  Reader reader([&] {
    result = fgets(line, sizeof line, stream.file());
    error = errno;
  });
  reader.signal_until_over(SIGUSR1);
  EXPECT_EQ(result, nullptr);
  EXPECT_EQ(error, EINTR);
  EXPECT_NE(ferror(stream.file()), 0);
  EXPECT_EQ(feof(stream.file()), 0);
  clearerr(stream.file());
  stream.put("later\n");
  EXPECT_STREQ(fgets(line, sizeof line, stream.file()), "later\n");
}

TEST_F(Read, a_handler_without_sa_restart_ends_getc_and_fread) {
  handle(SIGUSR1, note);
  const Stream stream;
  int result = 0, error = 0;
  Reader character([&] {
    result = getc(stream.file());
    error = errno;
  });
  character.signal_until_over(SIGUSR1);
  EXPECT_EQ(result, EOF);
  EXPECT_EQ(error, EINTR);
  clearerr(stream.file());
  stream.put("12345");
  char bytes[10];
  std::size_t got = 99;
  Reader block([&] {
    got = fread(bytes, 1, sizeof bytes, stream.file());
    error = errno;
  });
  block.signal_until_over(SIGUSR1);
  EXPECT_LE(got, 5u);
  EXPECT_EQ(error, EINTR);
}

} // namespace
