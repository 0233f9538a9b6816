// Sockets for the portable tests: Winsock's on Windows, with the signals of <posix/sys/socket.h>. To be included first.
#pragma once

#ifdef _WIN32
#include <posix/sys/socket.h>
#else
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#endif
#include <unistd.h>

#include <cstdlib>

namespace portable {

#ifdef _WIN32
using Fd = SOCKET;
using Length = int;
inline void close_socket(Fd fd) { closesocket(fd); }
inline void do_not_block(Fd fd) {
  unsigned long on = 1;
  ioctlsocket(fd, FIONBIO, &on);
}
inline void start_network() {
  WSADATA data;
  if (WSAStartup(MAKEWORD(2, 2), &data) != 0) abort();
}
constexpr Fd kNone = INVALID_SOCKET;
#else
using Fd = int;
using Length = socklen_t;
inline void close_socket(Fd fd) { close(fd); }
inline void do_not_block(Fd fd) { fcntl(fd, F_SETFL, O_NONBLOCK); }
inline void start_network() {}
constexpr Fd kNone = -1;
#endif

struct Loopback : sockaddr_in {
  Loopback() : sockaddr_in() {
    sin_family = AF_INET;
    sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  }
  sockaddr *get() { return reinterpret_cast<sockaddr *>(this); }
};

// A socket on a port of its own, which it stores.
inline Fd bound_socket(Loopback &address) {
  start_network();
  Length size = sizeof(sockaddr_in);
  const Fd fd = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(fd, address.get(), size) != 0 || getsockname(fd, address.get(), &size) != 0) abort();
  return fd;
}

// One that listens, on a port of its own.
class Listener {
public:
  Listener() : fd_(bound_socket(address_)) {
    if (listen(fd_, 8) != 0) abort();
  }
  ~Listener() { close(); }
  Listener(const Listener &) = delete;
  Listener &operator=(const Listener &) = delete;
  void close() {
    if (fd_ != kNone) close_socket(fd_);
    fd_ = kNone;
  }
  [[nodiscard]] Fd get() const { return fd_; }
  [[nodiscard]] Fd connected() {
    const Fd fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, address_.get(), sizeof(sockaddr_in)) != 0) abort();
    return fd;
  }
  [[nodiscard]] Loopback &address() { return address_; }

private:
  Loopback address_;
  Fd fd_;
};

// An address at which nobody listens. A socket has it, so that no other process does meanwhile.
class Refusal {
public:
  Refusal() : fd_(bound_socket(address_)) {}
  ~Refusal() { close_socket(fd_); }
  Refusal(const Refusal &) = delete;
  Refusal &operator=(const Refusal &) = delete;
  [[nodiscard]] Loopback &address() { return address_; }

private:
  Loopback address_;
  Fd fd_;
};

// Two ends of a connection.
class Connection {
public:
  Connection() {
    Listener listener;
    near_ = listener.connected();
    far_ = accept(listener.get(), nullptr, nullptr);
    if (far_ == kNone) abort();
  }
  ~Connection() {
    close_far();
    close_near();
  }
  Connection(const Connection &) = delete;
  Connection &operator=(const Connection &) = delete;
  [[nodiscard]] Fd end() const { return near_; }
  [[nodiscard]] Fd other_end() const { return far_; }
  void close_far() {
    if (far_ != kNone) close_socket(far_);
    far_ = kNone;
  }
  void close_near() {
    if (near_ != kNone) close_socket(near_);
    near_ = kNone;
  }
  // Not by the end of the stream, but by a reset.
  void reset_far() {
    const linger now{1, 0};
    setsockopt(far_, SOL_SOCKET, SO_LINGER, reinterpret_cast<const char *>(&now), sizeof(now));
    close_far();
  }
  // Until the end of the stream has come here.
  void wait_for_the_end() const {
    char byte;
    if (recv(near_, &byte, 1, 0) != 0) abort();
  }

private:
  Fd near_, far_;
};

} // namespace portable
