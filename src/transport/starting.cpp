// For a signal sent right after CreateProcess: it waits in the mailbox until the library of the new process looks. Both
// sides may be making it at once: the name decides that there is one, and they write the same head into it. [any]
#include "transport/starting.h"

#include "nt/image_marker.h"
#include "nt/named_event.h"
#include "nt/thread.h"
#include "transport/more.h"

namespace psig {
namespace {

constexpr char kMarker[] = ".psig"; // a PE section of the program, by src/runtime/anchor.cpp

Errno make(const nt::Process &process, const MailboxNames &names) {
  nt::Section section, more;
  nt::Handle event = nullptr;
  bool existed = false;
  nt::OwnerOnly security;
  Errno error = nt::section_create(names.section, sizeof(Mailbox), &section, &existed, &security);
  if (error == 0) error = nt::named_event_create(names.event, &event);
  if (error == 0) {
    auto &box = *static_cast<Mailbox *>(section.view);
    if (nt::section_reserve(names.more, kMoreBytes, &more, &security) == 0 &&
        nt::process_give(process, more.handle) == 0)
      box.blocks_count.store(kMoreBlocks);
    mailbox_head_write(box, process.pid, process.created);
    error = nt::process_give(process, section.handle);
  }
  if (error == 0) error = nt::process_give(process, event);
  if (event != nullptr) nt::handle_close(event);
  nt::section_close(&more);
  nt::section_close(&section);
  return error;
}

} // namespace

Errno starting_make(const nt::Process &process) {
  nt::Sid user;
  const nt::Sid *own = nt::own_user();
  if (own == nullptr || nt::process_user(process.handle, &user) != 0 || !nt::same_sid(user, *own)) return ENOSYS;
  if (!nt::process_image_has_section(process, kMarker)) return ENOSYS;
  return make(process, peer_names(process)) == 0 ? 0 : ENOSYS;
}

} // namespace psig
