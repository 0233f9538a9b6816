// Reads and writes the caller's arrays by user_copy alone, so a bad address is EFAULT.
#include "interrupt/poll_set.h"

#include "interrupt/pipe_watch.h"
#include "interrupt/poll_events.h"
#include "nt/console/console_tty.h"
#include "nt/ipc/pipe_state.h"
#include "nt/system/file.h"
#include "signal/scratch.h"
#include "signal/user_memory.h"

namespace psig {
namespace {

struct IntPollFd {
  int fd;
  short events, revents;
};
struct SocketPollFd {
  std::uint64_t fd;
  short events, revents;
};
static_assert(sizeof(IntPollFd) == 8 && sizeof(SocketPollFd) == 16);

// fd_set: a count, and so many SOCKETs.
constexpr std::size_t kMembersAt = 8;

constexpr unsigned long long kMost = 1 << 20;
constexpr std::uint64_t kMostDescriptors = 8192; // the UCRT's; no C run-time has more
constexpr short kSetEvents[3] = {POLLIN, POLLOUT, POLLPRI};
// What a member of a set is ready by (Linux's POLLIN_SET and the like).
constexpr int kSetReady[3] = {POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI};

WatchKind kind_of(void *handle) {
  nt::PipeState state;
  if (pipe_watched(handle)) return WatchKind::kPipe; // whose system calls would wait for the one that is under way
  switch (nt::handle_kind(handle)) {
  case nt::HandleKind::kDisk: return WatchKind::kReady;
  case nt::HandleKind::kCharacter:
    return nt::tty_kind(handle) == nt::Tty::kInput ? WatchKind::kConsole : WatchKind::kReady;
  case nt::HandleKind::kPipe: break;
  }
  return pipe_look(handle, false, &state) == PipeLook::kNone ? WatchKind::kSocket : WatchKind::kPipe;
}

// A number that is both: handles are multiples of four.
bool rather_socket(std::uint64_t number, bool sockets_first) {
  return sockets_first && number % 4 == 0 && number != 0 && nt::is_socket(reinterpret_cast<void *>(number));
}

void identify(Watched *watched, const PollRequest &request, bool sockets_first) {
  const std::uint64_t number = watched->fd;
  void *handle = number < kMostDescriptors ? request.handle_of(static_cast<int>(number)) : nullptr;
  if (handle == nullptr || rather_socket(number, sockets_first)) {
    watched->handle = reinterpret_cast<void *>(number);
    watched->kind = number == 0 ? WatchKind::kBad : WatchKind::kSocket;
    return;
  }
  watched->handle = handle;
  watched->kind = kind_of(handle);
}

template <typename Fd> Errno load_fds(PollSet &set, const PollRequest &request, bool sockets_first) {
  const auto *user = static_cast<const Fd *>(request.fds);
  for (Watched &watched : set) {
    Fd own;
    if (const Errno error = user_read(&own, user++)) return error;
    const bool ignored = static_cast<std::int64_t>(own.fd) < 0;
    watched = {.fd = static_cast<std::uint64_t>(own.fd), .events = own.events};
    if (!ignored) identify(&watched, request, sockets_first);
  }
  return 0;
}

template <typename Fd> Errno store_fds(PollSet &set, const PollRequest &request, int *ready) {
  auto *user = static_cast<Fd *>(request.fds);
  for (const Watched &watched : set) {
    if (watched.revents != 0) ++*ready;
    if (const Errno error = user_write(&user->revents, watched.revents)) return error;
    ++user;
  }
  return 0;
}

bool select_looks_at(const PollRequest &request, std::uint64_t number) {
  const bool negative = static_cast<std::int64_t>(number) < 0;
  return !negative && (request.form == PollRequest::kSelectSockets || number < request.count);
}

// The member may be in another set already.
Watched *entry_of(Watched *begin, Watched *end, std::uint64_t number) {
  for (Watched *at = begin; at != end; ++at)
    if (at->fd == number) return at;
  return nullptr;
}

bool member_ready(const PollRequest &request, const Watched &watched, unsigned set) {
  if (watched.connect_failed && request.form == PollRequest::kSelectSockets && set == 2) return true;
  return (watched.revents & kSetReady[set]) != 0;
}

} // namespace

Errno PollSet::reserve(Thread *thread, unsigned long long count) {
  if (count > kMost) return EINVAL;
  const std::size_t entries = static_cast<std::size_t>(count) * sizeof(Watched);
  const std::size_t members = static_cast<std::size_t>(count) * sizeof(std::uint64_t);
  auto *memory = static_cast<char *>(scratch(thread, entries + members + nt::afd_size(count)));
  if (memory == nullptr) return ENOMEM;
  list_ = reinterpret_cast<Watched *>(memory);
  members_[0] = reinterpret_cast<std::uint64_t *>(memory + entries);
  const std::size_t aligned = (entries + members + 15) / 16 * 16;
  sockets_ = reinterpret_cast<nt::AfdSockets *>(memory + aligned);
  sockets_->count = 0;
  count_ = 0;
  return 0;
}

Errno PollSet::load(Thread *thread, const PollRequest &request) {
  return request.form == PollRequest::kPoll || request.form == PollRequest::kPollSockets ? load_poll(thread, request)
                                                                                         : load_select(thread, request);
}

Errno PollSet::load_poll(Thread *thread, const PollRequest &request) {
  if (const Errno error = reserve(thread, request.count)) return error;
  count_ = static_cast<unsigned>(request.count);
  return request.form == PollRequest::kPoll ? load_fds<IntPollFd>(*this, request, false)
                                            : load_fds<SocketPollFd>(*this, request, true);
}

Errno PollSet::load_select(Thread *thread, const PollRequest &request) {
  unsigned long long all = 0;
  for (unsigned set = 0; set < 3; ++set) {
    if (request.sets[set] == nullptr) continue;
    if (const Errno error = user_read(&counts_[set], static_cast<const unsigned *>(request.sets[set]))) return error;
    if (counts_[set] > kMost) return EINVAL;
    all += counts_[set];
  }
  if (const Errno error = reserve(thread, all)) return error;
  for (unsigned set = 0; set < 3; ++set) {
    if (set != 0) members_[set] = members_[set - 1] + counts_[set - 1];
    if (request.sets[set] == nullptr) continue;
    const char *from = static_cast<const char *>(request.sets[set]) + kMembersAt;
    if (const Errno error = psig_user_copy(members_[set], from, counts_[set] * sizeof(std::uint64_t))) return error;
    Watched *const others = end();
    for (unsigned i = 0; i < counts_[set]; ++i) {
      const std::uint64_t number = members_[set][i];
      if (!select_looks_at(request, number)) continue;
      Watched *entry = set == 0 ? nullptr : entry_of(begin(), others, number);
      if (entry == nullptr) {
        entry = &list_[count_++];
        *entry = {.fd = number};
        identify(entry, request, request.form == PollRequest::kSelectSockets);
      }
      entry->events = static_cast<short>(entry->events | kSetEvents[set]);
    }
  }
  return 0;
}

void PollSet::ask_sockets() {
  unsigned count = 0;
  for (const Watched &watched : *this)
    if (watched.kind == WatchKind::kSocket)
      sockets_->sockets[count++] = {watched.handle, afd_wanted(watched.events), 0};
  sockets_->count = count;
}

// The answer has those that are ready, in the order of the request.
unsigned PollSet::answered() {
  unsigned ready = 0;
  Watched *at = begin();
  for (unsigned i = 0; i < sockets_->count; ++i) {
    const nt::AfdSocket &socket = sockets_->sockets[i];
    Watched *from = at;
    while (at != end() && (at->kind != WatchKind::kSocket || at->handle != socket.socket)) ++at;
    if (at == end()) { // not in that order, then
      for (at = begin(); at != from && (at->kind != WatchKind::kSocket || at->handle != socket.socket);) ++at;
      if (at == from) continue;
    }
    const bool closed = (socket.events & nt::kAfdLocalClose) != 0;
    at->connect_failed = (socket.events & nt::kAfdConnectFail) != 0;
    at->revents = events_of_socket(socket.events | (closed ? nt::kAfdAbort : 0), at->events);
    if (closed && !nt::is_socket(at->handle)) at->revents = POLLNVAL; // otherwise a reset, as Wine 8 tells it
    if (at->revents != 0) ++ready;
    ++at;
  }
  return ready;
}

Errno PollSet::store(const PollRequest &request, int *ready) {
  *ready = 0;
  switch (request.form) {
  case PollRequest::kPoll: return store_fds<IntPollFd>(*this, request, ready);
  case PollRequest::kPollSockets: return store_fds<SocketPollFd>(*this, request, ready);
  default: return store_select(request, ready);
  }
}

// Members that are not looked at stay.
Errno PollSet::store_set(const PollRequest &request, unsigned set, int *ready) {
  unsigned kept = 0;
  const Watched *at = begin();
  for (unsigned i = 0; i < counts_[set]; ++i) {
    const std::uint64_t number = members_[set][i];
    if (!select_looks_at(request, number)) {
      members_[set][kept++] = number;
      continue;
    }
    while (at != end() && at->fd != number) ++at; // mostly the next one
    if (at == end()) at = entry_of(begin(), end(), number);
    if (at == nullptr || !member_ready(request, *at, set)) {
      if (at == nullptr) at = begin();
      continue;
    }
    members_[set][kept++] = number;
    ++*ready;
  }
  char *to = static_cast<char *>(request.sets[set]);
  if (const Errno error = psig_user_copy(to + kMembersAt, members_[set], kept * sizeof(std::uint64_t))) return error;
  return user_write(reinterpret_cast<unsigned *>(to), kept);
}

Errno PollSet::store_select(const PollRequest &request, int *ready) {
  for (const Watched &watched : *this)
    if ((watched.revents & POLLNVAL) != 0) return EBADF;
  for (unsigned set = 0; set < 3; ++set)
    if (request.sets[set] != nullptr)
      if (const Errno error = store_set(request, set, ready)) return error;
  return 0;
}

} // namespace psig
