// Waits for sockets as Winsock itself does: by an operation of its driver, AFD, that ends when one of many sockets is
// ready. Its end is an event that can be waited for together with others. The sockets are handles of the system's. A
// socket in whose place a layered provider has put something else is refused.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/errno_result.h"

namespace psig::nt {

// AFD_POLL_...
inline constexpr std::uint32_t kAfdReceive = 0x1, kAfdReceiveExpedited = 0x2, kAfdSend = 0x4, kAfdDisconnect = 0x8,
                               kAfdAbort = 0x10, kAfdLocalClose = 0x20, kAfdAccept = 0x80, kAfdConnectFail = 0x100;

struct AfdSocket {
  void *socket;
  std::uint32_t events;
  std::int32_t status;
};
// AFD_POLL_INFO: what to wait for, and afterwards those that are ready, `count` of them, in the same order.
struct AfdSockets {
  std::int64_t timeout;
  std::uint32_t count, exclusive;
  AfdSocket sockets[1]; // and more
};
constexpr std::size_t afd_size(std::size_t count) { return sizeof(AfdSockets) + count * sizeof(AfdSocket); }

// One such operation. While it is under way nobody else uses `sockets` and `event`, which resets itself. [thread]
class AfdPoll {
public:
  AfdPoll(AfdSockets *sockets, void *event) : sockets_(sockets), event_(event) {}
  ~AfdPoll() { (void)end(); }
  AfdPoll(const AfdPoll &) = delete;
  AfdPoll &operator=(const AfdPoll &) = delete;
  // 0: it is over; EINPROGRESS: the event tells; ENOTSOCK: one of them is no socket; another error. With `look` it only
  // looks, and is over in any case.
  [[nodiscard]] Errno begin(bool look);
  // Ends it, if it still goes on. Whether it has said what is ready.
  [[nodiscard]] bool end();

private:
  AfdSockets *sockets_;
  void *event_;
  volatile std::int32_t status_[4] = {}; // IO_STATUS_BLOCK
};

// Whether there is a socket of this number. [thread]
[[nodiscard]] bool is_socket(void *handle);

} // namespace psig::nt
