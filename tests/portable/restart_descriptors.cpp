// Reading, writing, waiting for readiness, locks of files.
#include "pipe.h"
#include "restart_calls.h"

#include <cstdio>
#include <memory>
#include <string>

#include <poll.h>
#include <sys/file.h>
#include <sys/select.h>
#include <sys/uio.h>

namespace portable {
namespace {

std::shared_ptr<Pipe> empty_pipe() { return std::make_shared<Pipe>(); }
std::shared_ptr<Pipe> full_pipe() {
  auto pipe = std::make_shared<Pipe>();
  until_interrupted([&] {
    const std::vector<char> much(1'000'000, 'a');
    while (write(pipe->writer(), much.data(), static_cast<unsigned>(much.size())) > 0) {}
  });
  return pipe;
}

std::function<void()> gives_a_line(const std::shared_ptr<Pipe> &pipe) {
  return [=] { EXPECT_EQ(write(pipe->writer(), "x\n", 2), 2); };
}
std::function<void()> takes_much(const std::shared_ptr<Pipe> &pipe) {
  return [=] {
    std::vector<char> room(200'000);
    EXPECT_GT(read(pipe->reader(), room.data(), static_cast<unsigned>(room.size())), 0);
  };
}

Situation reads() {
  auto pipe = empty_pipe();
  return {[=] {
            char byte;
            return error_of(read(pipe->reader(), &byte, 1) == 1);
          },
          gives_a_line(pipe)};
}
Situation writes() {
  auto pipe = full_pipe();
  return {[=] { return error_of(write(pipe->writer(), "y", 1) == 1); }, takes_much(pipe)};
}
Situation gets_a_line() {
  auto pipe = empty_pipe();
  return {[=] {
            FILE *stream = fdopen(dup(pipe->reader()), "r");
            char line[10];
            const int error = error_of(fgets(line, sizeof line, stream) != nullptr);
            fclose(stream);
            return error;
          },
          gives_a_line(pipe)};
}

Situation reads_pieces() {
  auto pipe = empty_pipe();
  return {[=] {
            char first[1], second[1];
            const iovec pieces[] = {{first, 1}, {second, 1}};
            return error_of(readv(pipe->reader(), pieces, 2) == 2);
          },
          gives_a_line(pipe)};
}
Situation writes_pieces() {
  auto pipe = full_pipe();
  return {[=] {
            char first[1] = {'y'}, second[1] = {'z'};
            const iovec pieces[] = {{first, 1}, {second, 1}};
            return error_of(writev(pipe->writer(), pieces, 2) == 2);
          },
          takes_much(pipe)};
}

Situation polls() {
  auto pipe = empty_pipe();
  return {[=] {
            pollfd one{pipe->reader(), POLLIN, 0};
            return error_of(poll(&one, 1, -1) == 1);
          },
          gives_a_line(pipe)};
}
Situation polls_with_mask() {
  auto pipe = empty_pipe();
  return {[=] {
            pollfd one{pipe->reader(), POLLIN, 0};
            const sigset_t mask = mask_now();
            return error_of(ppoll(&one, 1, nullptr, &mask) == 1);
          },
          gives_a_line(pipe)};
}
Situation selects() {
  auto pipe = empty_pipe();
  return {[=] {
            fd_set set;
            FD_ZERO(&set);
            FD_SET(pipe->reader(), &set);
            return error_of(select(pipe->reader() + 1, &set, nullptr, nullptr, nullptr) == 1);
          },
          gives_a_line(pipe)};
}
Situation selects_with_mask() {
  auto pipe = empty_pipe();
  return {[=] {
            fd_set set;
            FD_ZERO(&set);
            FD_SET(pipe->reader(), &set);
            const sigset_t mask = mask_now();
            return error_of(pselect(pipe->reader() + 1, &set, nullptr, nullptr, nullptr, &mask) == 1);
          },
          gives_a_line(pipe)};
}
// Two that exclude each other, of a file that goes with them.
struct Locked {
  Locked() {
    for (int &fd : fds) fd = open(path.c_str(), O_RDWR | O_CREAT, 0600);
    if (flock(fds[0], LOCK_EX) != 0) abort();
  }
  ~Locked() {
    for (const int fd : fds) close(fd);
    (void)unlink(path.c_str());
  }
  std::string path = "restart." + std::to_string(getpid());
  int fds[2];
};
Situation locks_a_file() {
  auto file = std::make_shared<Locked>();
  return {[=] { return error_of(flock(file->fds[1], LOCK_EX) == 0); },
          [=] { EXPECT_EQ(flock(file->fds[0], LOCK_UN), 0); }};
}

} // namespace

std::vector<WaitingCall> calls_on_descriptors() {
  return {
      {"read", "a byte in a pipe", Rule::kRestarted, reads},
      {"readv", "a byte in a pipe", Rule::kRestarted, reads_pieces},
      {"write", "room in a pipe", Rule::kRestarted, writes},
      {"writev", "room in a pipe", Rule::kRestarted, writes_pieces},
      {"fgets", "a line from a pipe", Rule::kRestarted, gets_a_line},
      {"poll", "a byte in a pipe", Rule::kEintr, polls},
      {"ppoll", "a byte in a pipe", Rule::kEintr, polls_with_mask},
      {"select", "a byte in a pipe", Rule::kEintr, selects},
      {"pselect", "a byte in a pipe", Rule::kEintr, selects_with_mask},
      {"flock", "a lock of a file", Rule::kRestarted, locks_a_file},
  };
}

} // namespace portable
