// From the filter's decision about a fault to its handler nobody may send the thread elsewhere: a handler that ran in
// between, and faulted, would overwrite what has been noted of the first fault. The filter is single-stepped.
#include "signal/breakpoint.h"
#include "signal/engine.h"
#include "signal/fault_entry.h"
#include "signal/threads.h"

using namespace psig_test;

namespace {

using fault_guard_test = EngineTest;

psig::Thread *g_thread;
Breakpoint *g_breakpoint;
int g_steps, g_noted_unguarded;

LONG __stdcall step(EXCEPTION_POINTERS *exception) {
  if (g_breakpoint->hit(exception)) {
    g_steps = 0;
  } else if (exception->ExceptionRecord->ExceptionCode != EXCEPTION_SINGLE_STEP) {
    return EXCEPTION_CONTINUE_SEARCH;
  }
  ++g_steps;
  const psig::Fault &fault = g_thread->fault;
  const bool guarded = g_thread->gate.guards.load() != 0;
  if (!guarded && (fault.print != 0 || fault.record.signo != 0)) ++g_noted_unguarded;
  if (guarded) exception->ContextRecord->EFlags &= ~kTrapFlag;
  else exception->ContextRecord->EFlags |= kTrapFlag;
  return EXCEPTION_CONTINUE_EXECUTION;
}

void *g_page;

void repair(int sig) {
  DWORD former;
  VirtualProtect(g_page, 4096, PAGE_READWRITE, &former);
  note(sig);
}

} // namespace

TEST_F(fault_guard_test, raised_before_anything_is_noted) {
  const int former = posix_signal_fault_chance_np(1);
  g_page = VirtualAlloc(nullptr, 4096, MEM_COMMIT | MEM_RESERVE, PAGE_NOACCESS);
  ASSERT_NE(g_page, nullptr);
  handle(SIGSEGV, repair);
  g_thread = psig::self();
  Breakpoint breakpoint(reinterpret_cast<void *>(&psig::fault_deliverable)); // the decision's last question
  g_breakpoint = &breakpoint;
  void *hook = AddVectoredExceptionHandler(1, step);
  *static_cast<volatile int *>(g_page) = 1;
  RemoveVectoredExceptionHandler(hook);
  EXPECT_EQ(g_handled, 1);
  EXPECT_GT(g_steps, 3);
  EXPECT_EQ(g_noted_unguarded, 0);
  handle(SIGSEGV, SIG_DFL);
  posix_signal_fault_chance_np(former);
  VirtualFree(g_page, 0, MEM_RELEASE);
}
