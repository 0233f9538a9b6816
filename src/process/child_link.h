// What the process room asks of a child's mailbox; the transport brings it.
#pragma once

#include "base/errno_result.h"
#include "base/sigset.h"
#include "nt/process_handle.h"
#include "nt/section.h"
#include "process/core_limit.h"
#include "process/exit_status.h"
#include "process/group_policy.h"
#include "process/queue_limit.h"

namespace psig {

struct ChildStart {
  Group group;
  SigSet mask, ignored;
  CoreLimit core;
  QueueLimit queue;
};

struct ChildReport {
  std::uint32_t changes; // from running to stopped and back, modulo 2^32
  int stopped_by;        // 0: it runs
  std::uint64_t place;   // of what stopped it among the signals sent to it; 0: not known
};

struct ChildLink {
  // Makes the mailbox of a process that has not run yet, with what it starts with inside. ENOSYS: it has no library.
  Errno (*prepare)(const nt::Process &child, const ChildStart &start, nt::Section *box);
  Errno (*open)(const nt::Process &child, nt::Section *box); // of one that runs. ENOSYS: none
  ChildReport (*report)(const nt::Section &box);
  Group (*group)(const nt::Section &box);
  EndRecord (*end)(const nt::Section &box); // of one that has ended
};
void process_child_link(const ChildLink &link);
[[nodiscard]] const ChildLink &child_link();

} // namespace psig
