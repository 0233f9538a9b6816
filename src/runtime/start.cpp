// The order in which the library starts, and the table through which everything else reaches it.
#include "console/control.h"
#include "console/service.h"
#include "console/session_window.h"
#include "console/tty.h"
#include "console/window_size.h"
#include "crt_bridge/abort.h"
#include "crt_bridge/bridge.h"
#include "crt_bridge/errors.h"
#include "fault/core.h"
#include "fault/crash_message.h"
#include "fault/fault.h"
#include "interrupt/blocking_io.h"
#include "interrupt/closing.h"
#include "interrupt/file_lock.h"
#include "interrupt/crt_io.h"
#include "interrupt/foreign_wait.h"
#include "interrupt/named_semaphore.h"
#include "interrupt/poll.h"
#include "interrupt/semaphore.h"
#include "interrupt/sleep.h"
#include "interrupt/socket_io.h"
#include "kill/explain.h"
#include "kill/job.h"
#include "kill/pidfd.h"
#include "kill/requests.h"
#include "kill/send.h"
#include "kill/tree.h"
#include "mailbox/follow.h"
#include "mailbox/mailbox.h"
#include "mailbox/status.h"
#include "mailbox/verified.h"
#include "nt/ipc/socket_mode.h"
#include "nt/module/imports.h"
#include "nt/module/modules.h"
#include "nt/process/target_calls.h"
#include "nt/system/memory.h"
#include "nt/thread/rest.h"
#include "nt/thread/stack_guard.h"
#include "nt/thread/suspended_thread.h"
#include "nt/thread/teb.h"
#include "nt/thread/thread.h"
#include "nt/thread/unwind.h"
#include "nt/thread/word_wait.h"
#include "process/child_wait.h"
#include "process/identity.h"
#include "process/limits.h"
#include "process/queue_limit.h"
#include "process/resource.h"
#include "process/shell.h"
#include "process/spawn.h"
#include "runtime/aborted_thread.h"
#include "runtime/engine_share.h"
#include "runtime/last_thread.h"
#include "runtime/runtime.h"
#include "runtime/trace_output.h"
#include "signal/arch/trampoline.h"
#include "signal/crt_call.h"
#include "signal/engine.h"
#include "signal/entry.h"
#include "signal/identity.h"
#include "signal/return_swap.h"
#include "signal/user_memory.h"
#include "timer/clocks.h"
#include "timer/calls.h"
#include "timer/expiry.h"
#include "timer/programs.h"

namespace psig {
namespace {

std::atomic<const EngineTable *> g_table{nullptr};
std::atomic<int> g_early{0};
enum Stage : std::uint32_t { kNotBegun, kUnderWay, kDone };
std::atomic<std::uint32_t> g_threads{kNotBegun};
std::atomic<unsigned long> g_starter{0}; // the thread that does it
bool g_own_engine = false, g_given_signals = false;

const EngineTable kTable = {.abi = kEngineAbi,
                            .size = sizeof(EngineTable),
#define X(result, name, ...) .name = entry::name,
                            PSIG_ENGINE_ENTRIES(X)
#undef X
#define X(result, name, parameters, function) .name = function,
                                PSIG_COMPONENT_CALLS(X)
#undef X
};

void take_start_queue() {
  QueueLimit limit;
  if (mailbox_start_queue(&limit.soft, &limit.hard)) queue_limit_begin(limit);
  const LockGuard guard(g_engine.lock);
  g_engine.process.pool.publish(mailbox_room());
}

// What an exec has left of setitimer()'s timers.
void take_start_timers() {
  for (unsigned which = 0; which < Timers::kItimers; ++which) {
    TimerLeft setting, former;
    if (mailbox_start_timer(which, &setting.value, &setting.interval))
      (void)itimer_set(static_cast<int>(which), &setting, &former);
  }
}

// What a posix_spawn() of the parent has given, or an ancestor has passed on: before anything can be delivered.
void take_start_signals() {
  SigSet mask, ignored;
  g_given_signals = mailbox_start_signals(&mask, &ignored);
  if (Thread *thread = self_attached()) thread->blocked.store(mask & ~kUnblockable);
  const LockGuard guard(g_engine.lock);
  for (int signo = 1; signo <= kSigMax; ++signo)
    if (is_signo(signo) && has(ignored, signo)) (void)g_engine.process.actions.set(signo, Action{kSigIgn});
  std::atomic<SigSet> *told = mailbox_ignored();
  if (told != nullptr) told->store(ignored);
  g_engine.mailbox_ignored.store(told);
}

// A program's own copy starts on the main thread; a DLL may be loaded by any.
unsigned long main_thread() { return nt::in_main_module(&kTable) ? nt::current_tid() : nt::oldest_tid(); }

void start_own_engine() {
  g_own_engine = true;
  nt::stack_guarantee_for_the_end();
  nt::target_calls_start();
  nt::modules_start();
  nt::control_events_start();
  nt::unwind_start();
  nt::rest_start();
  trampoline_start();
  swap_start();
  {
    const LockGuard guard(g_engine.lock);
    g_engine.process.pool.grows_by(nt::memory_commit);
  }
  g_identity = process_identity();
  default_actions_install();
  g_upcalls.send = kill_send;
  g_upcalls.receive = mailbox_receive;
  g_upcalls.queue_has_room = mailbox_queue_has_room;
  g_upcalls.watch = dispatcher_watch;
  g_upcalls.altstack_set = aborted_threads_watch;
  g_upcalls.fault_action = fault_action_changed;
  g_upcalls.window_handler = window_watch;
  g_upcalls.tty_ready = tty_ready;
  g_upcalls.end_wanted = session_watch;
  g_upcalls.tty_read = tty_read_guarded;
  g_upcalls.handled = service_signal_handled;
  attach_start(nt::tls_allocate(), main_thread());
  if (mailbox_start() == 0) g_engine.mailbox_dirty.store(mailbox_dirty());
  trace_output_begin();
  take_start_signals();
  take_start_queue();
  exit_path_install();
  thread_hooks_install();
  crt_bridge_start();
  crt_io_start();
  foreign_waits_start();
  nt::socket_modes_watch();
  timers_start();
  take_start_timers();
  status_publish();
  engine_publish(&kTable);
}

} // namespace

void start_early() {
  if (g_early.exchange(1) != 0) return;
  nt::imports_start();
  const EngineTable *table = engine_of_another_copy();
  if (table == nullptr) {
    start_own_engine();
    table = &kTable;
  }
  g_table.store(table);
}

bool owns_engine() { return g_own_engine; }

namespace {

void start_the_rest() {
  nt::system_calls_start();
  g_delivery_methods.fetch_and(possible_methods());
  cores_start();
  fault_start();
  dispatcher_start();
  trace_output_start();
  process_terminal(tty_give, tty_taken);
  service_start(dispatcher_wake);
  crt_bridge_adopt(nt::in_main_module(&kTable)); // before the console: the CRT's own console handler is then asked last
  console_start(g_given_signals);
  const DeliveryGuard delivery; // what came while the process was only starting takes effect before main()
  receive_mailbox();
}

// The starter may want the loader's lock, and a thread of the library's may be what it waits for.
bool may_wait_for_starter() {
  if (g_starter.load() == nt::current_tid() || nt::holds_loader_lock(nt::current_tid())) return false;
  const Thread *thread = self();
  return thread == nullptr || !thread->library;
}

} // namespace

void start_threads() {
  start_early();
  std::uint32_t stage = kNotBegun;
  if (g_threads.compare_exchange_strong(stage, kUnderWay)) {
    g_starter.store(nt::current_tid());
    if (g_own_engine) start_the_rest();
    g_threads.store(kDone);
    nt::word_wake_all(&g_threads);
  } else if (stage == kUnderWay && may_wait_for_starter()) {
    while (g_threads.load() == kUnderWay) nt::word_sleep(&g_threads, kUnderWay, nt::kForever);
  }
}

// Every entry comes through here: two loads when all is up.
const EngineTable *engine() {
  if (g_threads.load(std::memory_order_acquire) != kDone) start_threads();
  return g_table.load(std::memory_order_relaxed);
}

} // namespace psig
