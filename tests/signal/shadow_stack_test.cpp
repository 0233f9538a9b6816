// User shadow stacks (CET): no context and no return address is written then. With a double, since Wine has none.
#include "nt/thread/suspended_thread.h"
#include "signal/engine.h"
#include "signal/return_swap.h"
#include "signal/threads.h"

using namespace psig_test;
namespace nt = psig::nt;

namespace {

constexpr unsigned kWriting = POSIX_SIGNAL_DELIVER_HIJACK | POSIX_SIGNAL_DELIVER_RETURN;

std::atomic<int> g_suspended;
bool (*g_real_suspend)(nt::Handle);

class shadow_stack_test : public EngineTest {
protected:
  void SetUp() override {
    EngineTest::SetUp();
    saved_ = nt::g_calls;
    g_suspended.store(0);
    g_real_suspend = saved_.suspend;
    nt::g_calls.suspend = [](nt::Handle thread) {
      g_suspended.fetch_add(1);
      return g_real_suspend(thread);
    };
    nt::g_calls.shadow_stacks = true;
    methods_ = posix_signal_delivery_np(~0u & ~unsigned{POSIX_SIGNAL_DELIVER_FALLBACK});
  }
  void TearDown() override {
    nt::g_calls = saved_;
    posix_signal_delivery_np(methods_);
    EngineTest::TearDown();
  }
  nt::SystemCalls saved_ = {};
  unsigned methods_ = 0;
};

} // namespace

TEST_F(shadow_stack_test, the_library_knows_what_the_system_says) {
  PROCESS_MITIGATION_USER_SHADOW_STACK_POLICY policy = {};
  const bool known =
      GetProcessMitigationPolicy(GetCurrentProcess(), ProcessUserShadowStackPolicy, &policy, sizeof policy) != 0;
  const bool on = known && (policy.EnableUserShadowStack != 0 || policy.SetContextIpValidation != 0);
  EXPECT_EQ(saved_.shadow_stacks, on);
  EXPECT_EQ(methods_ & kWriting, on ? 0u : kWriting) << "from the start";
}

TEST_F(shadow_stack_test, two_methods_cannot_be_switched_on) {
  posix_signal_delivery_np(kWriting | POSIX_SIGNAL_DELIVER_APC);
  EXPECT_EQ(posix_signal_delivery_np(0), unsigned{POSIX_SIGNAL_DELIVER_APC});
}

TEST_F(shadow_stack_test, a_running_thread_is_left_alone_until_it_calls_the_library) {
  const auto call_the_library = [] { change_mask(SIG_UNBLOCK, SIGUSR2); }; // which knows the thread from then on
  const Ran ran = signalled_while_busy(call_the_library, call_the_library);
  EXPECT_EQ(ran.before, 0);
  EXPECT_EQ(ran.after, 1);
  EXPECT_EQ(g_suspended, 0);
}

TEST_F(shadow_stack_test, no_return_address_is_written) {
  psig::Thread *self = psig::self_attached();
  const auto code = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)); // follows a call
  std::uintptr_t slot = code;
  const nt::SuspendLock lock;
  ASSERT_TRUE(lock.held());
  EXPECT_FALSE(psig::swap_set(self, reinterpret_cast<std::uintptr_t>(&slot), reinterpret_cast<std::uintptr_t>(&slot)));
  EXPECT_EQ(slot, code);
}
