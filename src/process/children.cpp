// The table of children, and what becomes of them. Nothing is on the heap. [any], under a delivery guard
#include "process/children.h"

#include "base/signal_numbers.h"
#include "nt/process/process_create.h"
#include "nt/process/target_calls.h"
#include "nt/system/memory.h"
#include "nt/thread/thread.h"
#include "process/child_waiter.h"
#include "signal/engine.h"
#include "signal/identity.h"
#include "signal/wake.h"

namespace psig {

constinit Lock<LockRank::kChildren> g_children_lock;

namespace {

constexpr unsigned kChunk = 64;
constexpr unsigned kForgotten = 256;

Child *g_first PSIG_GUARDED_BY(g_children_lock), *g_last PSIG_GUARDED_BY(g_children_lock),
    *g_free PSIG_GUARDED_BY(g_children_lock);
struct {
  std::uint32_t pid;
  std::uint64_t created;
} g_forgotten[kForgotten] PSIG_GUARDED_BY(g_children_lock); // a ring
unsigned g_forgotten_count PSIG_GUARDED_BY(g_children_lock);

Child *claim() PSIG_REQUIRES(g_children_lock) {
  g_children_lock.assert_held();
  if (g_free == nullptr) {
    auto *chunk = static_cast<Child *>(nt::memory_commit(sizeof(Child) * kChunk));
    for (unsigned n = 0; chunk != nullptr && n < kChunk; ++n) {
      chunk[n].next = g_free;
      g_free = &chunk[n];
    }
  }
  Child *child = g_free;
  if (child == nullptr) return nullptr;
  g_free = child->next;
  *child = Child{};
  return child;
}

void unlink(Child *child) PSIG_REQUIRES(g_children_lock) {
  g_children_lock.assert_held();
  (child->previous != nullptr ? child->previous->next : g_first) = child->next;
  (child->next != nullptr ? child->next->previous : g_last) = child->previous;
  child->next = g_free;
  g_free = child;
}

Action child_action() {
  const LockGuard guard(g_engine.lock);
  return g_engine.process.actions.of(kSigChld);
}

// XSH 2.4.3, and sigaction under SA_NOCLDWAIT: children leave nothing to wait for.
bool leaves_nothing(const Action &action) { return action.handler == kSigIgn || (action.flags & kSaNoCldWait) != 0; }

void note_end(Child *child) PSIG_REQUIRES(g_children_lock) {
  g_children_lock.assert_held();
  child->exit_code = nt::process_exit_code(child->process.handle);
  if (child->box.view != nullptr) child->end_record = child_end_record(child->box);
  child->ended = true;
}

void post_child(const Child &child, const ChildState &state) PSIG_REQUIRES(g_children_lock) {
  g_children_lock.assert_held();
  const nt::ProcessUse use = nt::process_use(child.process.handle);
  const auto ticks = [](std::uint64_t time) { return time / 10'000 & 0xFFFFFFFF; }; // of CLOCKS_PER_SEC, 1000
  Record record{.signo = kSigChld, .code = static_cast<int>(state.code)};
  record.uid = g_identity.uid;
  record.pid = child.process.pid;
  record.extra[0] = state.status;
  record.extra[1] = ticks(use.user_100ns) | ticks(use.system_100ns) << 32;
  (void)post(nullptr, record, false); // a standard signal never fails for want of room
}

void changed(Child *child, int stopped_by) PSIG_REQUIRES(g_children_lock) {
  g_children_lock.assert_held();
  child->stopped_by = stopped_by;
  child->news = stopped_by == 0 || child->place == 0 || child->place >= child->continued;
  if ((child_action().flags & kSaNoCldStop) != 0) return;
  if (stopped_by != 0) post_child(*child, {ChildCode::kStopped, static_cast<std::uint32_t>(stopped_by)});
  else post_child(*child, {ChildCode::kContinued, kSigCont});
}

// One that was started here has nothing to tell yet; one that is adopted may have stopped or gone on before.
void begin_reports(Child *child) PSIG_REQUIRES(g_children_lock) {
  g_children_lock.assert_held();
  const ChildReport report = child_report(child->box);
  child->changes = report.changes;
  child->place = report.place;
  child->stopped_by = report.stopped_by;
  child->news = report.changes != 0;
}

} // namespace

Errno children_add(const nt::Process &process, const nt::Section &box, std::int64_t group) {
  const LockGuard guard(g_children_lock);
  Child *child = claim();
  if (child == nullptr) return ENOMEM;
  child->process = process;
  child->box = box;
  child->group = group;
  if (box.view != nullptr) begin_reports(child);
  child->previous = g_last;
  (g_last != nullptr ? g_last->next : g_first) = child;
  g_last = child;
  if (!nt::process_alive(process.handle)) {
    child->exit_code = nt::process_exit_code(process.handle);
    child->ended = true;
    return 0;
  }
  const Errno error = child_waiter_add(child);
  if (error != 0) unlink(child);
  return error;
}

Child *children_first() {
  g_children_lock.assert_held();
  return g_first;
}

Child *children_find(std::int64_t pid) {
  g_children_lock.assert_held();
  for (Child *child = g_first; child != nullptr; child = child->next)
    if (child->process.pid == pid) return child;
  return nullptr;
}

Group child_group(const Child &child) {
  g_children_lock.assert_held();
  return child.box.view != nullptr ? child_mailbox_group(child.box) : Group{child.group, 0};
}

bool children_forgotten(const nt::Process &process) {
  g_children_lock.assert_held();
  for (const auto &old : g_forgotten)
    if (old.pid == process.pid && old.created == process.created) return true;
  return false;
}

void children_forget(Child *child) {
  g_children_lock.assert_held();
  g_forgotten[g_forgotten_count++ % kForgotten] = {child->process.pid, child->process.created};
  nt::section_close(&child->box);
  nt::process_close(&child->process);
  unlink(child);
}

void children_changed() {
  {
    const LockGuard guard(g_children_lock);
    for (Child *child = g_first; child != nullptr; child = child->next) {
      if (child->ended || child->box.view == nullptr) continue;
      const ChildReport report = child_report(child->box);
      if (report.changes == child->changes) continue;
      child->changes = report.changes;
      child->place = report.place;
      changed(child, report.stopped_by);
    }
  }
  children_wake_waiters();
}

void children_note(std::int64_t pid, int stop_or_cont) {
  {
    const LockGuard guard(g_children_lock);
    Child *child = children_find(pid);
    if (child == nullptr || child->ended || child->box.view != nullptr) return;
    const int stopped_by = stop_or_cont == kSigCont ? 0 : stop_or_cont;
    if ((child->stopped_by != 0) == (stopped_by != 0)) return;
    changed(child, stopped_by);
  }
  children_wake_waiters();
}

void children_ended(Child *child) {
  {
    const LockGuard guard(g_children_lock);
    const Action action = child_action();
    note_end(child);
    child->news = false;
    if (action.handler != kSigIgn) post_child(*child, child_end(child->exit_code, child->end_record));
    if (leaves_nothing(action)) children_forget(child);
  }
  children_wake_waiters();
}

// As on Linux, where SIGCONT makes it run before kill() returns. That it does run is told when it says so itself.
void children_continued(std::int64_t pid, std::uint64_t place) {
  const LockGuard guard(g_children_lock);
  Child *child = children_find(pid);
  if (child == nullptr || child->box.view == nullptr) return;
  if (place > child->continued) child->continued = place;
  if (child->stopped_by != 0 && child->place != 0 && child->place < child->continued) child->news = false;
}

bool child_exists(std::int64_t pid, Group *group) {
  const LockGuard guard(g_children_lock);
  const Child *child = children_find(pid);
  if (child == nullptr) return false;
  *group = child_group(*child);
  return true;
}

bool child_group_exists(std::int64_t pgid, std::int64_t sid) {
  const LockGuard guard(g_children_lock);
  for (const Child *child = g_first; child != nullptr; child = child->next) {
    const Group group = child_group(*child);
    if (group.pgid == pgid && (sid == 0 || group.sid == 0 || group.sid == sid)) return true;
  }
  return false;
}

unsigned children_without_library(std::int64_t group, std::uint32_t *pids, unsigned room) {
  const LockGuard guard(g_children_lock);
  unsigned count = 0;
  for (const Child *child = g_first; child != nullptr && count < room; child = child->next)
    if (child->box.view == nullptr && child->group == group && !child->ended &&
        nt::g_target_calls.group(child->process) == 0)
      pids[count++] = child->process.pid;
  return count;
}

void children_wake_waiters() {
  unsigned position = 0;
  while (const PinnedThread thread =
             pin_next(&position, [](const Thread *t) { return t->waiting.load() == kWaitingForChild; })) {
    (void)wake(thread.get());
  }
}

} // namespace psig
