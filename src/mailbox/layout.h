// The mailbox of a process in shared memory: what docs/wire-format.md describes, field for field. Portable.
//
// Everything is a lock-free atomic at a fixed offset, the same for 32- and 64-bit processes, and zeroed memory is a
// valid empty mailbox. Whoever may signal the owner may write here, so neither side trusts what it reads.
#pragma once

#include <atomic>
#include <cstddef>

#include "base/claim.h"
#include "base/record.h"
#include "base/room.h"
#include "base/signal_table.h"
#include "base/sigset.h"

namespace psig {

inline constexpr std::uint32_t kMailboxMagic = 0x47495350; // "PSIG"
inline constexpr std::uint32_t kMailboxAbi = 5;
inline constexpr std::uint32_t kCells = kSigRtMin; // one per standard signal, by number
inline constexpr std::uint32_t kQueueSlots = 1024; // sigqueue() and real-time signals; a multiple of 64
inline constexpr std::uint32_t kMoreBlocks = 63;   // as many slots again in each, in a section of their own
inline constexpr std::uint32_t kQueueCapacity = kQueueSlots * (1 + kMoreBlocks);
inline constexpr std::uint32_t kReserveSlots = 64; // standard signals that must not be merged or had no cell
inline constexpr std::uint32_t kSlots = kQueueSlots + kReserveSlots;
inline constexpr std::uint32_t kEntries = kCells + kSlots;
inline constexpr std::uint32_t kMarkWords = kSlots / 64;
inline constexpr int kFirstOrdered = 18; // SIGCONT and, after it, the stop signals
inline constexpr std::uint32_t kOrdered = 5;
inline constexpr std::uint32_t kRealtime = kSigMax - kSigRtMin + 1;
inline constexpr std::uint32_t kLatest = kOrdered + kRealtime;  // who have a word for those without a slot
inline constexpr std::uint32_t kFirstMore = kEntries + kLatest; // index of the first slot of the blocks
inline constexpr std::uint32_t kMoreEntries = kMoreBlocks * kQueueSlots;
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
  std::atomic<std::uint64_t> ignored;      // set to SIG_IGN: what a child made by CreateProcess() starts with
  std::atomic<std::uint32_t> blocks_count; // 0: the owner has no section with more slots
  std::atomic<std::uint32_t> names;        // which of their names the event and, << 8, that section have
  std::uint64_t reserved_head[1];

  alignas(64) std::atomic<std::uint32_t> dirty; // non-zero: something was sent since the last reception
  alignas(64) std::atomic<std::uint64_t> next_sequence;
  std::atomic<std::uint32_t> generation;          // counts receptions because of the event; 0 before the first
  std::atomic<std::uint32_t> woken_generation;    // the generation in which the event was last set
  std::atomic<std::uint32_t> unrung;              // counts sends that left the event alone
  std::atomic<std::uint32_t> heartbeat;           // goes up whenever the owner receives
  alignas(64) std::atomic<std::uint64_t> pending; // cells that are full: bit n-1 for signal n
  std::atomic<std::uint64_t> marks[kMarkWords];   // slots to look at
  std::atomic<std::uint64_t> latest[kOrdered];    // stop and continue signals that found no slot: the last one's number
  std::atomic<std::uint64_t>
      status; // where the owner's StatusRoot is, in the owner: others read there, and nothing more
  // The queue and its blocks: bit 0 the slots here, bit n block n-1.
  std::atomic<std::uint64_t> full; // those in which a sender has found no free slot, and the owner has freed none since
  std::atomic<std::uint64_t> more; // blocks with marks
  std::atomic<std::uint64_t> used; // blocks in which there was ever anything
  // Whether there is room is told by numbers, of kQueueCapacity (base/room.h): next_sequence less what the owner has
  // taken or never will wait here, and the rest in his own queues, or his limit withholds it.
  std::atomic<std::uint64_t> room;

  alignas(512) Slot final;               // how the owner ended: `value` is its exit status, bit 0 of `error` the core
  std::atomic<std::uint64_t> start_core; // from the parent, as the mask: RLIMIT_CORE; 0: none
  std::atomic<std::uint64_t> start_core_hard; // its hard limit, with all bits inverted; 0: unlimited
  std::atomic<std::uint32_t> start_queue_less, start_queue_hard_less; // RLIMIT_SIGPENDING: how far below kQueueCapacity
  std::atomic<std::uint64_t> latest_realtime[kRealtime]; // as `latest`; their bits in `pending` say that there is one
  // The process that runs the program which the owner has become by exec, as its group's member; 0: none, or without
  // the library. `exec_pid` last.
  std::atomic<std::uint64_t> exec_created;
  std::atomic<std::uint32_t> exec_pid;
  std::atomic<std::uint32_t> trace; // goes up, once a second at least, while somebody wants to follow the trace
  std::atomic<std::uint64_t> start_timers[3][2]; // from exec: what was left of setitimer()'s, ns, and their intervals
  std::uint64_t reserved_final[14];

  alignas(1024) Slot cells[kCells]; // [0] is not used
  alignas(4096) Slot slots[kSlots]; // the last kReserveSlots are the reserve
};

// More slots, in a section of 63 such blocks whose pages exist when somebody needs them.
struct MoreBlock {
  std::atomic<std::uint64_t> marks[kQueueSlots / 64];
  alignas(4096) Slot slots[kQueueSlots];
};
static_assert(sizeof(MoreBlock) == 4096 + kQueueSlots * 64);

// How this process gets at a block; null for want of memory, or where there are none.
struct MoreSlots {
  MoreBlock *(*get)(void *context, std::uint32_t n) = nullptr;
  void *context = nullptr;
  [[nodiscard]] MoreBlock *block(std::uint32_t n) const { return get != nullptr ? get(context, n) : nullptr; }
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free && std::atomic<std::uint32_t>::is_always_lock_free);
static_assert(sizeof(Slot) == 64);
static_assert(offsetof(Mailbox, pid) == 32 && offsetof(Mailbox, state) == 48 && offsetof(Mailbox, pgid) == 56);
static_assert(offsetof(Mailbox, start_mask) == 72 && offsetof(Mailbox, start) == 88);
static_assert(offsetof(Mailbox, child_news) == 92 && offsetof(Mailbox, report) == 96);
static_assert(offsetof(Mailbox, ignored) == 104 && offsetof(Mailbox, blocks_count) == 112 &&
              offsetof(Mailbox, names) == 116);
static_assert(offsetof(Mailbox, start_core) == 576 && offsetof(Mailbox, start_core_hard) == 584);
static_assert(offsetof(Mailbox, dirty) == 128 && offsetof(Mailbox, next_sequence) == 192);
static_assert(offsetof(Mailbox, pending) == 256 && offsetof(Mailbox, marks) == 264);
static_assert(offsetof(Mailbox, latest) == 400 && offsetof(Mailbox, status) == 440);
static_assert(offsetof(Mailbox, full) == 448 && offsetof(Mailbox, room) == 472);
static_assert(offsetof(Mailbox, start_queue_less) == 592 && offsetof(Mailbox, latest_realtime) == 600);
static_assert(offsetof(Mailbox, start_timers) == 864);
static_assert(offsetof(Mailbox, exec_created) == 848 && offsetof(Mailbox, exec_pid) == 856 &&
              offsetof(Mailbox, trace) == 860);
static_assert((kStopSet | kContinueSet) == (bit(kFirstOrdered + int{kOrdered}) - bit(kFirstOrdered)));
static_assert(offsetof(Mailbox, final) == 512 && offsetof(Mailbox, cells) == 1024 && offsetof(Mailbox, slots) == 4096);
static_assert(sizeof(Mailbox) == 4096 + kSlots * 64);

// The n-th of those that have such a word: first the ordered, then the real-time signals.
constexpr int signo_of_latest(std::uint32_t n) {
  return static_cast<int>(n) + (n < kOrdered ? kFirstOrdered : kSigRtMin - int{kOrdered});
}
constexpr std::uint32_t latest_of_signo(int signo) {
  return static_cast<std::uint32_t>(signo < kSigRtMin ? signo - kFirstOrdered : signo - kSigRtMin + int{kOrdered});
}
inline std::atomic<std::uint64_t> &latest_word(Mailbox &box, std::uint32_t n) {
  return n < kOrdered ? box.latest[n] : box.latest_realtime[n - kOrdered];
}

// Bit 0 of `flags`: slots and cells are not read; senders use the owner's pipe (verified.h).
constexpr bool wants_verified(std::uint32_t flags) { return (flags & 1) != 0; }

// Where a signal was put: the cell by its number, kCells + the slot's, from kEntries on the word in `latest`, from
// kFirstMore on a slot of the blocks. sequence 0: nowhere of its own.
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
void mailbox_sweep_block(Mailbox &box, std::uint32_t n, MoreBlock &block, ClaimAlive alive); // by the owner

} // namespace psig
