// The way out of the trampoline, instruction by instruction: an exception is dispatched at each of them, on what lies
// below the stack pointer, and a second signal arrives there, as from a sender that finds the thread standing at it.
// Doubles for suspension show the sender the context that single-stepping has; all else is real.
#include "nt/thread/system_calls.h"
#include "signal/breakpoint.h"
#include "signal/registers.h"

using namespace psig_test;
namespace nt = psig::nt;

extern "C" {
extern unsigned char psig_trampoline_tail[], psig_trampoline_end[];
}

namespace {

enum State : int { kOutside, kStepping, kThere, kGoOn, kPast };
std::atomic<int> g_state;
int g_wanted, g_step; // the instruction of the tail to stop at, counted from 0
CONTEXT *g_context;   // the thread's, at it
Breakpoint *g_breakpoint;

// Below the stack pointer everything is the kernel's at any time.
[[gnu::noinline]] void overwrite(const CONTEXT *context) {
  auto *below = reinterpret_cast<unsigned char *>(context->Rsp);
  for (int i = 1; i <= 512; ++i) below[-i] = 0xA5;
}

LONG __stdcall step(EXCEPTION_POINTERS *exception) {
  CONTEXT *context = exception->ContextRecord;
  const auto begin = reinterpret_cast<DWORD64>(psig_trampoline_tail),
             end = reinterpret_cast<DWORD64>(psig_trampoline_end);
  const DWORD code = exception->ExceptionRecord->ExceptionCode;
  if (g_state.load() == kOutside && g_breakpoint->hit(exception)) {
    g_step = 0;
    g_state.store(kStepping);
  } else if (code != EXCEPTION_SINGLE_STEP || g_state.load() != kStepping) {
    return EXCEPTION_CONTINUE_SEARCH;
  }
  context->EFlags &= ~kTrapFlag;
  if (context->Rip < begin || context->Rip >= end) {
    g_state.store(kPast);
    return EXCEPTION_CONTINUE_EXECUTION;
  }
  overwrite(context);
  if (g_step++ != g_wanted) {
    context->EFlags |= kTrapFlag;
    return EXCEPTION_CONTINUE_EXECUTION;
  }
  g_context = context;
  g_state.store(kThere);
  until([] { return g_state.load() == kGoOn; });
  return EXCEPTION_CONTINUE_EXECUTION;
}

bool stands_still(nt::Handle) { return true; }
void goes_on(nt::Handle) {}
bool look(nt::Handle, mcontext_t *context) {
  std::memcpy(context, g_context, sizeof *g_context);
  return true;
}
bool send_elsewhere(nt::Handle, const mcontext_t *context) { // control and integer registers
  const auto *to = reinterpret_cast<const CONTEXT *>(context);
  std::memcpy(&g_context->Rax, &to->Rax, offsetof(CONTEXT, Rip) + sizeof to->Rip - offsetof(CONTEXT, Rax));
  g_context->EFlags = to->EFlags;
  return true;
}

std::atomic<int> g_bad_state;

// What the compiler, and the calling convention, take for granted.
void check_state(int sig) {
  struct {
    std::uint16_t control, unused0, status, unused1, tag, unused2;
    std::uint32_t rest[4];
  } x87;
  std::uint32_t mxcsr;
  __asm__ volatile("fnstenv %0\n\tfldenv %0\n\tstmxcsr %1" : "+m"(x87), "=m"(mxcsr));
  if ((__builtin_ia32_readeflags_u64() & kDirection) != 0 || x87.tag != 0xFFFF || mxcsr != 0x1F80)
    g_bad_state.fetch_add(1);
  note(sig);
}

class trampoline_tail_test : public EngineTest {
protected:
  void SetUp() override {
    EngineTest::SetUp();
    posix_signal_delivery_np(POSIX_SIGNAL_DELIVER_HIJACK);
    handle(SIGUSR2, check_state);
    g_bad_state.store(0);
    saved = nt::g_calls;
  }
  void TearDown() override {
    nt::g_calls = saved;
    handle(SIGUSR2, SIG_DFL);
    EngineTest::TearDown();
  }
  nt::SystemCalls saved = {};
};

// False when the tail has no such instruction.
bool signal_at(int instruction, const nt::SystemCalls &real) {
  registers_fill_in();
  BareThread thread([] { psig_test_hold(avx() ? 1 : 0); });
  until([] { return psig_test_holding != 0; });
  thread.signal(SIGUSR1); // the library's look at exceptions is there from now on, and comes after this one
  psig_test_holding = 0;
  until([] { return psig_test_holding != 0; }); // it has left the trampoline
  void *hook = AddVectoredExceptionHandler(1, step);
  g_wanted = instruction;
  g_state.store(kOutside);
  Breakpoint breakpoint(psig_trampoline_tail);
  g_breakpoint = &breakpoint;
  thread.signal(SIGUSR1);
  until([] { return g_state.load() == kThere || g_state.load() == kPast; });
  const bool there = g_state.load() == kThere;
  if (there) {
    nt::g_calls.suspend = stands_still, nt::g_calls.resume = goes_on;
    nt::g_calls.get_context = look, nt::g_calls.set_context = send_elsewhere;
    const int before = g_handled.load();
    EXPECT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR2), 0);
    nt::g_calls = real;
    g_state.store(kGoOn);
    until([&] { return g_handled.load() > before; });
  }
  psig_test_stop = 1;
  thread.join();
  RemoveVectoredExceptionHandler(hook);
  return there;
}

} // namespace

TEST_F(trampoline_tail_test, a_signal_at_each_of_its_instructions) {
  int instruction = 0;
  for (bool there = true; there; ++instruction) {
    SCOPED_TRACE(instruction);
    there = signal_at(instruction, saved);
    expect_as_they_were(16); // a single step under Wine keeps no more of the vector registers
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GE(instruction, 20);
  EXPECT_EQ(g_bad_state, 0);
}
