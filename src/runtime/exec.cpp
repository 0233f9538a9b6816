// exec (XSH exec). Windows cannot put another program into a process. So the program runs in a child, and this process
// stays as its shadow, which has nothing left but its pid (docs/adr/0024).
//
//   exec -> all other threads are stopped for good -> the child is made, gets what is pending, and runs
//        -> post() passes on whatever is still sent here; the caller waits for the child and ends, or is stopped, as it
//
// An error leaves everything as it was. [thread]
#include "kill/send.h"
#include "mailbox/mailbox.h"
#include "mailbox/own.h"
#include "mailbox/peer.h"
#include "mailbox/shadow.h"
#include "nt/process/job.h"
#include "nt/process/process.h"
#include "nt/process/process_list.h"
#include "nt/thread/thread.h"
#include "process/child_wait.h"
#include "process/fd_plan.h"
#include "process/spawn.h"
#include "runtime/hold.h"
#include "runtime/runtime.h"
#include "signal/engine.h"
#include "signal/entry.h"
#include "signal/trace.h"
#include "timer/programs.h"

#include <posix/sys/wait.h>

namespace psig {
namespace {

std::atomic<pid_t> g_program{0};

// Not a target from here on: neither chosen nor held. Undone if the call fails.
class Apart {
public:
  explicit Apart(Thread *thread) : thread_(thread), before_(thread->blocked.load()) {
    is_library(true);
    reroute(~before_);
  }
  ~Apart() { is_library(false); }
  Apart(const Apart &) = delete;
  Apart &operator=(const Apart &) = delete;

private:
  void is_library(bool is) {
    const LockGuard guard(g_engine.lock);
    thread_->library = is;
  }
  Thread *thread_;
  SigSet before_;
};

class OthersHeld {
public:
  OthersHeld() : held_(hold_for_exec()) {}
  ~OthersHeld() {
    if (held_) release_after_exec();
  }
  OthersHeld(const OthersHeld &) = delete;
  OthersHeld &operator=(const OthersHeld &) = delete;
  explicit operator bool() const { return held_; }
  void for_good() {
    cancel_io_of_held_threads();
    held_ = false;
  }

private:
  bool held_;
};

// It ends with this process, should that be ended from outside; what it starts does not. Without such a job it lives
// on.
void make_job(posix_spawnattr_t *attributes) {
  nt::Handle job = nullptr;
  if (nt::job_create(nt::kKillOnClose | nt::kBreakaway, &job) == 0) attributes->posix_reserved[0] = job;
}

Errno start(const SpawnRequest &asked, NewChild *child) {
  SpawnRequest request = asked;
  posix_spawnattr_t attributes{};
  request.attributes = &attributes;
  make_job(&attributes);
  Errno error = process_spawn_suspended(&request, child);
  if (error == 0 || attributes.posix_reserved[0] == nullptr) return error;
  nt::handle_close(attributes.posix_reserved[0]);
  if (error != EPERM) return error; // of a system where a process is in one job at most
  attributes.posix_reserved[0] = nullptr;
  return process_spawn_suspended(&request, child);
}

// From here on this process stands for the program that it makes.
class StandsFor {
public:
  StandsFor() {
    if (box_ == nullptr) return;
    std::uint64_t last = 0;
    error_ = nt::processes_visit(
        [](const nt::ProcessEntry &entry, void *out) {
          auto *latest = static_cast<std::uint64_t *>(out);
          if (entry.parent == own_process_facts().pid && entry.created > *latest) *latest = entry.created;
          return true;
        },
        &last);
    if (error_ == 0) shadow_begins(*box_, last + 1);
  }
  ~StandsFor() {
    if (box_ != nullptr && !for_good_) shadow_fails(*box_);
  }
  StandsFor(const StandsFor &) = delete;
  StandsFor &operator=(const StandsFor &) = delete;
  [[nodiscard]] Errno error() const { return error_; }
  void for_good() { for_good_ = true; }
  void tell_senders(const NewChild &child) {
    if (box_ != nullptr && child.has_library) shadow_tells(*box_, child.made.process.pid, child.made.process.created);
  }

private:
  Mailbox *box_ = mailbox_own();
  Errno error_ = 0;
  bool for_good_ = false;
};

Record passed_on(const Record &record) {
  Record out = record;
  if (out.code > 0) out.code = SI_USER; // of the kernel's no process is believed
  return out;
}

// The SIGCHLD of children that the program cannot wait for is nothing to it.
Errno pass_on(const Record &record, bool queued) {
  if (record.signo == SIGCHLD && record.code > 0) return 0;
  const Errno error = kill_send(g_program.load(), passed_on(record), queued);
  trace_sent(TraceEvent::kPassedOn, record.signo, g_program.load(), error);
  return error;
}

bool take_pending(Thread *caller, Record *record) {
  const LockGuard guard(g_engine.lock);
  RecordPool &pool = g_engine.process.pool;
  return caller->pending.take(pool, kAllSignals, record) || g_engine.process.pending.take(pool, kAllSignals, record);
}

// XSH exec: what is pending for the process, or for the calling thread, stays so. A program without the library, which
// has nothing blocked, is spared it.
void hand_over(Thread *caller, const NewChild &child) {
  g_engine.replaced.store(true);
  Record record;
  while (child.has_library && take_pending(caller, &record))
    (void)kill_send(child.pid, passed_on(record), record.code == SI_QUEUE);
  if (const int signo = stop_left_by_exec(); signo != 0) (void)pass_on({.signo = signo}, false);
}

// XSH exec: of the timers those of setitimer() go on, in the program.
void hand_over_timers(const NewChild &child) {
  TimerLeft left[Timers::kItimers];
  timers_end_all(left);
  PeerRef program;
  if (!child.has_library || program.open(child.made.process.pid) != 0) return;
  for (unsigned which = 0; which < Timers::kItimers; ++which) {
    program->box().start_timers[which][0].store(left[which].value);
    program->box().start_timers[which][1].store(left[which].interval);
  }
}

void close_descriptors(const SpawnRequest &request) {
  for (unsigned fd = 0; fd < request.fd_count; ++fd)
    if (void *handle = request.handle_of(static_cast<int>(fd))) nt::handle_close(handle);
}

void set_default(int signo) {
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  (void)entry::action_alone(signo, &action, nullptr);
}

[[noreturn]] void end_as(const WaitResult &result) {
  if (result.code == CLD_KILLED || result.code == CLD_DUMPED)
    mailbox_note_end({.signo = static_cast<int>(result.status)}, result.exit_code, result.code == CLD_DUMPED);
  nt::process_terminate(result.exit_code);
}

[[noreturn]] void live_as(pid_t program) {
  const WaitRequest request{sizeof(request), P_PID, program, WEXITED | WSTOPPED | WCONTINUED, true};
  for (;;) {
    WaitResult result;
    if (process_wait(&request, &result) != 0) continue;
    if (result.code == CLD_STOPPED) mailbox_report(static_cast<int>(result.status), 0);
    else if (result.code == CLD_CONTINUED) mailbox_report(0, 0);
    else end_as(result);
  }
}

// From here on there is no way back but for an error.
Errno begin_program(const SpawnRequest &request, Thread *caller, pid_t *pid) {
  const Apart apart(caller);
  OthersHeld others;
  if (!others) return ENOMEM;
  StandsFor stands;
  if (stands.error() != 0) return stands.error();
  NewChild child;
  if (const Errno error = start(request, &child)) return error;
  others.for_good();
  stands.for_good();
  g_program.store(child.pid);
  g_upcalls.pass_on = pass_on;
  hand_over(caller, child);
  hand_over_timers(child);
  set_default(SIGCHLD); // or the end of the program would leave nothing to wait for
  stands.tell_senders(child);
  close_descriptors(request);
  process_spawn_begin(&child);
  *pid = child.pid;
  return 0;
}

} // namespace

Errno process_exec(const SpawnRequest *request) {
  const DeliveryGuard delivery;
  if (delivery.thread() == nullptr) return ENOMEM;
  resolve_creator(delivery.thread());
  pid_t program = 0;
  if (const Errno error = begin_program(*request, delivery.thread(), &program)) return error;
  live_as(program);
}

} // namespace psig
