// The system's list of processes has each one's parent by pid. The pid may have been used again since, so a link counts
// only if the parent is older. Every process found is held open, so that its pid cannot become another's before it is
// signalled. The list is read again until nothing new turns up. [any]
#include "kill/tree.h"

#include <posix/signal.h>

#include "kill/send.h"
#include "mailbox/own.h"
#include "mailbox/peer.h"
#include "nt/process/process_list.h"
#include "nt/system/memory.h"
#include "signal/engine.h"
#include "signal/user_memory.h"

namespace psig {
namespace {

constexpr unsigned kMost = 16384;

struct Tree {
  unsigned count;
  nt::Process members[kMost]; // ancestors before descendants
};

const nt::Process *find(const Tree &tree, std::uint32_t pid) {
  for (unsigned i = 0; i < tree.count; ++i)
    if (tree.members[i].pid == pid) return &tree.members[i];
  return nullptr;
}

bool add_if_child(const nt::ProcessEntry &entry, void *argument) {
  auto *tree = static_cast<Tree *>(argument);
  const nt::Process *parent = find(*tree, entry.parent);
  if (parent == nullptr || entry.created < parent->created || find(*tree, entry.pid) != nullptr) return true;
  if (tree->count == kMost) return false;
  nt::Process child;
  if (nt::process_open(entry.pid, &child) != 0) return true;
  if (child.created == entry.created) tree->members[tree->count++] = child;
  else nt::process_close(&child); // the number has been used again since the list was made
  return true;
}

Errno collect(Tree *tree) {
  for (unsigned before = 0; before != tree->count;) {
    before = tree->count;
    if (const Errno error = nt::processes_visit(add_if_child, tree)) return error;
  }
  return 0;
}

bool in_tree(const Peer &peer, const void *tree) {
  const nt::Process *member = find(*static_cast<const Tree *>(tree), peer.process.pid);
  return member != nullptr && member->created == peer.process.created;
}

struct Sent {
  bool any = false, own = false;
  Errno root = ESRCH;
};

void send_from(const Tree &tree, unsigned first, const Record &record, bool parents_first, Sent *sent) {
  for (unsigned i = first; i < tree.count; ++i) {
    const unsigned at = parents_first ? i : tree.count - 1 - (i - first);
    const std::uint32_t pid = tree.members[at].pid;
    if (pid == own_process_facts().pid) {
      sent->own = true;
      continue;
    }
    const Errno error = kill_send_each(pid, record, {in_tree, &tree, false});
    if (error == 0) sent->any = true;
    if (at == 0) sent->root = error;
  }
}

// Who is ended or stopped starts nobody any more: what he has started since the list was read is found in the next one.
Errno send_all(Tree *tree, int signo, bool parents_first) {
  const Record record = record_from_self(signo, SI_USER);
  const bool look_again = signo == SIGKILL || signo == SIGSTOP;
  Sent sent;
  for (unsigned told = 0; told != tree->count;) {
    const unsigned first = told;
    told = tree->count;
    send_from(*tree, first, record, parents_first, &sent);
    if (look_again) (void)collect(tree);
  }
  if (sent.own && signo != 0) (void)post(nullptr, record, false); // it may be the end
  return sent.any || sent.own ? 0 : sent.root;
}

// What hand() has given away is not closed.
Errno hand(Tree *tree, struct posix_tree_member *members) {
  for (unsigned i = 0; i < tree->count; ++i) {
    const struct posix_tree_member member = {static_cast<pid_t>(tree->members[i].pid),
                                             reinterpret_cast<posix_pidfd_t>(tree->members[i].handle)};
    if (const Errno error = user_write(&members[i], member)) return error;
  }
  tree->count = 0;
  return 0;
}

template <typename Use> Errno with_tree(pid_t root, Use use) {
  const DeliveryGuard delivery;
  if (root > 0xFFFFFFFF) return ESRCH;
  auto *tree = static_cast<Tree *>(nt::memory_commit(sizeof(Tree)));
  if (tree == nullptr) return ENOMEM;
  Errno error = nt::process_open(static_cast<std::uint32_t>(root), &tree->members[0]);
  if (error == 0) {
    tree->count = 1;
    error = collect(tree);
    if (error == 0) error = use(tree);
  }
  for (unsigned i = 0; i < tree->count; ++i) nt::process_close(&tree->members[i]);
  nt::memory_release(tree);
  return error;
}

} // namespace

Errno kill_tree(pid_t root, int signo, bool parents_first) {
  return with_tree(root, [=](Tree *tree) { return send_all(tree, signo, parents_first); });
}

Errno process_tree(pid_t root, struct posix_tree_member *members, unsigned room, unsigned *count) {
  return with_tree(root, [=](Tree *tree) {
    *count = tree->count;
    return *count <= room ? hand(tree, members) : 0;
  });
}

} // namespace psig
