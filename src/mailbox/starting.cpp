// For a signal sent right after CreateProcess: it waits in the mailbox until the library of the new process looks. Both
// sides may make the mailbox at once. The name decides that there is one, and both write the same head. [any]
#include "mailbox/starting.h"

#include "mailbox/make.h"
#include "mailbox/marker.h"
#include "mailbox/more.h"
#include "nt/process/process_memory.h"

namespace psig {
namespace {

// `fresh`: what is there already is nobody's of the same trust either.
Errno make(const nt::Process &process, bool fresh, MailboxObjects *made, unsigned *attempt) {
  nt::Trust trust;
  if (const Errno error = nt::process_trust(process.handle, &trust)) return error;
  nt::OwnerOnly security(trust);
  const MailboxOwner owner = owner_of(process);
  for (*attempt = 0; *attempt < kNameTries; ++*attempt) {
    bool existed = false;
    const Errno error = section_make(owner.names(*attempt), security, made, &existed);
    if (error == 0 && !(fresh && existed)) return others_make(owner, security, made);
    nt::section_close(&made->section);
  }
  return EAGAIN;
}

Errno give(const nt::Process &process, const MailboxObjects &made) {
  Mailbox &box = made.box();
  if (made.more.handle != nullptr && nt::process_give(process, made.more.handle) == 0)
    box.blocks_count.store(kMoreBlocks);
  mailbox_head_write(box, process.pid, process.created);
  const Errno error = nt::process_give(process, made.section.handle);
  return error != 0 ? error : nt::process_give(process, made.event);
}

// Where its words are; 0: it is none of ours.
std::uint64_t marker_of(const nt::Process &process) {
  nt::Sid user;
  const nt::Sid *own = nt::own_user();
  if (own == nullptr || nt::process_user(process.handle, &user) != 0 || !nt::same_sid(user, *own)) return 0;
  return nt::process_image_section(process, kMarker);
}

} // namespace

Errno starting_make(const nt::Process &process) {
  const std::uint64_t marker = marker_of(process);
  std::uint32_t state = 0;
  nt::ProcessMemory memory;
  if (marker == 0 || memory.open(process) != 0 || !memory.read(marker + kMarkerState, &state, sizeof(state)))
    return ENOSYS;
  if (state != kMarkerStarting) return EAGAIN;
  MailboxObjects made;
  unsigned unused = 0;
  if (const Errno error = make(process, false, &made, &unused)) return error;
  return give(process, made) == 0 ? 0 : ENOSYS;
}

Errno starting_give(const nt::Process &child, nt::Section *view) {
  const std::uint64_t marker = marker_of(child);
  if (marker == 0) return ENOSYS;
  MailboxObjects made;
  unsigned attempt = 0;
  Errno error = make(child, true, &made, &attempt);
  if (error == 0) error = give(child, made);
  if (error == 0 && !nt::process_word_write(child, marker + kMarkerGiven, attempt + 1)) error = EPERM;
  if (error != 0) return error;
  *view = made.section;
  made.section = {};
  return 0;
}

} // namespace psig
