// What a parent writes into the mailbox of a child that has not run yet, and how a child reports to its parent that it
// was stopped or continued: by a word of its own that the parent reads, and the parent's event. [any]
#include "mailbox/child.h"

#include <algorithm>
#include <cstring>

#include "base/signal_table.h"
#include "mailbox/mailbox.h"
#include "mailbox/own.h"
#include "mailbox/peer.h"
#include "mailbox/starting.h"
#include "nt/thread/event.h"
#include "signal/pending.h"

namespace psig {
namespace {

static_assert(kQueueCapacity == kQueueMax); // the mailbox holds what the engine can take

constexpr std::uint64_t kPlaceMask = 0xFFFFFF;

const Mailbox &at(const nt::Section &box) { return *static_cast<const Mailbox *>(box.view); }

// The parent's news word goes up before its event is set: a look that the event causes finds it.
void wake_parent() {
  const nt::OwnProcess &own = own_process_facts();
  PeerRef parent;
  if (own.parent == 0 || parent.open(own.parent) != 0 || parent->process.created >= own.created) return;
  parent->box().child_news.store(1);
  nt::event_set(parent->event);
}

} // namespace

Errno child_mailbox_open(const nt::Process &child, nt::Section *box) {
  PeerView view;
  const Errno error = view.open(child);
  if (error == 0) *box = view.release();
  return error;
}

Errno child_mailbox_make(const nt::Process &child, const ChildStart &start, nt::Section *box) {
  if (const Errno error = starting_give(child, box)) return error;
  auto &mailbox = *static_cast<Mailbox *>(box->view);
  mailbox.start_mask.store(start.mask);
  mailbox.start_ignored.store(start.ignored);
  mailbox.start_core.store(start.core.soft);
  mailbox.start_core_hard.store(~start.core.hard);
  mailbox.start_queue_less.store(static_cast<std::uint32_t>(kQueueCapacity - start.queue.soft));
  mailbox.start_queue_hard_less.store(static_cast<std::uint32_t>(kQueueCapacity - start.queue.hard));
  mailbox.sid.store(start.group.sid != 0 ? start.group.sid : child.pid);
  mailbox.pgid.store(start.group.pgid != 0 ? start.group.pgid : child.pid);
  mailbox.start.store(1);
  return 0;
}

// Of the place the word has the low bits; it is not far behind the last number given out.
ChildReport child_report(const nt::Section &box) {
  const std::uint64_t word = at(box).report.load(), last = at(box).next_sequence.load();
  const auto signo = static_cast<int>(word & 0xFF);
  const std::uint64_t low = word >> 8 & kPlaceMask;
  const std::uint64_t place = low != 0 ? last - ((last - low) & kPlaceMask) : 0;
  return {static_cast<std::uint32_t>(word >> 32), is_signo(signo) && has(kStopSet, signo) ? signo : 0, place};
}

Group child_mailbox_group(const nt::Section &box) { return {at(box).pgid.load(), at(box).sid.load()}; }

EndRecord child_end_record(const nt::Section &box) {
  Record record;
  std::uint64_t words[kRecordWords];
  const Slot &final = at(box).final;
  if (final.sequence.load() == 0) return {};
  for (unsigned n = 0; n < kRecordWords; ++n) words[n] = final.words[n].load();
  std::memcpy(&record, words, sizeof(record));
  return {static_cast<std::uint32_t>(record.value), record.signo, (record.error & 1) != 0};
}

void mailbox_report(int stopped_by, std::uint64_t place) {
  Mailbox *box = mailbox_own();
  if (box == nullptr) return;
  const std::uint64_t changes = (box->report.load() >> 32) + 1;
  box->report.store(changes << 32 | (place & kPlaceMask) << 8 | static_cast<std::uint64_t>(stopped_by));
  wake_parent();
}

void mailbox_note_end(const Record &record, std::uint32_t status, bool core) {
  Mailbox *box = mailbox_own();
  if (box == nullptr) return;
  Record last = record;
  last.value = status;
  last.error = core ? 1 : 0;
  last.pid = own_process_facts().pid;
  std::uint64_t words[kRecordWords];
  std::memcpy(words, &last, sizeof(last));
  for (unsigned n = 0; n < kRecordWords; ++n) box->final.words[n].store(words[n]);
  box->final.claim.store(own_claim());
  box->final.sequence.store(1);
}

bool mailbox_start_core(std::uint64_t *soft, std::uint64_t *hard) {
  const Mailbox *box = mailbox_given();
  if (box == nullptr) return false;
  *soft = box->start_core.load();
  *hard = ~box->start_core_hard.load();
  return true;
}

bool mailbox_start_queue(std::uint64_t *soft, std::uint64_t *hard) {
  const Mailbox *box = mailbox_given();
  if (box == nullptr) return false;
  const std::uint32_t hard_less = std::min(box->start_queue_hard_less.load(), kQueueCapacity);
  *hard = kQueueCapacity - hard_less;
  *soft = kQueueCapacity - std::clamp(box->start_queue_less.load(), hard_less, kQueueCapacity);
  return true;
}

bool mailbox_start_timer(unsigned which, std::uint64_t *left, std::uint64_t *interval) {
  const Mailbox *box = mailbox_given();
  if (box == nullptr) return false;
  *left = box->start_timers[which][0].load();
  *interval = box->start_timers[which][1].load();
  return *left != 0;
}

bool mailbox_start_signals(std::uint64_t *mask, std::uint64_t *ignored) {
  const Mailbox *box = mailbox_given();
  *mask = box != nullptr ? box->start_mask.load() : 0;
  *ignored = box != nullptr ? box->start_ignored.load() : inherited_ignored();
  return box != nullptr;
}

} // namespace psig
