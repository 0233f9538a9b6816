// Makes the process's own mailbox, first thing in the process: no waits, no loading, no threads. [loader]
//
// A sender that found this process starting may have made it already, with signals inside. Then the process adopts it,
// whatever its head says. The group is written last; until then nobody takes the process for a member of one. If a
// parent's posix_spawn() has made it, the marker says under which name, and only what is under that name is believed
// (docs/security.md, "An honest start").
#include "mailbox/own.h"

#include "mailbox/make.h"
#include "mailbox/marker.h"
#include "mailbox/more.h"
#include "mailbox/peer.h"
#include "nt/ipc/section.h"
#include "nt/process/process.h"
#include "nt/thread/multi_wait.h"

namespace psig {
namespace {

constinit nt::OwnProcess g_own{};
constinit nt::Section g_section;
constinit nt::Section g_more_section; // without it the mailbox is smaller
constinit MoreView g_more;
nt::Handle g_event;
std::uint32_t g_names;   // Mailbox::names, whoever writes there
bool g_given = false;    // the mailbox is the one that a posix_spawn() has made
constinit Group g_group; // stands in where there is no mailbox

constinit std::uint64_t g_inherited = 0; // ignored signals, where no posix_spawn() has given them

// One step up; false at the top, or where a later process has the pid.
bool climb(nt::Process *process) {
  nt::Process parent;
  if (nt::process_open_older(nt::process_parent(process->handle), process->created, &parent) != 0) return false;
  nt::process_close(process);
  *process = parent;
  return true;
}

// The nearest ancestor with the library: programs without it, such as shells, pass on what they do not know. Unless one
// of them leads the console group, which is then the group.
StartFacts start_facts() {
  constexpr unsigned kMost = 64;
  StartFacts facts{};
  facts.pid = g_own.pid;
  facts.console_group = g_own.console_group;
  facts.parent = g_own.parent; // ended or not: here it is a number
  nt::Process process;
  if (nt::process_open(g_own.pid, &process) != 0) return facts;
  for (unsigned n = 0; n < kMost && !facts.ancestor_has_library && climb(&process); ++n) {
    PeerView view;
    if (view.open(process) == 0) {
      facts.ancestor_has_library = true;
      facts.ancestor_group = {view.box()->pgid.load(), view.box()->sid.load()};
      g_inherited = view.box()->ignored.load();
    } else if (process.pid == g_own.console_group) {
      facts.leader_between = true;
    }
  }
  nt::process_close(&process);
  return facts;
}

MailboxNames own_names(unsigned attempt) { return mailbox_owner().names(attempt); }

// One that has been made in our stead, else a new one, under the first name that nobody else has. One that is there
// is looked for first, under the later names: whoever held the first may have let it go since.
Errno section(nt::OwnerOnly &security, MailboxObjects *made, unsigned *attempt) {
  for (*attempt = kNameTries - 1; *attempt > 0; --*attempt)
    if (nt::section_open(own_names(*attempt).section, nt::NamedKind::kSection, sizeof(Mailbox), security.trust(),
                         &made->section) == 0)
      return 0;
  Errno error = EAGAIN;
  bool existed;
  for (; *attempt < kNameTries; ++*attempt) {
    error = section_make(own_names(*attempt), security, made, &existed);
    if (error == 0 || error == ENOMEM) return error;
  }
  return error;
}

// Of a marker that may be missing.
std::uint32_t given_by_parent(std::uint64_t marker) {
  return marker != 0 ? *reinterpret_cast<const volatile std::uint32_t *>(marker + kMarkerGiven) : 0;
}
void mark(std::uint64_t marker, MarkerState state) {
  if (marker != 0) *reinterpret_cast<volatile std::uint32_t *>(marker + kMarkerState) = state;
}

Errno make() {
  const std::uint64_t marker = nt::own_image_section(kMarker);
  const std::uint32_t given = given_by_parent(marker);
  nt::OwnerOnly security;
  MailboxObjects made;
  unsigned attempt = given - 1;
  Errno error = security.valid() ? EAGAIN : EPERM;
  if (error == EAGAIN && given != 0)
    error = nt::section_open(own_names(attempt).section, nt::NamedKind::kSection, sizeof(Mailbox), security.trust(),
                             &made.section);
  g_given = error == 0;
  if (error == EAGAIN || error == ENOENT || error == EINVAL) error = section(security, &made, &attempt);
  if (error == 0) error = others_make(mailbox_owner(), security, &made);
  if (error != 0) {
    mark(marker, kMarkerHasNone);
    nt::stderr_write("posix-signals: no mailbox could be made: other processes cannot send signals to this one\n");
    return error;
  }
  if (attempt != 0 || event_name_of(made.box().names.load()) != 0)
    nt::stderr_write("posix-signals: somebody else has taken a name of this process's mailbox; another one is used\n");
  g_names = made.box().names.load();
  g_section = made.section, g_more_section = made.more, g_event = made.event;
  made.section = made.more = {};
  made.event = nullptr;
  mark(marker, kMarkerHasMailbox);
  return 0;
}

MoreBlock *more_block(void *, std::uint32_t n) {
  if (g_more.mapped() == nullptr) {
    nt::Section section{g_more_section.handle, nullptr};
    if (nt::section_map(&section, kMoreBytes) != 0) return nullptr;
    g_more.keep(&section);
    section.handle = nullptr;
    nt::section_close(&section);
  }
  return g_more.block(n);
}

// What a posix_spawn() has written before this process ran.
bool given(const Mailbox &box) { return g_given && box.start.load() != 0 && box.pgid.load() > 0 && box.sid.load() > 0; }

} // namespace

Errno mailbox_own_start() {
  g_own = nt::own_process();
  const Errno error = make();
  const bool has_group = error == 0 && given(*mailbox_own());
  g_group = has_group ? own_group() : starting_group(start_facts());
  if (error != 0) {
    g_event = nt::auto_event_create();
    return error;
  }
  Mailbox &box = *mailbox_own();
  mailbox_head_write(box, g_own.pid, g_own.created);
  if (!has_group) {
    box.sid.store(g_group.sid);
    box.pgid.store(g_group.pgid);
  }
  box.state.store(static_cast<std::uint32_t>(MailboxState::kRunning));
  return 0;
}

const Mailbox *mailbox_given() { return g_section.view != nullptr && given(*mailbox_own()) ? mailbox_own() : nullptr; }

std::uint64_t inherited_ignored() { return g_inherited; }

Mailbox *mailbox_own() { return static_cast<Mailbox *>(g_section.view); }
MoreSlots mailbox_own_more() { return {g_more_section.handle != nullptr ? more_block : nullptr, nullptr}; }
void *mailbox_own_event() { return g_event; }
void mailbox_own_mend() {
  if (mailbox_own()->names.load(std::memory_order_relaxed) != g_names) mailbox_own()->names.store(g_names);
}
const nt::OwnProcess &own_process_facts() { return g_own; }
MailboxOwner mailbox_owner() { return {g_own.pid, g_own.created, g_own.session, g_own.session}; }
std::uint64_t own_claim() { return claim_of(g_own.pid, g_own.created); }

Group own_group() {
  const Mailbox *box = mailbox_own();
  return box != nullptr ? Group{box->pgid.load(), box->sid.load()} : g_group;
}

void own_group_set(std::int64_t pgid) {
  g_group.pgid = pgid;
  if (Mailbox *box = mailbox_own()) box->pgid.store(pgid);
}

void own_session_begin() {
  g_group.sid = own_process_facts().pid;
  if (Mailbox *box = mailbox_own()) box->sid.store(g_group.sid);
  own_group_set(g_group.sid);
}

bool claim_alive(std::uint64_t claim) { return nt::process_claimed(claim) != ESRCH; }

} // namespace psig
