// The follower asks by a word in the target's mailbox, which it counts up for as long as it follows: the target makes
// the ring, and traces, until nobody has counted for some seconds. The ring itself is only looked at, some times a
// second: to be told of each entry would cost the target a call of the system for each. It outlives the target, so the
// last lines are seen, too. [thread]
#include "mailbox/follow.h"

#include "mailbox/own.h"
#include "mailbox/peer.h"
#include "mailbox/trace_section.h"
#include "nt/system/clock.h"
#include "nt/thread/event.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/trace_text.h"

namespace psig {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr long long kLook = 50; // milliseconds

struct Listener {
  int (*line)(const char *text, void *argument);
  void *argument;
  [[nodiscard]] bool stops(const char *text) const { return line(text, argument) != 0; }
};

class Following {
public:
  Following(Peer &peer, const Listener &listener) : peer_(peer), listener_(listener) {}

  Errno run() {
    if (const Errno error = begin()) return error;
    TraceReader reader(*ring_, (*ring_).next.load());
    if (told_beginning()) return 0;
    for (;;) {
      const bool ended = !nt::process_alive(peer_.process.handle); // first: what it has told by then is shown
      if (show(reader, ended) || listener_.stops(nullptr) || ended) return 0;
      renew();
      (void)nt::handle_wait(peer_.process.handle, kLook);
    }
  }

private:
  // Asks, and waits for the answer.
  Errno begin() {
    constexpr std::uint64_t kMost = 5 * kSecond;
    const std::uint64_t deadline = nt::now_ns() + kMost;
    peer_.box().trace.fetch_add(1);
    nt::event_set(peer_.event);
    for (;;) {
      const Errno error = ring_.open(peer_.process);
      if (error != ENOENT) return error;
      if (nt::handle_wait(peer_.process.handle, kLook)) return ESRCH;
      if (nt::now_ns() >= deadline) return ETIMEDOUT;
    }
  }

  void renew() {
    const std::uint64_t now = nt::now_ns();
    if (now - renewed_ < kSecond) return;
    renewed_ = now;
    peer_.box().trace.fetch_add(1);
    nt::event_set(peer_.event);
  }

  bool told_beginning() {
    Text<char, kTraceLine> text;
    trace_head(nt::real_ns(), peer_.process.pid, &text);
    text.text("- - the trace begins").end_line();
    return listener_.stops(text.data());
  }

  // False: the one who listens has had enough.
  bool tell_lost(TraceReader &reader) {
    const std::uint64_t lost = reader.take_lost();
    if (lost == 0) return true;
    Text<char, kTraceLine> text;
    trace_lost_line(lost, nt::real_ns(), peer_.process.pid, &text);
    return !listener_.stops(text.data());
  }

  // True when the one who listens has had enough.
  bool show(TraceReader &reader, bool ended) {
    for (;;) {
      TraceEntry entry;
      const TraceReader::Got got = reader.read(&entry);
      if (got == TraceReader::Got::kBusy && (ended || patience_.is_over(reader.position(), nt::now_ns()))) {
        reader.give_up_busy();
        continue;
      }
      if (!tell_lost(reader)) return true;
      if (got != TraceReader::Got::kEntry) return false;
      Text<char, kTraceLine> text;
      trace_line(entry, (*ring_).clock.load(), peer_.process.pid, &text);
      if (listener_.stops(text.data())) return true;
    }
  }

  Peer &peer_;
  Listener listener_;
  FollowedRing ring_;
  std::uint64_t renewed_ = 0;
  TracePatience patience_;
};

} // namespace

Errno signal_follow(pid_t pid, int (*line)(const char *text, void *argument), void *argument) {
  if (pid > 0xFFFFFFFF) return ESRCH;
  if (pid == own_process_facts().pid) return EINVAL;
  PeerRef peer;
  {
    const DeliveryGuard delivery;
    if (const Errno error = peer.open(static_cast<std::uint32_t>(pid))) return error;
  }
  if (!nt::process_alive(peer->process.handle)) return ESRCH;
  return Following(*peer, {line, argument}).run();
}

} // namespace psig
