// Whose exception is it, and does it go to a handler now? [dispatch]: no lock and no heap, with two exceptions, neither
// of which can hold anything of ours. A thread that the library has never met is attached here, and the end of the
// process takes the suspend lock.
#include "base/nt_status.h"
#include "fault/core.h"
#include "fault/crash_message.h"
#include "fault/fault.h"
#include "nt/arch/registers.h"
#include "nt/process/process.h"
#include "signal/arch/trampoline.h"
#include "signal/engine.h"
#include "signal/fault_entry.h"
#include "signal/trace.h"
#include "signal/user_memory.h"

namespace psig {
namespace {

std::atomic<bool> g_first_chance{false};
Lock<LockRank::kFaultHook> g_install_lock;
bool g_standing PSIG_GUARDED_BY(g_install_lock) = false;

void ending(const nt::Exception &exception, const mcontext_t *context) {
  const FaultRow *row = fault_row(exception.status);
  if (row == nullptr) return;
  const Record record = fault_record(*row, exception, *context);
  crash_message(*row, record, context);
  trace_fault(record, static_cast<std::uint32_t>(nt::current_tid()), exception.status, TraceFate::kDefault);
  const bool dumped = core_report({record, exception.status, exception.pointers});
  trace_default(record.signo, dumped ? TraceDefault::kEndsWithCore : TraceDefault::kEnds, exception.status);
  trace_flush();
}

void end_without_progress(const nt::Exception &exception, const mcontext_t *context) {
  nt::stderr_write("posix-signals: the same fault again and again: its handler returns and has repaired nothing\n");
  ending(exception, context);
  nt::process_terminate(exception.status);
}

// Traps are told after their instruction, and stepping goes on until somebody clears the flag: so on Unix. Windows
// tells the breakpoint's own address, and clears the flag at every step; hardware breakpoints (DR6) use it not.
void as_trap(const FaultRow &row, mcontext_t *context) {
  if (row.kind == FaultKind::kBreakpoint &&
      *reinterpret_cast<const unsigned char *>(nt::ip_of(*context)) == nt::kBreakpointInstruction)
    ++nt::ip_of(*context);
  if (row.kind == FaultKind::kStep && !nt::at_hardware_breakpoint(*context)) nt::flags_of(*context) |= nt::kTrapFlag;
}

// As the kernel does where a frame does not fit any more: the alternate stack is not entered anew from its top, and not
// left downwards. Below it may lie anything.
[[noreturn]] void end_on_a_full_altstack(const nt::Exception &exception, const mcontext_t *context) {
  ending(exception, context);
  nt::process_terminate(exception.status);
}

nt::Answer take(Thread *thread, const FaultRow &row, const nt::Exception &exception, mcontext_t *context) {
  NoLocks dispatch;
  if (!exception.continuable || !fault_deliverable(thread, row.signo)) return nt::Answer::kSearch;
  if (fault_fills_altstack(thread, nt::sp_of(*context))) {
    dispatch.over();
    end_on_a_full_altstack(exception, context);
  }
  if (row.kind == FaultKind::kOverflow && !fault_goes_to_altstack(thread, row.signo, nt::sp_of(*context)))
    return nt::Answer::kSearch; // there is nothing left to run on
  fault_begin(thread);
  const Record record = fault_record(row, exception, *context);
  if (fault_progress(&thread->fault, row.status, record.extra[0], context) == Progress::kNone) {
    dispatch.over();
    end_without_progress(exception, context);
  }
  as_trap(row, context);
  fault_enter(thread, record, exception, context);
  return nt::Answer::kContinue;
}

bool comes_first(const FaultRow &row, const Thread *thread, const mcontext_t &context) {
  return g_first_chance.load() || row.chance == Chance::kFirst || on_altstack(thread->altstack, nt::sp_of(context)) ||
         nt::being_debugged();
}

// One that came while some pthread_create was under way is not known to be no child of it; but those report before they
// run any code of the program's.
Thread *faulting_thread() {
  Thread *thread = self_attached();
  if (thread != nullptr && thread->provisional && thread->gate.guards.load() == 0) resolve_creator(thread);
  return thread;
}

nt::Answer first_chance(const nt::Exception &exception, mcontext_t *context) {
  if (user_copy_fault(exception.status, context)) return nt::Answer::kContinue;
  const FaultRow *row = fault_row(exception.status);
  if (row == nullptr) return nt::Answer::kSearch;
  Thread *thread = faulting_thread();
  if (thread == nullptr) return nt::Answer::kSearch;
  if (row->status == status::kSingleStep && fault_stepped(&thread->fault, context)) return nt::Answer::kContinue;
  if (!comes_first(*row, thread, *context)) return nt::Answer::kSearch;
  return take(thread, *row, exception, context);
}

nt::Answer last_chance(const nt::Exception &exception, mcontext_t *context) {
  if (user_copy_fault(exception.status, context)) return nt::Answer::kContinue; // where no frame could be asked
  const FaultRow *row = fault_row(exception.status);
  if (row == nullptr) return nt::Answer::kSearch;
  Thread *thread = faulting_thread();
  if (thread != nullptr && take(thread, *row, exception, context) == nt::Answer::kContinue)
    return nt::Answer::kContinue;
  return nt::Answer::kEnd;
}

} // namespace

void fault_start() {
  crash_message_start();
  nt::fault_hooks_install({first_chance, last_chance, ending});
}

void fault_action_changed() {
  const DeliveryGuard delivery;
  const LockGuard guard(g_install_lock);
  const bool wanted = (g_engine.caught_now() & kFaultSet) != 0; // as it is now: others may have been faster
  if (wanted == g_standing) return;
  nt::fault_first_chance(wanted);
  g_standing = wanted;
}

int fault_first_chance_mode(int on) { return g_first_chance.exchange(on != 0) ? 1 : 0; }

} // namespace psig
