// Made and checked as the mailbox is.
#include "mailbox/trace_section.h"

#include "mailbox/own.h"
#include "mailbox/peer.h"
#include "nt/ipc/section.h"
#include "nt/system/memory.h"

namespace psig {

TraceRing *trace_ring_own() {
  static constinit TraceRing *ring = nullptr; // only the thread that starts, then the dispatcher, come here
  nt::OwnerOnly security;
  for (unsigned n = 0; n < kNameTries && ring == nullptr; ++n) {
    nt::Section section;
    bool existed = false;
    const MailboxNames names = mailbox_owner().names(n);
    if (nt::section_create(names.trace, sizeof(TraceRing), security, &section, &existed) == 0)
      ring = static_cast<TraceRing *>(section.view);
  }
  if (ring == nullptr) ring = static_cast<TraceRing *>(nt::memory_commit(sizeof(TraceRing)));
  return ring;
}

FollowedRing::~FollowedRing() {
  nt::Section section{section_, const_cast<TraceRing *>(ring_)};
  nt::section_close(&section);
}

Errno FollowedRing::open(const nt::Process &process) {
  nt::Trust trust;
  if (const Errno error = nt::process_trust(process.handle, &trust)) return error;
  Errno denied = ENOENT;
  for (unsigned n = 0; n < kNameTries; ++n) {
    nt::Section section;
    const MailboxNames names = owner_of(process).names(n);
    const Errno error = nt::section_open(names.trace, nt::NamedKind::kSection, sizeof(TraceRing), trust, &section);
    if (error == EPERM) denied = EPERM;
    if (error != 0) continue;
    const auto *ring = static_cast<const TraceRing *>(section.view);
    if (ring->magic.load() == kTraceMagic && ring->abi.load() == kTraceAbi) {
      section_ = section.handle, ring_ = ring;
      return 0;
    }
    nt::section_close(&section);
  }
  return denied;
}

} // namespace psig
