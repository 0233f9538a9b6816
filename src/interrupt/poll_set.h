// What one call of poll() or select() waits for: from the caller's arrays to a list of handles, and back. The list, and
// the request to the driver of sockets after it, are in the thread's scratch.
#pragma once

#include <cstddef>
#include <cstdint>

#include <posix/signal.h>

#include "base/errno_result.h"
#include "nt/ipc/afd.h"
#include "signal/thread.h"

namespace psig {

// The arguments, as the C entries have them.
struct PollRequest {
  enum Form : unsigned char {
    kPoll,          // struct pollfd with an int
    kPollSockets,   // Winsock's struct pollfd
    kSelect,        // nfds counts
    kSelectSockets, // nfds is ignored
  } form;
  void *fds;                  // poll
  unsigned long long count;   // poll: of them; select: nfds
  void *sets[3];              // select: read, write, except
  std::uint64_t timeout;      // ns; nt::kForever
  const sigset_t *mask;       // or null
  void *(*handle_of)(int fd); // of the caller's C run-time; null: not open
};

enum class WatchKind : unsigned char { kIgnored, kBad, kReady, kPipe, kConsole, kSocket };

struct Watched {
  std::uint64_t fd = 0; // the caller's number
  void *handle = nullptr;
  short events = 0, revents = 0;
  WatchKind kind = WatchKind::kIgnored;
  bool connect_failed = false; // the reason of POLLERR
  bool reads_alone = false;    // a pipe's read end
};

class PollSet {
public:
  // ENOMEM EFAULT EINVAL. Guarded. [thread]
  [[nodiscard]] Errno load(Thread *thread, const PollRequest &request);
  // What is ready goes back to the caller, and how many. EFAULT, EBADF (select).
  [[nodiscard]] Errno store(const PollRequest &request, int *ready);

  [[nodiscard]] Watched *begin() { return list_; }
  [[nodiscard]] Watched *end() { return list_ + count_; }
  [[nodiscard]] nt::AfdSockets *sockets() { return sockets_; } // count 0: there is none

  void ask_sockets();                // puts the request to the driver together
  [[nodiscard]] unsigned answered(); // takes its answer; how many are ready

private:
  Errno reserve(Thread *thread, unsigned long long count);
  Errno load_poll(Thread *thread, const PollRequest &request);
  Errno load_select(Thread *thread, const PollRequest &request);
  Errno store_select(const PollRequest &request, int *ready);
  Errno store_set(const PollRequest &request, unsigned set, int *ready);

  Watched *list_ = nullptr;
  unsigned count_ = 0, counts_[3] = {}; // of the members of the three sets
  std::uint64_t *members_[3] = {};      // they themselves
  nt::AfdSockets *sockets_ = nullptr;
};

} // namespace psig
