// An iovec array as Winsock has it.
#pragma once

#include <posix/sys/socket.h>

#include "nt/ipc/socket.h"
#include "signal/api/result.h"

namespace psig::api {

class PartsOf {
public:
  // EMSGSIZE: more than there can be; EFAULT EINVAL.
  [[nodiscard]] Errno load(const struct msghdr &message) {
    if (message.msg_iovlen > kMost) return EMSGSIZE;
    std::size_t all = 0;
    for (count_ = 0; count_ < message.msg_iovlen; ++count_) {
      struct iovec own;
      if (const Errno error = read_user(&own, message.msg_iov + count_)) return error;
      constexpr std::size_t kMostBytes = 0x7FFFFFFF;
      if (own.iov_len > kMostBytes - all) return EINVAL;
      all += own.iov_len;
      parts_[count_] = {static_cast<unsigned long>(own.iov_len), static_cast<char *>(own.iov_base)};
    }
    if (count_ == 0) parts_[count_++] = {0, &nothing_};
    return 0;
  }
  [[nodiscard]] nt::Parts get() {
    return {.parts = parts_, .count = count_, .flags = 0, .address = nullptr, .address_length = nullptr, .cut = false};
  }

private:
  static constexpr unsigned kMost = 1024; // IOV_MAX
  nt::SocketPart parts_[kMost];
  unsigned count_ = 0;
  char nothing_ = 0;
};

} // namespace psig::api
