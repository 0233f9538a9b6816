// What a hijack leaves as it was: every register there is; and what a handler changes in its ucontext.
#include "signal/registers.h"

#include <new>
#include <vector>

using namespace psig_test;

extern "C" {
std::uint64_t psig_test_until_rax(), psig_test_until_xmm0(), psig_test_until_moved();
extern const char psig_test_moved[];
}

namespace {

using registers_test = EngineTest;
void clobber(int sig) {
  const unsigned control = 0x1F80 | 0x6000; // round towards zero
  __asm__ volatile("fninit\n\tfldpi\n\tfldln2\n\tldmxcsr %0" : : "m"(control) : "st");
  if (avx()) __asm__ volatile("vpcmpeqd %%xmm0, %%xmm0, %%xmm0\n\tvzeroall" : : : "memory");
  __asm__ volatile("pcmpeqd %%xmm0, %%xmm0\n\tmovaps %%xmm0, %%xmm1\n\tmovaps %%xmm0, %%xmm5\n\t"
                   "movaps %%xmm0, %%xmm6\n\tmovaps %%xmm0, %%xmm10\n\tmovaps %%xmm0, %%xmm15\n\t"
                   "mov $-1, %%rax\n\tmov %%rax, %%rbx\n\tmov %%rax, %%rcx\n\tmov %%rax, %%rdx\n\t"
                   "mov %%rax, %%rsi\n\tmov %%rax, %%rdi\n\tmov %%rax, %%r8\n\tmov %%rax, %%r9\n\t"
                   "mov %%rax, %%r10\n\tmov %%rax, %%r11\n\tmov %%rax, %%r12\n\tmov %%rax, %%r13\n\t"
                   "mov %%rax, %%r14\n\tmov %%rax, %%r15"
                   :
                   :
                   : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
                     "xmm0", "xmm1", "xmm5", "xmm6", "xmm10", "xmm15", "memory", "cc");
  __asm__ volatile("fninit"); // the compiler expects an empty x87 stack
  note(sig);
}

// A thread whose registers are full of known values, so many times.
void signal_while_held(int times) {
  registers_fill_in();
  BareThread thread([] { psig_test_hold(avx() ? 1 : 0); });
  until([] { return psig_test_holding != 0; });
  for (int i = 0; i < times; ++i) thread.signal(SIGUSR1);
  psig_test_stop = 1;
  thread.join();
}

// Of a routine that spins until a handler has changed its registers.
std::uint64_t result_when_signalled(std::uint64_t (*routine)()) {
  psig_test_holding = 0;
  std::uint64_t result = 0;
  BareThread thread([&] { result = routine(); });
  until([] { return psig_test_holding != 0; });
  thread.signal(SIGUSR1);
  thread.join();
  return result;
}

} // namespace

TEST_F(registers_test, all_survive_handlers_that_clobber_them) {
  handle(SIGUSR1, clobber);
  signal_while_held(200);
  expect_as_they_were();
}

TEST_F(registers_test, handlers_start_with_the_direction_clear) {
  static std::atomic<std::uint64_t> flags;
  handle(SIGUSR1, [](int sig) {
    flags.store(__builtin_ia32_readeflags_u64());
    note(sig);
  });
  signal_while_held(1);
  EXPECT_EQ(flags & kDirection, 0u);
}

TEST_F(registers_test, edited_general_register) {
  handle_info(SIGUSR1, [](int sig, siginfo_t *, void *context) {
    static_cast<ucontext_t *>(context)->uc_mcontext.Rax = 4711;
    note(sig);
  });
  EXPECT_EQ(result_when_signalled(psig_test_until_rax), 4711u);
}

TEST_F(registers_test, edited_vector_register) {
  handle_info(SIGUSR1, [](int sig, siginfo_t *, void *context) {
    constexpr int kXmm0 = 160; // in the fxsave image
    constexpr std::uint64_t kValue = 0x1122334455667788;
    std::memcpy(static_cast<ucontext_t *>(context)->uc_mcontext.FltSave + kXmm0, &kValue, sizeof kValue);
    note(sig);
  });
  EXPECT_EQ(result_when_signalled(psig_test_until_xmm0), 0x1122334455667788u);
}

TEST_F(registers_test, edited_instruction_pointer) {
  handle_info(SIGUSR1, [](int sig, siginfo_t *, void *context) {
    static_cast<ucontext_t *>(context)->uc_mcontext.Rip = reinterpret_cast<std::uint64_t>(psig_test_moved);
    note(sig);
  });
  EXPECT_EQ(result_when_signalled(psig_test_until_moved), 77u);
}

TEST_F(registers_test, context_shows_what_was_interrupted) {
  static std::atomic<std::uint64_t> rip, rsp;
  handle_info(SIGUSR1, [](int sig, siginfo_t *, void *context) {
    rip.store(static_cast<ucontext_t *>(context)->uc_mcontext.Rip);
    rsp.store(static_cast<ucontext_t *>(context)->uc_mcontext.Rsp);
    note(sig);
  });
  signal_while_held(1);
  const auto begin = reinterpret_cast<std::uint64_t>(psig_test_hold);
  EXPECT_GE(rip, begin);
  EXPECT_LT(rip, begin + 4096);
  EXPECT_NE(rsp, 0u);
}

// As setcontext() would: execution goes on where the edited context says, with its registers.
TEST_F(registers_test, raised_signal_may_leave_through_its_context) {
  static CONTEXT landing;
  static volatile int turn;
  turn = 0;
  handle_info(SIGUSR1, [](int sig, siginfo_t *, void *context) {
    mcontext_t &to = static_cast<ucontext_t *>(context)->uc_mcontext;
    to.Rip = landing.Rip, to.Rsp = landing.Rsp, to.Rbp = landing.Rbp, to.Rbx = landing.Rbx;
    to.Rsi = landing.Rsi, to.Rdi = landing.Rdi;
    to.R12 = landing.R12, to.R13 = landing.R13, to.R14 = landing.R14, to.R15 = landing.R15;
    note(sig);
  });
  RtlCaptureContext(&landing);
  if (turn == 0) {
    turn = 1;
    raise(SIGUSR1);
    turn = 2;
  }
  EXPECT_EQ(turn, 1);
  EXPECT_EQ(g_handled, 1);
  sigset_t mask;
  sigprocmask(SIG_BLOCK, nullptr, &mask);
  EXPECT_EQ(sigismember(&mask, SIGUSR1), 0);
  handle(SIGUSR1, note);
  raise(SIGUSR1); // everything works as before
  EXPECT_EQ(g_handled, 2);
}

TEST_F(registers_test, errno_and_last_error_survive) {
  handle(SIGUSR1, [](int sig) {
    errno = ENOENT;
    SetLastError(ERROR_GEN_FAILURE);
    note(sig);
  });
  errno = EXDEV;
  SetLastError(ERROR_NOT_READY);
  raise(SIGUSR1);
  EXPECT_EQ(GetLastError(), DWORD{ERROR_NOT_READY});
  EXPECT_EQ(errno, EXDEV);

  std::atomic<bool> ready{false}, done{false};
  int error = 0;
  DWORD last = 0;
  BareThread thread([&] {
    errno = EXDEV;
    SetLastError(ERROR_NOT_READY);
    ready.store(true);
    while (!done.load()) {}
    last = GetLastError();
    error = errno;
  });
  until([&] { return ready.load(); });
  for (int i = 0; i < 20; ++i) thread.signal(SIGUSR1);
  done.store(true);
  thread.join();
  EXPECT_EQ(last, DWORD{ERROR_NOT_READY});
  EXPECT_EQ(error, EXDEV);
}
