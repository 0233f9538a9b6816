// Sockets that wait.
#include "sockets.h"
// (first, for Winsock)
#include "restart_calls.h"

#include <memory>

#include <sys/time.h>
#ifndef _WIN32
#include <netinet/tcp.h>
#endif

namespace portable {
namespace {

// Somebody who listens, a connection, and who comes later.
class Network {
public:
  Network() {
    const int little = 8192; // or room comes by and by
    set(listener_.get(), SO_RCVBUF, little);
    mine_ = socket(AF_INET, SOCK_STREAM, 0);
    set(mine_, SO_SNDBUF, little);
    if (connect(mine_, listener_.address().get(), sizeof(sockaddr_in)) != 0) abort();
    theirs_ = accept(listener_.get(), nullptr, nullptr);
  }
  ~Network() {
    for (const Fd one : {mine_, theirs_, late_})
      if (one != kNone) close_socket(one);
  }
  Network(const Network &) = delete;
  Network &operator=(const Network &) = delete;
  [[nodiscard]] Fd listener() const { return listener_.get(); }
  [[nodiscard]] Fd mine() const { return mine_; }
  void somebody_comes() { late_ = listener_.connected(); }
  void something_comes() const { EXPECT_EQ(send(theirs_, "x", 1, 0), 1); }
  void fill() const {
    const std::vector<char> much(1'000'000, 'a');
    for (bool full = false; !full;) {
      full = !is_under_way();
      until_interrupted([&] {
        while (send(mine_, much.data(), static_cast<int>(much.size()), 0) > 0) full = false;
      });
    }
  }
  void take_until_y() const {
    std::vector<char> room(65536);
    for (char last = 0; last != 'y';) {
      const auto got = recv(theirs_, room.data(), static_cast<int>(room.size()), 0);
      if (got <= 0) return;
      last = room[static_cast<std::size_t>(got) - 1];
    }
  }

private:
  // What is not acknowledged yet: when it is, there is room once more.
  [[nodiscard]] bool is_under_way() const {
#ifdef _WIN32
    return false; // not to be had; these calls are not tried (kRoomComes)
#else
    tcp_info info{};
    Length size = sizeof info;
    return getsockopt(mine_, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || info.tcpi_unacked != 0;
#endif
  }
  static void set(Fd fd, int option, int value) {
    setsockopt(fd, SOL_SOCKET, option, reinterpret_cast<const char *>(&value), sizeof value);
  }
  Listener listener_;
  Fd mine_ = kNone, theirs_ = kNone, late_ = kNone;
};

Situation accepts() {
  auto network = std::make_shared<Network>();
  return {[=] {
            const Fd got = accept(network->listener(), nullptr, nullptr);
            if (got != kNone) close_socket(got);
            return error_of(got != kNone);
          },
          [=] { network->somebody_comes(); }};
}

template <typename Receive> Situation receives_by(Receive receive) {
  auto network = std::make_shared<Network>();
  return {[=] { return error_of(receive(network->mine()) == 1); }, [=] { network->something_comes(); }};
}
Situation receives() {
  return receives_by([](Fd fd) {
    char byte;
    return recv(fd, &byte, 1, 0);
  });
}
Situation receives_from() {
  return receives_by([](Fd fd) {
    char byte;
    return recvfrom(fd, &byte, 1, 0, nullptr, nullptr);
  });
}
Situation receives_message() {
  return receives_by([](Fd fd) {
    char byte;
    iovec piece{&byte, 1};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    return recvmsg(fd, &message, 0);
  });
}
Situation receives_in_time() {
  return receives_by([](Fd fd) {
    char byte;
#ifdef _WIN32
    const DWORD hour = 3'600'000;
#else
    const timeval hour{3600, 0};
#endif
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, reinterpret_cast<const char *>(&hour), sizeof hour);
    return recv(fd, &byte, 1, 0);
  });
}

template <typename Send> Situation sends_by(Send send_one) {
  auto network = std::make_shared<Network>();
  network->fill();
  return {[=] { return error_of(send_one(network->mine()) == 1); }, [=] { network->take_until_y(); }};
}
Situation sends() {
  return sends_by([](Fd fd) { return send(fd, "y", 1, 0); });
}
Situation sends_to() {
  return sends_by([](Fd fd) { return sendto(fd, "y", 1, 0, nullptr, 0); });
}
Situation sends_message() {
  return sends_by([](Fd fd) {
    char byte = 'y';
    iovec piece{&byte, 1};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    return sendmsg(fd, &message, 0);
  });
}

} // namespace

// Under Wine 10 a socket that was full has room again now and then; socket_io_test.cpp tries these calls there.
#ifdef _WIN32
constexpr bool kRoomComes = true;
#else
constexpr bool kRoomComes = false;
#endif

std::vector<WaitingCall> calls_on_sockets() {
  return {
      {"accept", "a connection", Rule::kRestarted, accepts},
      {"recv", "a byte", Rule::kRestarted, receives},
      {"recvfrom", "a byte", Rule::kRestarted, receives_from},
      {"recvmsg", "a byte", Rule::kRestarted, receives_message},
      {"recv", "a byte, with SO_RCVTIMEO", Rule::kEintr, receives_in_time},
      {"send", "room", Rule::kRestarted, sends, false, kRoomComes},
      {"sendto", "room", Rule::kRestarted, sends_to, false, kRoomComes},
      {"sendmsg", "room", Rule::kRestarted, sends_message, false, kRoomComes},
  };
}

} // namespace portable
