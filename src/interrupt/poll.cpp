// One round looks at everything, then waits for something to change. Handlers run between rounds, when nothing is under
// way any more. What is ready comes before a signal, as on Linux.
//
//   look          files, pipes, consoles: at once; sockets: by a request to their driver, which stays there
//   wait          the driver's event, a watcher's for each pipe (pipe_watch.h), the console's handle, the thread's own
//   a pipe that nothing reports (a full one; more than there are watchers) is looked at now and then, ever less
#include "interrupt/poll.h"

#include "interrupt/back_off.h"
#include "interrupt/pipe_watch.h"
#include "interrupt/poll_events.h"
#include "nt/thread/word_wait.h"
#include "signal/cancel.h"
#include "signal/engine.h"
#include "signal/handle_wait.h"
#include "signal/signal_wait.h"
#include "signal/user_memory.h"

namespace psig {
namespace {

constexpr unsigned kMostWatches = kMostWaitHandles - 2; // the driver's event, and one for the console

struct Call {
  Thread *thread;
  PollSet set;
  std::uint64_t deadline;
  BackOff back_off{};
};

// 0 or 1: whether it is ready. Who only begins must see what was there before; later on each watcher tells, and two who
// wait for one pipe do not wake each other for ever.
unsigned look_at(Watched &watched, bool first) {
  nt::PipeState pipe{};
  PipeLook seen;
  watched.revents = 0;
  switch (watched.kind) {
  case WatchKind::kIgnored:
  case WatchKind::kSocket: return 0;
  case WatchKind::kBad: watched.revents = POLLNVAL; break;
  case WatchKind::kReady: watched.revents = events_always(watched.events); break;
  case WatchKind::kConsole:
    if (asked_to_read(watched.events) != 0 && g_upcalls.tty_ready(watched.handle) == TtyReady::kYes)
      watched.revents = asked_to_read(watched.events);
    break;
  case WatchKind::kPipe:
    seen = pipe_look(watched.handle, first, &pipe);
    watched.reads_alone = seen == PipeLook::kWatched || !pipe.writes;
    if (seen == PipeLook::kNone) watched.revents = POLLNVAL; // closed meanwhile
    if (seen == PipeLook::kSeen) watched.revents = events_of_pipe(pipe, watched.events);
    break;
  }
  return watched.revents != 0 ? 1 : 0;
}

unsigned look(PollSet &set, bool first) {
  unsigned ready = 0;
  for (Watched &watched : set) ready += look_at(watched, first);
  return ready;
}

// One that the driver has refused: what it is after all. A descriptor's that is neither pipe nor socket is a pipe of
// another system's below Wine, and never waits as far as anybody can tell.
void sort_out(PollSet &set) {
  for (Watched &watched : set) {
    if (watched.kind != WatchKind::kSocket || nt::is_socket(watched.handle)) continue;
    const bool descriptor = reinterpret_cast<std::uint64_t>(watched.handle) != watched.fd;
    watched.kind = descriptor ? WatchKind::kReady : WatchKind::kBad;
  }
}

// What is waited for, besides the driver's event.
class Watches {
public:
  // How long until somebody has to look again; kForever: all will tell.
  [[nodiscard]] std::uint64_t start(PollSet &set, std::uint64_t next_look) {
    std::uint64_t again = nt::kForever;
    for (const Watched &watched : set)
      if (!(watched.kind == WatchKind::kPipe ? add_pipe(watched) : add_console(watched))) again = next_look;
    return again;
  }
  void add(nt::Handle handle) { handles_[count_++] = handle; }
  [[nodiscard]] const nt::Handle *handles() const { return handles_; }
  [[nodiscard]] unsigned count() const { return count_; }

private:
  // A write end tells nothing of itself, be it full or left by its readers.
  bool add_pipe(const Watched &watched) {
    if (!watched.reads_alone || watches_ == kMostWatches) return false;
    void *event = pipes_[watches_].start(watched.handle);
    if (event == nullptr) return false;
    ++watches_;
    add(event);
    return true;
  }
  bool add_console(const Watched &watched) {
    if (watched.kind != WatchKind::kConsole || asked_to_read(watched.events) == 0 || console_) return true;
    if (g_upcalls.tty_ready(watched.handle) == TtyReady::kBackground) return false;
    console_ = true;
    add(watched.handle);
    return true;
  }

  nt::Handle handles_[kMostWaitHandles];
  unsigned count_ = 0, watches_ = 0;
  PipeWatch pipes_[kMostWatches];
  bool console_ = false;
};

// EAGAIN: something may have changed; ECANCELED.
Errno wait(Call &call, nt::Handle driver_event) {
  Watches watches;
  if (driver_event != nullptr) watches.add(driver_event);
  const std::uint64_t again = watches.start(call.set, call.back_off.delay());
  std::uint64_t until = call.deadline;
  if (again != nt::kForever) {
    call.back_off.longer();
    if (const std::uint64_t at = nt::now_ns() + again; at < until) until = at;
  }
  unsigned which;
  const Errno error = wait_handles(call.thread, watches.handles(), watches.count(), until, &which);
  return error == ECANCELED ? ECANCELED : EAGAIN;
}

// 0: *ready of them are, or the time is over.
Errno round_of(Call &call, bool first, unsigned *ready) {
  const bool over = call.deadline != nt::kForever && nt::now_ns() >= call.deadline;
  *ready = look(call.set, first);
  call.set.ask_sockets();
  const bool sockets = call.set.sockets()->count != 0;
  void *event = sockets ? io_event(call.thread) : nullptr;
  if (sockets && event == nullptr) return ENOMEM;
  nt::AfdPoll poll(call.set.sockets(), event);
  Errno error = sockets ? poll.begin(over || *ready != 0) : EINPROGRESS;
  if (error == ENOTSOCK) {
    sort_out(call.set);
    return EAGAIN;
  }
  if (error == 0) *ready += call.set.answered();
  else if (error != EINPROGRESS) return error;
  if (over || *ready != 0) return 0;
  error = wait(call, event);
  if (sockets && poll.end()) *ready = call.set.answered();
  return *ready != 0 ? 0 : error;
}

Errno rounds(Call &call, unsigned *ready) {
  const std::uint64_t before = call.thread->handlers_run;
  for (bool first = true;; first = false) {
    const Errno error = round_of(call, first, ready);
    if (error != EAGAIN && (error != 0 || *ready != 0)) return error;
    (void)wait_deliver(call.thread); // what a mask lets through comes also if there is no time to wait, as on Linux
    if (call.thread->handlers_run != before) return EINTR;
    if (error == 0) return 0;
  }
}

Errno poll_masked(Call &call, const PollRequest &request, int *ready) {
  if (cancel_due(call.thread)) return ECANCELED;
  if (const Errno error = call.set.load(call.thread, request)) return error;
  unsigned some = 0;
  if (const Errno error = rounds(call, &some)) return error;
  return call.set.store(request, ready);
}

} // namespace

Errno poll_wait(const PollRequest *request, int *ready, std::uint64_t *left) {
  SigSet mask = 0;
  if (request->mask != nullptr)
    if (const Errno error = user_read(&mask, request->mask)) return error;
  const DeliveryGuard delivery;
  Thread *thread = delivery.thread();
  if (thread == nullptr) return ENOMEM;
  Call call{.thread = thread, .set = {}, .deadline = nt::deadline_after(request->timeout)};
  Errno error;
  if (request->mask != nullptr) {
    const TemporaryMask while_it_waits(thread, mask);
    error = poll_masked(call, *request, ready);
  } else {
    error = poll_masked(call, *request, ready);
  }
  const std::uint64_t now = nt::now_ns();
  if (left != nullptr) *left = now < call.deadline ? call.deadline - now : 0;
  return error;
}

} // namespace psig
