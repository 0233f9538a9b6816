// The trampoline alone, with another psig_entered(): after the gate is open it looks at `alert` once more, and goes
// back to the call if somebody has been there meanwhile. What comes in that moment nobody else would deliver.
#include <gtest/gtest.h>

#include <cstdint>

extern "C" {
std::uint64_t psig_xsave_mask = 0;
std::uint32_t psig_xsave_size = 512 + 64;
extern const char psig_trampoline[], psig_return_trampoline[];
}

namespace {

// Of trampoline.cpp, as far as it is needed here.
struct Frame {
  std::uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax;
  std::uint64_t flags, final_rsp, rsp;
  unsigned char gap[240];
  std::uint64_t rip;
};
static_assert(sizeof(Frame) == 392);

struct Gate {
  std::uint32_t guards, alert;
};

Gate g_gate;
unsigned g_calls, g_alerts;
int g_entry[8];
std::uint32_t g_guarded[8];
std::uint64_t g_resume;

// Returns through the trampoline, whose "interrupted" instruction is the one after this.
__attribute__((noinline)) void interrupted_by(const char *trampoline) {
  __asm__ volatile("leaq 1f(%%rip), %%rax\n\t"
                   "movq %%rax, %0\n\t"
                   "subq $512, %%rsp\n\t"
                   "jmp *%1\n"
                   "1:\n\t"
                   "addq $512, %%rsp"
                   : "=m"(g_resume)
                   : "r"(trampoline)
                   : "rax", "memory");
}

class TrampolineTest : public testing::Test {
protected:
  void SetUp() override { g_gate = {1, 0}, g_calls = 0, g_alerts = 0; }
};

} // namespace

extern "C" void *psig_entering() { return &g_gate; }

extern "C" Gate *psig_entered(Frame *frame, void *thread, int entry) {
  EXPECT_EQ(thread, &g_gate);
  g_entry[g_calls % 8] = entry;
  g_guarded[g_calls % 8] = g_gate.guards;
  ++g_calls;
  g_gate.guards = 1;
  frame->rsp = reinterpret_cast<std::uint64_t>(frame + 1);
  auto *exit = reinterpret_cast<std::uint64_t *>(frame->rsp - 24);
  exit[0] = frame->rbp;
  exit[1] = frame->flags;
  exit[2] = g_resume;
  frame->final_rsp = frame->rsp - 24;
  g_gate.alert = g_alerts != 0 ? 1 : 0; // a sender, after this has looked for the last time
  if (g_alerts != 0) --g_alerts;
  return &g_gate;
}

TEST_F(TrampolineTest, leaves_with_the_gate_open) {
  interrupted_by(psig_trampoline);
  EXPECT_EQ(g_calls, 1u);
  EXPECT_EQ(g_entry[0], 1);
  EXPECT_EQ(g_gate.guards, 0u);
}

TEST_F(TrampolineTest, looks_again_when_it_has_opened_the_gate) {
  g_alerts = 2;
  interrupted_by(psig_trampoline);
  ASSERT_EQ(g_calls, 3u) << "once for what it came for, once for each sender in between";
  EXPECT_EQ(g_entry[1], 0) << "not an entry";
  EXPECT_EQ(g_guarded[1], 1u) << "the gate is closed before the call";
  EXPECT_EQ(g_gate.guards, 0u);
}
