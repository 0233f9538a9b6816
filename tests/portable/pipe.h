// A pipe of the C run-time's.
#pragma once

#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

#ifdef _WIN32
#include <io.h>
#endif

namespace portable {

class Pipe {
public:
  Pipe() {
#ifdef _WIN32
    if (_pipe(fds_, 65536, O_BINARY) != 0) abort();
#else
    if (pipe(fds_) != 0) abort();
#endif
  }
  ~Pipe() {
    close_reader();
    close_writer();
  }
  Pipe(const Pipe &) = delete;
  Pipe &operator=(const Pipe &) = delete;
  void close_reader() {
    if (fds_[0] >= 0) close(fds_[0]);
    fds_[0] = -1;
  }
  void close_writer() {
    if (fds_[1] >= 0) close(fds_[1]);
    fds_[1] = -1;
  }
  void reader_is_closed() { fds_[0] = -1; } // by a stream
  [[nodiscard]] int reader() const { return fds_[0]; }
  [[nodiscard]] int writer() const { return fds_[1]; }

private:
  int fds_[2];
};

} // namespace portable
