// signals PIDFILE: a program around Asio's loop that counts SIGHUPs and ends with SIGTERM, by the same source on Linux
// and Windows. drive.txt beside it is what it is told.
#include <cstdio>
#include <functional>

#ifdef _WIN32
#include "signal_set.hpp"

#include <posix/unistd.h>
#else
#include <asio.hpp>

#include <csignal>
#include <unistd.h>

struct signal_set : asio::signal_set {
  signal_set(asio::io_context &io, std::initializer_list<int> signals) : asio::signal_set(io) {
    for (const int signo : signals) add(signo);
  }
};
#endif

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  asio::io_context io;
  signal_set signals(io, {SIGHUP, SIGTERM});
  int hangups = 0;
  std::function<void()> wait = [&] {
    signals.async_wait([&](std::error_code error, int signo) {
      if (error) return;
      if (signo == SIGTERM) {
        std::printf("%d hangups\n", hangups);
        return;
      }
      std::printf("hangup %d\n", ++hangups);
      std::fflush(stdout);
      wait();
    });
  };
  wait();
  if (FILE *file = std::fopen(argv[1], "w")) {
    std::fprintf(file, "%d\n", static_cast<int>(getpid()));
    std::fclose(file);
  }
  std::puts("ready");
  std::fflush(stdout);
  io.run();
}
