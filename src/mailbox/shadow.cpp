// The owner's two words about its exec. Portable; no lock. [any]
#include "mailbox/shadow.h"

namespace psig {

void shadow_begins(Mailbox &box, std::uint64_t since) { box.exec_created.store(since); }

void shadow_fails(Mailbox &box) { box.exec_created.store(0); }

void shadow_tells(Mailbox &box, std::uint32_t pid, std::uint64_t created) {
  box.exec_created.store(created);
  box.exec_pid.store(pid);
}

bool shadow_stands_for(const Mailbox &box, std::uint32_t pid, std::uint64_t created) {
  const std::uint32_t told = box.exec_pid.load();
  const std::uint64_t since = box.exec_created.load();
  return since != 0 && created >= since && (told == 0 || told == pid);
}

} // namespace psig
