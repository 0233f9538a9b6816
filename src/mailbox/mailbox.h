// Signals from process to process: the mailbox of this process, as the components above see it.
//
//   sender    kill_send -> peer (the target's mailbox, checked) -> deliver -> mailbox_send -> its event
//   receiver  event or dirty word -> mailbox_receive -> Receiver -> post() -> the engine
//
// Locks: the turn (who receives; held while the engine is posted to) and the cache of peers (held for look-ups only).
#pragma once

#include <atomic>
#include <cstdint>

#include "base/errno_result.h"
#include "base/record.h"
#include "mailbox/layout.h"

namespace psig {

// Makes the mailbox, or adopts the one that a sender has made. After an error the process can send but not be sent to;
// the event (mailbox_own_event(), auto-reset) exists all the same. [loader]
[[nodiscard]] Errno mailbox_start();
// By the one thread that waits for the event, each time that it has been set. True: a child has been stopped or
// continued.
[[nodiscard]] bool mailbox_receive_by_event();
// Where the owner says how full its queue is (Mailbox::room); null without a mailbox.
[[nodiscard]] std::atomic<std::uint64_t> *mailbox_room();
// Where the owner says what it ignores; null without a mailbox.
[[nodiscard]] std::atomic<std::uint64_t> *mailbox_ignored();
// Non-zero: something has come. The one load of the fast path.
[[nodiscard]] const std::atomic<std::uint32_t> *mailbox_dirty();
// Upcalls::receive. Everything that was sent before the call is in the engine when it returns, as far as the engine has
// room. [any], under a delivery guard
void mailbox_receive();
// Upcalls::queue_has_room. What the mailbox had to keep is tried again. [any], under a delivery guard
void mailbox_queue_has_room();

// For stopping all threads: while it lives nobody else is inside the component's locks.
class MailboxLock {
public:
  MailboxLock();
  ~MailboxLock();
  void wake_at_release() const; // as of a Lock
  MailboxLock(const MailboxLock &) = delete;
  MailboxLock &operator=(const MailboxLock &) = delete;
};
// A thread about to sleep until SIGCONT may be inside post(): others receive in its stead.
void mailbox_let_go();

void mailbox_set_state(MailboxState state); // for others to see
// Tells the parent that this process has been stopped by a signal, or continued (0). Not under MailboxLock.
// `place`: of the stop among the signals that are sent to this process.
void mailbox_report(int stopped_by, std::uint64_t place);
// The place of the signal that this thread is just posting from the mailbox, else of what happens now.
[[nodiscard]] std::uint64_t mailbox_place();
// The mask and the ignored signals to start with: true if a posix_spawn() has given them, else those that are ignored
// by an ancestor. [loader]
[[nodiscard]] bool mailbox_start_signals(std::uint64_t *mask, std::uint64_t *ignored);
[[nodiscard]] bool mailbox_start_core(std::uint64_t *soft, std::uint64_t *hard);  // RLIMIT_CORE, likewise
[[nodiscard]] bool mailbox_start_queue(std::uint64_t *soft, std::uint64_t *hard); // RLIMIT_SIGPENDING
[[nodiscard]] bool mailbox_start_timer(unsigned which, std::uint64_t *left, std::uint64_t *interval); // from an exec
// How this process ends by a signal, for its parent, which still has the mailbox then. [any]
void mailbox_note_end(const Record &record, std::uint32_t status, bool core);

} // namespace psig
