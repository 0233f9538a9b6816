// Signals from process to process: the room as the runtime sees it.
//
//   sender    transport_send -> peer (the target's mailbox, checked) -> mailbox_send -> its event
//   receiver  event or dirty word -> transport_receive -> Receiver -> hooks.post -> the engine
//
// Locks: the turn (who receives; held while the engine is posted to, so it is outside the engine's lock) and the cache
// of peers (held for look-ups only; nothing is taken inside).
#pragma once

#include <atomic>
#include <cstdint>

#include "base/errno_result.h"
#include "base/record.h"

namespace psig {

struct TransportHooks {
  // Into the engine, directed at the process. EAGAIN for what must queue and finds no room: it stays in the mailbox
  // until transport_queue_has_room(). May stop or end the process.
  Errno (*post)(const Record &record, bool must_queue);
  // Says anew, in *transport_room(), how full the engine's queue is: somebody else may have written there.
  void (*publish_room)();
  // A child has been stopped or continued. On the thread of transport_woken().
  void (*child_news)();
};

// Makes the mailbox (or adopts the one a sender has made). After an error the process can send but not be sent to; the
// event exists all the same. [loader]
[[nodiscard]] Errno transport_start(const TransportHooks &hooks);
// Auto-reset; the one thread that waits for it calls transport_woken() every time.
[[nodiscard]] void *transport_event();
void transport_woken();
// Where the owner says how full its queue is (Mailbox::room); null without a mailbox.
[[nodiscard]] std::atomic<std::uint64_t> *transport_room();
// Where the owner says what it ignores; null without a mailbox.
[[nodiscard]] std::atomic<std::uint64_t> *transport_ignored();
// Non-zero: something has come. The one load of the fast path.
[[nodiscard]] const std::atomic<std::uint32_t> *transport_dirty();
// Everything that was sent before the call is in the engine when it returns, as far as the engine has room. [any],
// under a delivery guard
void transport_receive();
void transport_queue_has_room();

// Upcalls::send. A positive pid is another process, 0 the own group, -1 every process with the library of this user but
// the caller, below -1 a group. ESRCH EPERM EAGAIN; ENOSYS for a process that cannot take the signal. [any], guarded
[[nodiscard]] Errno transport_send(long long pid, const Record &record, bool queued);

// For stopping all threads: while it lives nobody else is inside the room's locks. Taken before the engine's lock.
class TransportLock {
public:
  TransportLock();
  ~TransportLock();
  void wake_at_release() const; // as of a Lock
  TransportLock(const TransportLock &) = delete;
  TransportLock &operator=(const TransportLock &) = delete;
};
// A thread about to sleep until SIGCONT may be inside hooks.post: others receive in its stead.
void transport_let_go();

enum class ProcessState : std::uint32_t { kRunning = 1, kStopped = 2, kEnding = 3 };
void transport_set_state(ProcessState state); // for others to see
// Tells the parent that this process has been stopped by a signal, or continued (0). Not under TransportLock.
// `place`: of the stop among the signals that are sent to this process.
void transport_report(int stopped_by, std::uint64_t place);
// The place of the signal that this thread is just posting from the mailbox, else of what happens now.
[[nodiscard]] std::uint64_t transport_place();
// The mask and the ignored signals to start with: true if a posix_spawn() has given them, else those that are ignored
// by an ancestor. [loader]
[[nodiscard]] bool transport_start_signals(std::uint64_t *mask, std::uint64_t *ignored);
[[nodiscard]] bool transport_start_core(std::uint64_t *soft, std::uint64_t *hard);  // RLIMIT_CORE, likewise
[[nodiscard]] bool transport_start_queue(std::uint64_t *soft, std::uint64_t *hard); // RLIMIT_SIGPENDING
// How this process ends by a signal, for its parent, which still has the mailbox then. [any]
void transport_note_end(const Record &record, std::uint32_t status, bool core);

} // namespace psig
