// The mailbox of a process as it lies in shared memory: what docs/wire-format.md describes, field for field. Pure.
//
// Everything is a lock-free atomic at a fixed offset, the same for 32- and 64-bit processes, and zeroed memory is a
// valid empty mailbox. Whoever may signal the owner may write here, so nobody trusts what he reads.
#pragma once

#include <atomic>
#include <cstddef>

#include "base/claim.h"
#include "base/record.h"
#include "base/signal_table.h"
#include "base/sigset.h"

namespace psig {

inline constexpr std::uint32_t kMailboxMagic = 0x47495350; // "PSIG"
inline constexpr std::uint32_t kMailboxAbi = 3;
inline constexpr std::uint32_t kCells = kSigRtMin; // one per standard signal, by number
inline constexpr std::uint32_t kQueueSlots = 1024; // sigqueue() and real-time signals
inline constexpr std::uint32_t kReserveSlots = 64; // standard signals that must not be merged or had no cell
inline constexpr std::uint32_t kSlots = kQueueSlots + kReserveSlots;
inline constexpr std::uint32_t kEntries = kCells + kSlots;
inline constexpr std::uint32_t kMarkWords = kSlots / 64;
inline constexpr int kFirstOrdered = 18; // SIGCONT and, after it, the stop signals
inline constexpr std::uint32_t kOrdered = 5;
inline constexpr std::uint32_t kRecordWords = sizeof(Record) / 8;

enum class MailboxState : std::uint32_t { kStarting = 0, kRunning = 1, kStopped = 2, kEnding = 3 };

struct Slot {
  std::atomic<std::uint64_t> claim;    // 0: free; else who writes or wrote it, see claim_of()
  std::atomic<std::uint64_t> sequence; // 0: not published
  std::atomic<std::uint64_t> words[kRecordWords];
};

struct Mailbox {
  // The head: written by the owner, checked by every sender; `magic` last.
  std::atomic<std::uint32_t> magic, abi, head_size, size;
  std::atomic<std::uint32_t> slot_size, cells_count, queue_count, reserve_count;
  std::atomic<std::uint64_t> pid, created;
  std::atomic<std::uint32_t> state; // MailboxState
  std::atomic<std::uint32_t> flags; // bit 0: verified senders only; the others count the switchings
  std::atomic<std::int64_t> pgid, sid;
  // What posix_spawn() gives a process on its way: written by the parent before the process runs, `start` last.
  std::atomic<std::uint64_t> start_mask, start_ignored;
  std::atomic<std::uint32_t> start;      // 1: the two above hold, and so do the group and the session
  std::atomic<std::uint32_t> child_news; // non-zero: a child's `report` has changed
  // Changes of stopped to continued and back << 32 | place among the sent signals, 24 bits of it, << 8 | signal that
  // stopped it, or 0.
  std::atomic<std::uint64_t> report;
  std::atomic<std::uint64_t> ignored; // set to SIG_IGN: what a child made by CreateProcess() starts with
  std::uint64_t reserved_head[2];

  alignas(64) std::atomic<std::uint32_t> dirty; // non-zero: something was sent since the last absorb
  alignas(64) std::atomic<std::uint64_t> next_sequence;
  std::atomic<std::uint32_t> generation;          // counts looks because of the event; 0 before the first
  std::atomic<std::uint32_t> rung;                // the generation in which the event was last set
  std::atomic<std::uint32_t> unrung;              // counts sends that left the event alone
  std::atomic<std::uint32_t> looks;               // counts all looks
  alignas(64) std::atomic<std::uint64_t> pending; // cells that are full: bit n-1 for signal n
  std::atomic<std::uint64_t> marks[kMarkWords];   // slots to look at
  std::atomic<std::uint64_t> latest[kOrdered];    // stop and continue signals that found no slot: the last one's number
  std::atomic<std::uint64_t>
      status; // where the owner's StatusRoot is, in the owner: others read there, and nothing more

  alignas(512) Slot final;               // how the owner ended: `value` is its exit status, bit 0 of `error` the core
  std::atomic<std::uint64_t> start_core; // from the parent, as the mask: RLIMIT_CORE; 0: none
  std::atomic<std::uint64_t> start_core_hard; // its hard limit, with all bits inverted; 0: unlimited
  std::uint64_t reserved_final[54];

  alignas(1024) Slot cells[kCells]; // [0] is not used
  alignas(4096) Slot slots[kSlots]; // the last kReserveSlots are the reserve
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free && std::atomic<std::uint32_t>::is_always_lock_free);
static_assert(sizeof(Slot) == 64);
static_assert(offsetof(Mailbox, pid) == 32 && offsetof(Mailbox, state) == 48 && offsetof(Mailbox, pgid) == 56);
static_assert(offsetof(Mailbox, start_mask) == 72 && offsetof(Mailbox, start) == 88);
static_assert(offsetof(Mailbox, child_news) == 92 && offsetof(Mailbox, report) == 96);
static_assert(offsetof(Mailbox, ignored) == 104);
static_assert(offsetof(Mailbox, start_core) == 576 && offsetof(Mailbox, start_core_hard) == 584);
static_assert(offsetof(Mailbox, dirty) == 128 && offsetof(Mailbox, next_sequence) == 192);
static_assert(offsetof(Mailbox, pending) == 256 && offsetof(Mailbox, marks) == 264);
static_assert(offsetof(Mailbox, latest) == 400 && offsetof(Mailbox, status) == 440);
static_assert((kStopSet | kContinueSet) == (bit(kFirstOrdered + int{kOrdered}) - bit(kFirstOrdered)));
static_assert(offsetof(Mailbox, final) == 512 && offsetof(Mailbox, cells) == 1024 && offsetof(Mailbox, slots) == 4096);
static_assert(sizeof(Mailbox) == 4096 + kSlots * 64);

// Bit 0 of `flags`: slots and cells are not read; senders use the owner's pipe (verified.h).
constexpr bool wants_verified(std::uint32_t flags) { return (flags & 1) != 0; }

// Where a signal was put: the cell by its number, kCells + the slot's, or from kEntries on the word in `latest`.
// sequence 0: nowhere of its own.
struct Placed {
  std::uint32_t index = 0;
  std::uint64_t sequence = 0;
};

// Whether the process behind a claim still lives; one that cannot be told counts as living.
using ClaimAlive = bool (*)(std::uint64_t claim);

// Fills the head with what follows from the owner's identity; several may do so at once.
void mailbox_head_write(Mailbox &box, std::uint32_t pid, std::uint64_t created);
enum class HeadCheck { kGood, kBlank, kBad };
[[nodiscard]] HeadCheck mailbox_head_check(const Mailbox &box, std::uint32_t pid, std::uint64_t created);

// Frees what dead processes left half written, and marks the slots that they published. By sender or owner. [any]
void mailbox_sweep(Mailbox &box, ClaimAlive alive);

} // namespace psig
