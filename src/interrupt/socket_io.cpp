// Looks and calls, in one turn; else waits and looks again. Handlers run when nothing is under way.
#include "interrupt/socket_io.h"

#include <atomic>

#include "nt/ipc/afd.h"
#include "nt/ipc/socket.h"
#include "nt/thread/word_wait.h"
#include "signal/cancel.h"
#include "signal/engine.h"
#include "signal/handle_wait.h"
#include "signal/signal_wait.h"

namespace psig {
namespace {

// Of the threads that wait for one socket one at a time looks and takes. Several sockets may share a word.
class Turn {
public:
  explicit Turn(std::uintptr_t socket) : word_(&g_words[socket / 4 % kWords]) {
    std::uint32_t free = 0;
    while (!word_->compare_exchange_strong(free, 1)) {
      nt::word_sleep(word_, free, nt::kForever);
      free = 0;
    }
  }
  ~Turn() {
    word_->store(0);
    nt::word_wake_all(word_);
  }
  Turn(const Turn &) = delete;
  Turn &operator=(const Turn &) = delete;

private:
  static constexpr unsigned kWords = 64;
  static constinit std::atomic<std::uint32_t> g_words[kWords];
  std::atomic<std::uint32_t> *word_;
};
constinit std::atomic<std::uint32_t> Turn::g_words[kWords]{};

nt::AfdSockets request_of(const SocketIo &what) {
  nt::AfdSockets request{};
  request.count = 1;
  request.sockets[0] = {reinterpret_cast<void *>(what.socket),
                        what.events | nt::kAfdAbort | nt::kAfdLocalClose | nt::kAfdConnectFail, 0};
  return request;
}

// What the driver refuses is Winsock's to refuse.
bool ready(const SocketIo &what, void *event) {
  nt::AfdSockets request = request_of(what);
  nt::AfdPoll look(&request, event);
  return look.begin(true) != 0 || request.count != 0;
}

bool done_when_ready(const SocketIo &what, void *event, void (*io)(void *argument), void *argument) {
  const Turn turn(what.socket);
  if (!ready(what, event)) return false;
  io(argument);
  return true;
}

// 0: look again; EAGAIN: a signal may be there; ETIMEDOUT ECANCELED EBADF.
Errno wait(Thread *thread, const SocketIo &what, void *event, std::uint64_t deadline) {
  nt::AfdSockets request = request_of(what);
  nt::AfdPoll poll(&request, event);
  if (poll.begin(false) != EINPROGRESS) return 0;
  unsigned which;
  const Errno error = wait_handles(thread, &event, 1, deadline, &which);
  if (!poll.end()) return error;
  // Somebody closed it: its number may be somebody else's by now. Wine 8 says the same of a connection that was reset.
  const bool closed = request.count != 0 && (request.sockets[0].events & nt::kAfdLocalClose) != 0;
  return closed && !nt::is_socket(request.sockets[0].socket) ? EBADF : 0;
}

} // namespace

Errno socket_io(const SocketIo *what, void (*io)(void *argument), void *argument) {
  const DeliveryGuard delivery;
  Thread *thread = delivery.thread();
  void *event = thread != nullptr && what->waits ? io_event(thread) : nullptr;
  if (event == nullptr) {
    io(argument);
    return 0;
  }
  const std::uint64_t deadline = nt::deadline_after(what->timeout);
  const Restartable call(thread);
  if (wait_deliver(thread) != 0) { // as if it had come before the call
    if (what->begun) return EINTR;
    thread->restart = true;
  }
  for (;;) {
    if (cancel_due(thread)) return ECANCELED;
    if (done_when_ready(*what, event, io, argument)) return 0;
    if (!what->connects && nt::socket_never_ready(what->socket, (what->events & nt::kAfdAccept) != 0)) {
      io(argument); // which says why
      return 0;
    }
    if (what->timeout == 0) return ETIMEDOUT;
    const Errno error = wait(thread, *what, event, deadline);
    if (error == ECANCELED || error == ETIMEDOUT || error == EBADF) return error;
    const Errno handled = wait_deliver(thread);
    if (handled == EINTR || (handled != 0 && (what->begun || what->timeout != nt::kForever))) return EINTR;
  }
}

} // namespace psig
