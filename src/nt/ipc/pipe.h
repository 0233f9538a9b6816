// Named pipes for one question and one answer, where the kernel says who is at the other end. Messages; local clients
// only; for this user alone (OwnerOnly).
#pragma once

#include <cstdint>

#include "base/errno_result.h"
#include "nt/ipc/security.h"

namespace psig::nt {

struct PipeIo { // an operation under way
  Handle event = nullptr;
  bool failed = false; // at once: nothing is under way
  alignas(8) unsigned char overlapped[32] = {};
};

// One of the instances by which a server takes clients. One operation at a time: listen(), receive() and send() begin
// it, the event is set when it is done, and result() tells how it went. One thread.
class PipeInstance {
public:
  PipeInstance() = default;
  PipeInstance(const PipeInstance &) = delete;
  PipeInstance &operator=(const PipeInstance &) = delete;

  // One of `most` under this name. EPERM: the name, or all its instances, are somebody else's. `first`: of all.
  [[nodiscard]] Errno create(const wchar_t *name, unsigned most, bool first);
  void close(); // what was sent can still be read by the client
  [[nodiscard]] bool open() const { return pipe_ != nullptr; }
  [[nodiscard]] Handle event() const { return io_.event; }

  void listen();
  void receive(void *buffer, unsigned size);
  [[nodiscard]] bool result(unsigned *bytes);
  [[nodiscard]] bool cancel(unsigned *bytes);               // result() if it was done just then
  [[nodiscard]] bool send(const void *data, unsigned size); // into the pipe's own buffer: does not wait
  void disconnect();                                        // what was sent and not read is lost
  [[nodiscard]] std::uint32_t client() const; // pid of who opened the other end; 0 if the system does not say

private:
  Handle pipe_ = nullptr;
  PipeIo io_;
};

// The client's end: opened, asked once, closed.
class PipeCall {
public:
  PipeCall() = default;
  ~PipeCall();
  PipeCall(const PipeCall &) = delete;
  PipeCall &operator=(const PipeCall &) = delete;

  // Waits while every instance is busy. The server learns who we are and may not act for us. ENOENT EPERM EAGAIN
  [[nodiscard]] Errno open(const wchar_t *name);
  [[nodiscard]] Handle handle() const { return pipe_; }
  [[nodiscard]] std::uint32_t server() const; // pid of who made the pipe; 0 if the system does not say
  // Until the answer is there, whole: EPIPE if the other end goes away, or `process` ends, first.
  [[nodiscard]] Errno ask(const void *question, unsigned size, void *answer, unsigned room, Handle process);

private:
  [[nodiscard]] bool finish(bool started, unsigned size, Handle process);
  Handle pipe_ = nullptr;
  PipeIo io_;
};

} // namespace psig::nt
