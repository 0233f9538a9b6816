// The order of the locks, outermost first: a thread that holds one takes only those below it. A rank has one lock.
//
// tests/layering/locks.py makes the table of docs/contexts.md from these lines and from the locks' definitions. A build
// with PSIG_CHECKS compares every lock that is taken with the order (base/lock_check.h).
#pragma once

namespace psig {

enum class LockRank : unsigned char {
  kSwitch,    // One thread at a time demands verified senders, or ceases to; it waits for those that are to know.
  kTurn,      // Which thread receives the mailbox: it posts to the engine meanwhile, so that nothing changes the order.
  kPeers,     // The other processes' mailboxes that are kept open.
  kChildren,  // The table of children; SIGCHLD is posted under it, and system() changes its two dispositions.
  kBridge,    // The C run-times' view of the dispositions: only threads of the program take it.
  kFaultHook, // Whether the exception handler that comes first is installed.
  kEngine,    // What is pending, the actions, and the list of threads.
  kTimers,    // The timers, and when they are due.
  kCoreLimit, // The soft and the hard limit of core files.
  kRequests,  // The requests that have been made of unmanaged processes.
  kPage,      // The page that has the console's foreground group.
  kLine,      // The line that is being typed, and what is left of the last one.
  kWatchers,  // The threads that wait for pipes, and what for.
  kNamed,     // The named semaphores that this process has open.
  kService,   // The state of the service, and its reports: no thread that a stop suspends takes it.
  kSuspend,   // One thread is suspended at a time. Its holder is [suspended] from then on.
};

// No thread holds two of the locks from kTimers to kService.
constexpr bool is_leaf(LockRank rank) { return rank > LockRank::kEngine && rank < LockRank::kSuspend; }

inline constexpr const char *kLockNames[] = {"switch",   "turn",   "peers",      "children", "bridge", "fault hook",
                                             "engine",   "timers", "core limit", "requests", "page",   "line",
                                             "watchers", "named",  "service",    "suspend"};
inline constexpr unsigned kLockRanks = static_cast<unsigned>(LockRank::kSuspend) + 1;
static_assert(sizeof(kLockNames) / sizeof(*kLockNames) == kLockRanks);

} // namespace psig
