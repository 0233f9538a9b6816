// Others who look at exceptions: vectored handlers before and after ours, filters for unhandled exceptions, frames. And
// faults while asynchronous signals rain.
#include <gtest/gtest.h>

#include <posix/pthread.h>
#include <posix/setjmp.h>
#include <posix/signal.h>

#include <atomic>
#include <thread>

#include "nt/windows.h"

namespace {

volatile char *g_page;
int g_count;
std::atomic<int> g_rain;
sigjmp_buf g_out;

void allow() {
  DWORD former;
  VirtualProtect(const_cast<char *>(g_page), 4096, PAGE_READWRITE, &former);
}
void forbid() {
  DWORD former;
  VirtualProtect(const_cast<char *>(g_page), 4096, PAGE_NOACCESS, &former);
}

void repair(int, siginfo_t *, void *) {
  ++g_count;
  allow();
}

void handle(int sig, void (*handler)(int, siginfo_t *, void *)) {
  struct sigaction act = {};
  act.sa_sigaction = handler;
  act.sa_flags = SA_SIGINFO;
  ASSERT_EQ(sigaction(sig, &act, nullptr), 0);
}

int g_theirs;
bool g_take;
LONG CALLBACK theirs(EXCEPTION_POINTERS *pointers) {
  if (pointers->ExceptionRecord->ExceptionCode != 0xC0000005) return EXCEPTION_CONTINUE_SEARCH;
  ++g_theirs;
  if (!g_take) return EXCEPTION_CONTINUE_SEARCH;
  allow();
  return EXCEPTION_CONTINUE_EXECUTION;
}

class fault_peace : public testing::TestWithParam<int> {
protected:
  void SetUp() override {
    g_page = static_cast<volatile char *>(VirtualAlloc(nullptr, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_NOACCESS));
    g_count = g_theirs = 0;
    g_take = false;
    posix_signal_fault_chance_np(GetParam());
  }
  void TearDown() override {
    signal(SIGSEGV, SIG_DFL);
    posix_signal_fault_chance_np(0);
    VirtualFree(const_cast<char *>(g_page), 0, MEM_RELEASE);
  }
};

} // namespace

// A frame with a handler of its own, as __try makes them: writes to its argument, and goes on behind that if it cannot.
extern "C" void psig_test_guarded_write(volatile char *address);
extern "C" EXCEPTION_DISPOSITION psig_test_frame_handler(EXCEPTION_RECORD *, void *, CONTEXT *, void *);
static int g_frames;
extern "C" EXCEPTION_DISPOSITION psig_test_frame_handler(EXCEPTION_RECORD *, void *, CONTEXT *context, void *) {
  ++g_frames;
  context->Rip += 3;
  return ExceptionContinueExecution;
}
__asm__(".globl psig_test_guarded_write\n"
        ".def psig_test_guarded_write; .scl 2; .type 32; .endef\n"
        ".seh_proc psig_test_guarded_write\n"
        "psig_test_guarded_write:\n"
        "  subq $40, %rsp\n"
        "  .seh_stackalloc 40\n"
        "  .seh_handler psig_test_frame_handler, @except\n"
        "  .seh_endprologue\n"
        "  movb $1, (%rcx)\n"
        "  nop\n"
        "  addq $40, %rsp\n"
        "  ret\n"
        "  .seh_endproc\n");

TEST_P(fault_peace, frame_handlers_come_before_the_last_chance) {
  handle(SIGSEGV, repair);
  g_frames = 0;
  psig_test_guarded_write(g_page);
  EXPECT_EQ(g_frames, GetParam() == 0 ? 1 : 0);
  EXPECT_EQ(g_count, GetParam());
}

TEST_P(fault_peace, vectored_handler_before_ours) {
  void *before = AddVectoredExceptionHandler(1, theirs);
  handle(SIGSEGV, repair);
  *g_page = 1;
  EXPECT_EQ(g_theirs, 1); // it looks
  EXPECT_EQ(g_count, 1);
  forbid();
  g_take = true; // it takes
  *g_page = 1;
  EXPECT_EQ(g_theirs, 2);
  EXPECT_EQ(g_count, 1);
  RemoveVectoredExceptionHandler(before);
}

TEST_P(fault_peace, vectored_handler_after_ours) {
  handle(SIGSEGV, repair);
  void *after = AddVectoredExceptionHandler(0, theirs);
  g_take = true;
  *g_page = 1;
  EXPECT_EQ(g_theirs + g_count, 1);
  EXPECT_EQ(g_count, GetParam()); // by the last chance it comes before ours all the same
  RemoveVectoredExceptionHandler(after);
}

TEST_P(fault_peace, filter_of_somebody_else_stands_behind) {
  handle(SIGSEGV, repair);
  const LPTOP_LEVEL_EXCEPTION_FILTER before = SetUnhandledExceptionFilter(theirs);
  g_take = true;
  *g_page = 1;
  EXPECT_EQ(g_theirs, 0);
  EXPECT_EQ(g_count, 1);
  signal(SIGSEGV, SIG_DFL); // now it is theirs
  forbid();
  *g_page = 1;
  EXPECT_EQ(g_theirs, 1);
  EXPECT_EQ(SetUnhandledExceptionFilter(before), &theirs);
}

TEST_P(fault_peace, foreign_threads_are_covered) {
  handle(SIGSEGV, repair);
  const HANDLE thread = CreateThread(
      nullptr, 0,
      [](void *) -> DWORD {
        *g_page = 1;
        return 0;
      },
      nullptr, 0, nullptr);
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
  EXPECT_EQ(g_count, 1);
}

TEST_P(fault_peace, exceptions_of_cpp_between_faults) {
  handle(SIGSEGV, repair);
  int caught = 0;
  for (int i = 0; i < 500; ++i) {
    try {
      forbid();
      *g_page = 1;
      throw i;
    } catch (int) {
      ++caught;
    }
  }
  EXPECT_EQ(caught, 500);
  EXPECT_EQ(g_count, 500);
}

TEST_P(fault_peace, storm_while_signals_rain) {
  handle(SIGSEGV, [](int, siginfo_t *, void *) {
    ++g_count;
    siglongjmp(g_out, 1);
  });
  handle(SIGUSR1, [](int, siginfo_t *, void *) { g_rain.fetch_add(1); });
  g_rain.store(0);
  std::atomic<bool> done{false};
  const pthread_t target = pthread_self();
  std::thread cloud([&] {
    sigset_t none;
    sigfillset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
    while (!done.load()) pthread_kill(target, SIGUSR1);
  });
  for (std::atomic<int> i{0}; i < 2000 || g_rain.load() < 20; ++i)
    if (sigsetjmp(g_out, 1) == 0) *g_page = 1;
  done.store(true);
  cloud.join();
  EXPECT_GE(g_count, 2000);
  signal(SIGUSR1, SIG_DFL);
}

INSTANTIATE_TEST_SUITE_P(chance, fault_peace, testing::Values(0, 1));
