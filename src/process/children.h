// The children of this process: each from its start until a wait function has reported its end.
//
//   spawn or adoption --> add --> child waiter: the handle is signalled --> ended, SIGCHLD --> wait --> forgotten
//                                 dispatcher: its mailbox has news     --> stopped, continued, SIGCHLD --> wait
//
// Lock: g_children_lock. SIGCHLD is posted under it, so that nobody sees the one without the other.
#pragma once

#include "base/exit_status.h"
#include "base/lock.h"
#include "base/record.h"
#include "mailbox/child.h"

namespace psig {

extern Lock<LockRank::kChildren> g_children_lock;

struct Child {
  Child *next = nullptr, *previous = nullptr; // in the order in which they were added
  nt::Process process;
  nt::Section box;        // its mailbox; no view: it has no library
  std::int64_t group = 0; // where it has none
  std::uint32_t changes = 0;
  int stopped_by = 0;
  std::uint64_t place = 0, continued = 0; // of what stopped it, and of our last SIGCONT, in its mailbox
  bool news = false;                      // of a stop or a continuation that no wait function has told
  bool ended = false;
  std::uint32_t exit_code = 0;
  EndRecord end_record;
};

// Takes over handle and mailbox. EAGAIN ENOMEM: nothing is taken. Under a delivery guard.
[[nodiscard]] Errno children_add(const nt::Process &process, const nt::Section &box, std::int64_t group);

// ---- under the lock ------------------------------------------------------------------------------------------------
[[nodiscard]] Child *children_first() PSIG_REQUIRES(g_children_lock);
[[nodiscard]] Child *children_find(std::int64_t pid) PSIG_REQUIRES(g_children_lock);
// Its session is 0: without the library.
[[nodiscard]] Group child_group(const Child &child) PSIG_REQUIRES(g_children_lock);
// Whether it has been waited for, not long ago.
[[nodiscard]] bool children_forgotten(const nt::Process &process) PSIG_REQUIRES(g_children_lock);
void children_forget(Child *child) PSIG_REQUIRES(g_children_lock); // it has ended and been told

// ---- news: without the lock, under a delivery guard -----------------------------------------------------------------
void children_changed();                                // some mailbox has some
void children_ended(Child *child);                      // by the thread that waited for its handle
void children_note(std::int64_t pid, int stop_or_cont); // sent to it by ourselves: one without the library
// SIGCONT sent to it by ourselves, with that place in its mailbox: what stopped it before is nobody's news any more.
void children_continued(std::int64_t pid, std::uint64_t place);
// Those of a group that have no library, and whose console group the system does not tell; at most `room`.
[[nodiscard]] unsigned children_without_library(std::int64_t group, std::uint32_t *pids, unsigned room);
// Until it has been waited for a child exists, and is in its group, whether it has ended or not: for kill(), getpgid()
// and its like, and for whoever joins the group. `sid` 0 stands for any session.
[[nodiscard]] bool child_exists(std::int64_t pid, Group *group);
[[nodiscard]] bool child_group_exists(std::int64_t pgid, std::int64_t sid);

// Wakes whoever waits for a child. Not under the lock.
void children_wake_waiters();

} // namespace psig
