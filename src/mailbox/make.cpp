// The owner and a sender may do this at once: the names decide, and both write the same. [any] [loader]
#include "mailbox/make.h"

#include "mailbox/more.h"
#include "nt/ipc/named_event.h"
#include "nt/thread/thread.h"

namespace psig {
namespace {

// The n-th name to try where `first` comes before the others.
unsigned nth(unsigned n, unsigned first) { return n == 0 ? first : n <= first ? n - 1 : n; }

// Calls `make(attempt)` until that succeeds; the attempt, or kNameTries.
template <typename Make> unsigned first_name(unsigned first, Make make) {
  if (first >= kNameTries) first = 0;
  for (unsigned n = 0; n < kNameTries; ++n)
    if (make(nth(n, first)) == 0) return nth(n, first);
  return kNameTries;
}

} // namespace

MailboxObjects::~MailboxObjects() {
  if (event != nullptr) nt::handle_close(event);
  nt::section_close(&more);
  nt::section_close(&section);
}

Errno section_make(const MailboxNames &names, nt::OwnerOnly &security, MailboxObjects *made, bool *existed) {
  return nt::section_create(names.section, sizeof(Mailbox), security, &made->section, existed);
}

Errno others_make(const MailboxOwner &owner, nt::OwnerOnly &security, MailboxObjects *made) {
  const std::uint32_t said = made->box().names.load();
  const unsigned event = first_name(event_name_of(said), [&](unsigned n) {
    return nt::named_event_create(owner.names(n).event, security, &made->event);
  });
  if (event == kNameTries) return EAGAIN;
  const unsigned more = first_name(more_name_of(said), [&](unsigned n) {
    return nt::section_reserve(owner.names(n).more, kMoreBytes, security, &made->more);
  });
  made->box().names.store(names_word(event, more));
  return 0;
}

} // namespace psig
