// The end of the trampoline's way in, between its call and the gate: a thread that has come there by a swapped return
// address has that still to spend. A sender that finds it there, as doubles for suspension show it, leaves it alone.
#include <cstring>

#include "nt/thread/system_calls.h"
#include "signal/breakpoint.h"
#include "signal/threads.h"

using namespace psig_test;
namespace nt = psig::nt;

extern "C" unsigned char psig_entering[];

namespace {

enum State : int { kOutside, kThere, kGoOn };
std::atomic<int> g_state;
CONTEXT *g_context;
Breakpoint *g_breakpoint;
std::atomic<int> g_sent_elsewhere;

LONG __stdcall stop_there(EXCEPTION_POINTERS *exception) {
  if (g_state.load() != kOutside || !g_breakpoint->hit(exception)) return EXCEPTION_CONTINUE_SEARCH;
  g_context = exception->ContextRecord;
  g_state.store(kThere);
  until([] { return g_state.load() == kGoOn; });
  return EXCEPTION_CONTINUE_EXECUTION;
}

bool look(nt::Handle, mcontext_t *context) {
  std::memcpy(context, g_context, sizeof *g_context);
  return true;
}

class trampoline_head_test : public EngineTest {
protected:
  void SetUp() override {
    EngineTest::SetUp();
    posix_signal_delivery_np(POSIX_SIGNAL_DELIVER_RETURN);
    handle(SIGUSR2, note);
    hook_ = AddVectoredExceptionHandler(1, stop_there);
  }
  void TearDown() override {
    RemoveVectoredExceptionHandler(hook_);
    handle(SIGUSR2, SIG_DFL);
    EngineTest::TearDown();
  }

private:
  void *hook_ = nullptr;
};

} // namespace

TEST_F(trampoline_head_test, a_signal_before_the_gate_is_shut) {
  static std::atomic<bool> over;
  static std::atomic<int> calls;
  over = false;
  calls = 0;
  BareThread thread([] {
    for (; !over; ++calls) Sleep(1);
  });
  thread.signal(SIGUSR1); // the library's look at exceptions is there from now on, and comes after this one
  const int calls_before = calls;
  until([&] { return calls > calls_before; }); // it has left the trampoline
  g_state.store(kOutside);
  g_sent_elsewhere.store(0);
  Breakpoint breakpoint(psig_entering);
  g_breakpoint = &breakpoint;
  const int before = g_handled.load();
  ASSERT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1), 0);
  until([] { return g_state.load() == kThere; });

  const nt::SystemCalls real = nt::g_calls;
  nt::g_calls.suspend = [](nt::Handle) { return true; };
  nt::g_calls.resume = [](nt::Handle) {};
  nt::g_calls.get_context = look;
  nt::g_calls.set_context = [](nt::Handle, const mcontext_t *) {
    g_sent_elsewhere.fetch_add(1);
    return false;
  };
  posix_signal_delivery_np(POSIX_SIGNAL_DELIVER_HIJACK | POSIX_SIGNAL_DELIVER_RETURN);
  EXPECT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR2), 0);
  nt::g_calls = real;
  g_state.store(kGoOn);
  until([&] { return g_handled.load() == before + 2; });
  EXPECT_EQ(g_sent_elsewhere, 0);
  over = true;
  thread.join();
}
