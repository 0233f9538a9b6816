// Messages by read(), write() and stdio while signals rain on both ends, with SA_RESTART and without: none is lost,
// doubled or torn.
#include "pipe.h"
#include "support.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <fcntl.h>

using namespace portable;

namespace {

class Rain : public SignalTest {};

int messages() { return getenv("PSIG_FULL") != nullptr ? 100'000 : 2'000; }

std::string message_of(int number) {
  char text[80];
  const int length = snprintf(text, sizeof text, "%d %0*d\n", number, 1 + number % 50, number);
  return {text, static_cast<std::size_t>(length)};
}

// Signals for threads until the end of its scope, one each millisecond: SIGUSR1 has SA_RESTART, SIGUSR2 has not.
class Shower {
public:
  Shower(pthread_t one, pthread_t other)
      : rain_([this, one, other] {
          const timespec pause{0, 1'000'000};
          for (int n = 0; !over_; ++n) {
            pthread_kill(n % 2 != 0 ? one : other, n % 3 != 0 ? SIGUSR1 : SIGUSR2);
            nanosleep(&pause, nullptr);
          }
        }) {}
  ~Shower() {
    over_ = true;
    rain_.join();
  }
  Shower(const Shower &) = delete;
  Shower &operator=(const Shower &) = delete;

private:
  std::atomic<bool> over_{false};
  std::thread rain_;
};

void prepare() {
  handle(SIGUSR1, note, SA_RESTART);
  handle(SIGUSR2, note);
}

// All of it, whatever interrupts.
bool write_all(int fd, const std::string &text) {
  for (std::size_t done = 0; done < text.size();) {
    const auto part = write(fd, text.data() + done, static_cast<unsigned>(text.size() - done));
    if (part > 0) done += static_cast<std::size_t>(part);
    else if (errno != EINTR) return false;
  }
  return true;
}

// Whether these are the messages, each whole and in its place, and no more.
bool are_messages(const std::string &got, int count) {
  std::size_t at = 0;
  for (int number = 0; number < count; ++number) {
    const std::string wanted = message_of(number);
    if (got.compare(at, wanted.size(), wanted) != 0) return false;
    at += wanted.size();
  }
  return at == got.size();
}

// Nobody ends before the shower does: no signal is sent to a thread that is no more. Nor begins before it.
struct Ends {
  std::atomic<bool> read{false}, wrote{false};
  void wait() const {
    const timespec pause{0, 1'000'000};
    while (!read || !wrote) nanosleep(&pause, nullptr);
  }
};

TEST_F(Rain, read_and_write_of_a_pipe) {
  prepare();
  Pipe pipe;
  Ends ends;
  std::atomic<bool> go_home{false};
  std::string got;
  Thread reader([&] {
    char part[4096];
    until([] { return g_count > 0; });
    for (;;) {
      const auto count = read(pipe.reader(), part, sizeof part);
      if (count == 0 || (count < 0 && errno != EINTR)) break;
      if (count > 0) got.append(part, static_cast<std::size_t>(count));
    }
    ends.read = true;
    until([&] { return go_home.load(); });
  });
  Thread writer([&] {
    for (int number = 0; number < messages(); ++number)
      if (!write_all(pipe.writer(), message_of(number))) break;
    pipe.close_writer();
    ends.wrote = true;
    until([&] { return go_home.load(); });
  });
  {
    const Shower shower(reader.id, writer.id);
    ends.wait();
  }
  go_home = true;
  reader.join();
  EXPECT_TRUE(are_messages(got, messages())) << got.size();
}

// stdio on both ends.
TEST_F(Rain, stdio_on_a_pipe) {
  prepare();
  signal(SIGUSR2, SIG_IGN); // what an interrupted fputs() has lost cannot be known, on Linux neither
  Pipe pipe;
  Ends ends;
  std::atomic<bool> go_home{false};
  std::string got;
  Thread reader([&] {
    FILE *file = fdopen(pipe.reader(), "rb");
    char line[128];
    until([] { return g_count > 0; });
    while (fgets(line, sizeof line, file) != nullptr) got += line;
    fclose(file);
    pipe.reader_is_closed();
    ends.read = true;
    until([&] { return go_home.load(); });
  });
  Thread writer([&] {
    FILE *file = fdopen(dup(pipe.writer()), "wb");
    pipe.close_writer();
    for (int number = 0; number < messages(); ++number) {
      fputs(message_of(number).c_str(), file);
      if (number % 100 == 0) fflush(file);
    }
    fclose(file);
    ends.wrote = true;
    until([&] { return go_home.load(); });
  });
  {
    const Shower shower(reader.id, writer.id);
    ends.wait();
  }
  go_home = true;
  reader.join();
  EXPECT_TRUE(are_messages(got, messages())) << got.size();
}

// What is written to a file is never interrupted.
TEST_F(Rain, a_file) {
  prepare();
  FILE *file = tmpfile();
  ASSERT_NE(file, nullptr);
  const int fd = fileno(file);
  std::atomic<bool> over{false}, go_home{false};
  std::string got;
  int failed = 0;
  Thread worker([&] {
    until([] { return g_count > 0; });
    for (int number = 0; number < messages(); ++number) {
      const std::string text = message_of(number);
      if (write(fd, text.data(), static_cast<unsigned>(text.size())) != static_cast<long long>(text.size())) ++failed;
    }
    lseek(fd, 0, SEEK_SET);
    char part[1000];
    for (;;) {
      const auto count = read(fd, part, sizeof part);
      if (count < 0) ++failed;
      if (count <= 0) break;
      got.append(part, static_cast<std::size_t>(count));
    }
    over = true;
    until([&] { return go_home.load(); });
  });
  {
    const Shower shower(worker.id, worker.id);
    const timespec pause{0, 1'000'000};
    while (!over) nanosleep(&pause, nullptr);
  }
  go_home = true;
  worker.join();
  EXPECT_EQ(failed, 0);
  EXPECT_TRUE(are_messages(got, messages())) << got.size();
  fclose(file);
}

} // namespace
