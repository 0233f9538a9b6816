// Making the own mailbox, first thing in the process: no waits, no loading, no threads. [loader]
//
// A sender that found this process starting may have made it already, with signals inside: then it is adopted, whatever
// its head says. The group is written last; until then nobody takes the process for a member of one. A parent's
// posix_spawn() has done so already.
#include "transport/mailbox_own.h"

#include "nt/multi_wait.h"
#include "nt/named_event.h"
#include "nt/section.h"
#include "transport/more.h"
#include "transport/names.h"
#include "transport/peer.h"

namespace psig {
namespace {

constinit nt::OwnProcess g_own{};
constinit nt::Section g_section;
constinit nt::Section g_more_section; // without it the mailbox is smaller
constinit MoreView g_more;
nt::Handle g_event;
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

Errno make() {
  MailboxNames names;
  mailbox_names(g_own.pid, g_own.created, g_own.session, g_own.session, &names);
  bool existed = false;
  nt::OwnerOnly security;
  Errno error = nt::section_create(names.section, sizeof(Mailbox), &g_section, &existed, &security);
  if (error != 0) return error;
  error = nt::named_event_create(names.event, &g_event);
  if (error != 0) nt::section_close(&g_section);
  else (void)nt::section_reserve(names.more, kMoreBytes, &g_more_section, &security);
  return error;
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
bool given(const Mailbox &box) { return box.start.load() != 0 && box.pgid.load() > 0 && box.sid.load() > 0; }

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

std::uint64_t inherited_ignored() { return g_inherited; }

Mailbox *mailbox_own() { return static_cast<Mailbox *>(g_section.view); }
MoreSlots mailbox_own_more() { return {g_more_section.handle != nullptr ? more_block : nullptr, nullptr}; }
void *mailbox_own_event() { return g_event; }
const nt::OwnProcess &own_process_facts() { return g_own; }
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
