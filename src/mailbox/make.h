// Makes the objects of a mailbox, under names of which somebody else may have taken some (docs/security.md). The owner
// does it, or a sender for the owner. [any] [loader]
#pragma once

#include "mailbox/layout.h"
#include "mailbox/names.h"
#include "nt/ipc/section.h"

namespace psig {

struct MailboxObjects {
  nt::Section section, more; // `more` may be missing: the queue is shorter then
  nt::Handle event = nullptr;

  MailboxObjects() = default;
  ~MailboxObjects();
  MailboxObjects(const MailboxObjects &) = delete;
  MailboxObjects &operator=(const MailboxObjects &) = delete;
  [[nodiscard]] Mailbox &box() const { return *static_cast<Mailbox *>(section.view); }
};

// Makes the section under this name, or takes the one that is there if it is what would have been made (`existed`).
[[nodiscard]] Errno section_make(const MailboxNames &names, nt::OwnerOnly &security, MailboxObjects *made,
                                 bool *existed);
// The others, each under the first of its names that can be had, beginning with those that the mailbox says; it says
// them then. EAGAIN: no name can be had for the event, or no memory.
[[nodiscard]] Errno others_make(const MailboxOwner &owner, nt::OwnerOnly &security, MailboxObjects *made);

} // namespace psig
