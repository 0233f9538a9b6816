// poll() of many sockets against WSAPoll(), which asks the same driver; the one that is ready is among them. And of a
// pipe, whose state is asked for in one call.
#include <winsock2.h>

#include "harness.h"

#include <posix/poll.h>

#include <fcntl.h>
#include <io.h>

namespace {

constexpr int kSockets = 1000, kRounds = 100;

// Both ends of one connection on one list.
void connect_pair(SOCKET listener, const sockaddr_in &address, SOCKET *ends) {
  ends[0] = socket(AF_INET, SOCK_STREAM, 0);
  bench::require(connect(ends[0], reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0, "connect");
  ends[1] = accept(listener, nullptr, nullptr);
  bench::require(ends[1] != INVALID_SOCKET, "accept");
}

void connect_all(std::vector<pollfd> *fds) {
  WSADATA data;
  bench::require(WSAStartup(MAKEWORD(2, 2), &data) == 0, "WSAStartup");
  sockaddr_in address{};
  int size = sizeof(address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const SOCKET listener = socket(AF_INET, SOCK_STREAM, 0);
  bench::require(bind(listener, reinterpret_cast<sockaddr *>(&address), size) == 0 && listen(listener, 8) == 0 &&
                     getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size) == 0,
                 "listen");
  for (int i = 0; i < kSockets; i += 2) {
    SOCKET ends[2];
    connect_pair(listener, address, ends);
    for (const SOCKET end : ends) fds->push_back({end, POLLIN, 0});
  }
  bench::require(send((*fds)[kSockets / 2].fd, "x", 1, 0) == 1, "send");
}

} // namespace

int main(int argc, char **argv) {
  bench::Report report(argc, argv);
  std::vector<pollfd> fds;
  connect_all(&fds);
  const auto all = static_cast<unsigned long>(fds.size());
  int ends[2];
  bench::require(_pipe(ends, 4096, _O_BINARY) == 0, "_pipe");
  pollfd pipe{static_cast<SOCKET>(ends[0]), POLLIN, 0};
  HANDLE handle = reinterpret_cast<HANDLE>(_get_osfhandle(ends[0]));

  report.alternate(
      kRounds,
      {{"poll 1000",
        [&] { return bench::per_operation(2, [&] { bench::require(poll(fds.data(), all, -1) == 1, "poll"); }); }},
       {"wsapoll 1000",
        [&] { return bench::per_operation(2, [&] { bench::require(WSAPoll(fds.data(), all, -1) == 1, "WSAPoll"); }); }},
       {"poll pipe", [&] { return bench::per_operation(10, [&] { bench::require(poll(&pipe, 1, 0) == 0, "poll"); }); }},
       {"peek pipe", [&] {
          DWORD bytes;
          return bench::per_operation(
              10, [&] { bench::require(PeekNamedPipe(handle, nullptr, 0, nullptr, &bytes, nullptr), "peek"); });
        }}});
}
