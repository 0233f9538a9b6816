// What parent and child share in the child's mailbox: what the child starts with, and how it was stopped or ended. The
// child's own half is in mailbox/mailbox.h.
#pragma once

#include "base/errno_result.h"
#include "base/exit_status.h"
#include "base/sigset.h"
#include "mailbox/group.h"
#include "nt/ipc/section.h"
#include "nt/process/process_handle.h"

namespace psig {

struct ResourceLimit {
  std::uint64_t soft, hard;
};

struct ChildStart {
  Group group;
  SigSet mask, ignored;
  ResourceLimit core, queue; // RLIMIT_CORE, RLIMIT_SIGPENDING
};

struct ChildReport {
  std::uint32_t changes; // from running to stopped and back, modulo 2^32
  int stopped_by;        // 0: it runs
  std::uint64_t place;   // of what stopped it among the signals sent to it; 0: not known
};

// Makes the mailbox of a process that has not run yet, with what it starts with inside. ENOSYS: it has no library.
// [any]
[[nodiscard]] Errno child_mailbox_make(const nt::Process &child, const ChildStart &start, nt::Section *box);
// Of one that runs. ENOSYS: none. [any]
[[nodiscard]] Errno child_mailbox_open(const nt::Process &child, nt::Section *box);
[[nodiscard]] ChildReport child_report(const nt::Section &box);
[[nodiscard]] Group child_mailbox_group(const nt::Section &box);
[[nodiscard]] EndRecord child_end_record(const nt::Section &box); // of one that has ended

} // namespace psig
