// Reads while the process goes on: each word is whole, and all of them together are as old as the call is long. The
// mailbox says where to read. That is only used to read in the mailbox's own process, so a lie shows wrong sets and
// does no harm. [any]
#include "mailbox/status.h"

#include <algorithm>

#include "mailbox/own.h"
#include "mailbox/peer.h"
#include "nt/process/process_memory.h"
#include "signal/engine.h"
#include "signal/status_root.h"

namespace psig {
namespace {

constexpr unsigned kMostThreads = 16384; // a list that is longer goes round in circles

// One that lies about the size of a pointer reads as 0 threads.
template <typename T> bool read(const nt::ProcessMemory &memory, std::uint64_t address, T *out) {
  return memory.read(address, out, sizeof(T));
}

bool read_threads(const nt::ProcessMemory &memory, const StatusRoot &root, struct posix_process_status *out) {
  std::uintptr_t thread = 0;
  if (!read(memory, root.threads, &thread)) return false;
  SigSet everywhere = kAllSignals;
  for (unsigned seen = 0; thread != 0 && seen < kMostThreads; ++seen) {
    SigSet blocked = 0, pending = 0;
    unsigned char hidden[kStatusHidden] = {};
    std::uintptr_t next = 0;
    if (!read(memory, thread + root.blocked, &blocked) || !read(memory, thread + root.thread_pending, &pending) ||
        !read(memory, thread + root.hidden, &hidden) || !read(memory, thread + root.next, &next))
      return false;
    thread = next;
    if (std::ranges::any_of(hidden, [](unsigned char why) { return why != 0; })) continue;
    ++out->threads;
    everywhere &= blocked;
    out->thread_pending |= pending;
  }
  out->blocked = out->threads != 0 ? everywhere : 0;
  return true;
}

bool read_actions(const nt::ProcessMemory &memory, const StatusRoot &root, struct posix_process_status *out) {
  for (int signo = 1; signo <= kSigMax; ++signo) {
    std::uintptr_t handler = 0;
    if (!read(memory, root.first_action + static_cast<unsigned>(signo) * root.action_stride, &handler)) return false;
    if (handler == kSigIgn) out->ignored |= bit(signo);
    else if (handler != kSigDfl) out->caught |= bit(signo);
  }
  return true;
}

// It has not run yet: what posix_spawn() has laid into its mailbox, if that has made it.
void starting_status(const Mailbox &box, SigSet waiting, struct posix_process_status *out) {
  out->threads = 1;
  if (box.start.load() != 0) {
    out->blocked = box.start_mask.load();
    out->ignored = box.start_ignored.load();
  }
  out->pending = waiting & ~out->ignored;
}

Errno read_status(const nt::Process &process, const Mailbox &box, const MoreSlots &more,
                  struct posix_process_status *out) {
  out->state = static_cast<int>(box.state.load());
  out->pgid = box.pgid.load();
  out->sid = box.sid.load();
  const SigSet waiting = mailbox_waiting(box, more); // first: a signal goes from there into the process, never back
  if (box.status.load() == 0 && out->state == POSIX_PROCESS_STARTING) {
    starting_status(box, waiting, out);
    return nt::process_ending(process.handle) ? ESRCH : 0;
  }
  nt::ProcessMemory memory;
  if (const Errno error = memory.open(process)) return nt::process_ending(process.handle) ? ESRCH : error;
  StatusRoot root{};
  SigSet pending = 0;
  const bool found = read(memory, box.status.load(), &root) && root.magic == kStatusMagic &&
                     root.size >= sizeof(root) && read(memory, root.pending, &pending) &&
                     read_threads(memory, root, out) && read_actions(memory, root, out);
  if (!found) return memory.gone() || nt::process_ending(process.handle) ? ESRCH : ENOSYS;
  out->pending = pending | (waiting & ~out->ignored); // what is ignored there is not kept
  return 0;
}

Errno own_status(struct posix_process_status *out) {
  const Mailbox *box = mailbox_own();
  nt::Process process;
  if (box == nullptr) return ENOSYS;
  if (const Errno error = nt::process_open(own_process_facts().pid, &process)) return error;
  const Errno error = read_status(process, *box, mailbox_own_more(), out);
  nt::process_close(&process);
  return error;
}

// No mailbox: it is without the library, or lives without one, or is so far on its way out that it has closed it.
Errno why_none(pid_t pid, Errno otherwise) {
  nt::Process process;
  if (const Errno error = nt::process_open(static_cast<std::uint32_t>(pid), &process)) return error;
  const bool ending = nt::process_ending(process.handle);
  nt::process_close(&process);
  return ending ? ESRCH : otherwise;
}

} // namespace

// Not by the marks, which the owner takes down before he has the signals.
SigSet mailbox_waiting(const Mailbox &box, const MoreSlots &more) {
  SigSet waiting = box.pending.load();
  const auto look = [&waiting](const Slot &slot) {
    if (slot.sequence.load() == 0) return;
    const auto signo = static_cast<std::int32_t>(slot.words[0].load());
    if (is_signo(signo)) waiting |= bit(signo);
  };
  for (const Slot &slot : box.slots) look(slot);
  for (std::uint64_t used = box.used.load() >> 1; used != 0; used &= used - 1)
    if (const MoreBlock *block = more.block(static_cast<std::uint32_t>(std::countr_zero(used))))
      for (const Slot &slot : block->slots) look(slot);
  return waiting & ~bit(33);
}

void status_publish() {
  if (Mailbox *box = mailbox_own()) box->status.store(reinterpret_cast<std::uintptr_t>(status_root()));
}

Errno process_status(pid_t pid, struct posix_process_status *out) {
  const DeliveryGuard delivery;
  *out = {};
  if (pid > 0xFFFFFFFF) return ESRCH;
  if (pid == own_process_facts().pid) return own_status(out);
  PeerRef peer;
  if (const Errno error = peer.open(static_cast<std::uint32_t>(pid)))
    return error == ENOSYS || error == EAGAIN ? why_none(pid, error) : error;
  if (!nt::process_alive(peer->process.handle)) return ESRCH;
  return read_status(peer->process, peer->box(), peer->more(), out);
}

} // namespace psig
