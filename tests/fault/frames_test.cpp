// Frames with handlers of their own come before the last chance and behind the first: Microsoft's __try and C++
// exceptions in a DLL that clang has compiled, gcc's exceptions between them, and codes that are nobody's fault.
#include <gtest/gtest.h>

#include <posix/setjmp.h>
#include <posix/signal.h>

#include <atomic>
#include <cstring>
#include <string>

#include "nt/windows.h"

namespace {

constexpr DWORD kAccess = 0xC0000005, kDivide = 0xC0000094, kMsvcThrow = 0xE06D7363, kClr = 0xE0434352,
                kThreadName = 0x406D1388, kDebugString = 0x40010006, kDebugStringWide = 0x4001000A, kRpc = 0x000006BA,
                kDelayLoad = 0xC06D007E, kInvalidHandle = 0xC0000008;

volatile char *g_page;
int g_count;
sigjmp_buf g_out;

void protect(DWORD protection) {
  DWORD former;
  VirtualProtect(const_cast<char *>(g_page), 4096, protection, &former);
}
void repair(int, siginfo_t *, void *) {
  ++g_count;
  protect(PAGE_READWRITE);
}
void jump_out(int, siginfo_t *, void *) {
  ++g_count;
  siglongjmp(g_out, 1);
}
void handle(void (*handler)(int, siginfo_t *, void *)) {
  for (const int sig : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP}) {
    struct sigaction act = {};
    act.sa_sigaction = handler;
    act.sa_flags = SA_SIGINFO;
    ASSERT_EQ(sigaction(sig, &act, nullptr), 0);
  }
}

void write_page(void *) { *g_page = 1; }
void divide(void *) {
  __asm__ volatile("xor %%ecx, %%ecx\n\t mov $7, %%eax\n\t cdq\n\t idiv %%ecx" ::: "eax", "ecx", "edx", "cc");
}
void raise_code(void *code) { RaiseException(*static_cast<DWORD *>(code), 0, 0, nullptr); }
int pass(int value) { return value; }

class Frames : public testing::TestWithParam<int> {
protected:
  void SetUp() override {
    g_page = static_cast<volatile char *>(VirtualAlloc(nullptr, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_NOACCESS));
    g_count = 0;
    posix_signal_fault_chance_np(GetParam());
  }
  void TearDown() override {
    for (const int sig : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP}) signal(sig, SIG_DFL);
    posix_signal_fault_chance_np(0);
    VirtualFree(const_cast<char *>(g_page), 0, MEM_RELEASE);
  }
  [[nodiscard]] static bool first_chance() { return GetParam() != 0; }
};

// The DLL of msvc.cpp.
class Msvc : public Frames {
protected:
  void SetUp() override {
    Frames::SetUp();
#ifdef PSIG_HAVE_MSVC_DLL
    const HMODULE dll = LoadLibraryA("psig_test_msvc.dll");
    ASSERT_NE(dll, nullptr) << GetLastError();
    find(dll, "guarded", &guarded);
    find(dll, "finally_runs", &finally_runs);
    find(dll, "throws", &throws);
#else
    GTEST_SKIP() << "no clang++ was found for a DLL as Microsoft's compiler makes it";
#endif
  }
  template <typename Function> static void find(HMODULE dll, const char *name, Function *out) {
    *out = reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(dll, name)));
    ASSERT_NE(*out, nullptr) << name;
  }
  DWORD (*guarded)(void (*)(void *), void *, DWORD) = nullptr;
  int (*finally_runs)(void (*)(void *), void *, DWORD) = nullptr;
  int (*throws)(int (*)(int), int) = nullptr;
};

} // namespace

TEST_P(Msvc, try_except_takes_its_faults_before_the_last_chance) {
  handle(repair);
  EXPECT_EQ(guarded(write_page, nullptr, kAccess), first_chance() ? 0 : kAccess);
  EXPECT_EQ(g_count, first_chance() ? 1 : 0);
  g_count = 0;
  protect(PAGE_NOACCESS);
  for (int n = 0; n < 1000; ++n) {
    protect(PAGE_NOACCESS);
    write_page(nullptr); // outside the frame it is the handler's, by either chance
  }
  EXPECT_EQ(g_count, 1000);
}

TEST_P(Msvc, try_except_for_other_codes_lets_faults_pass) {
  handle(repair);
  EXPECT_EQ(guarded(write_page, nullptr, kDivide), 0u);
  EXPECT_EQ(g_count, 1);
  if (!first_chance()) {
    EXPECT_EQ(guarded(divide, nullptr, kDivide), kDivide);
    EXPECT_EQ(g_count, 1);
  }
}

TEST_P(Msvc, a_handler_jumps_out_over_a_frame_that_declines) {
  handle(jump_out);
  for (std::atomic<int> n{0}; n < 1000; ++n)
    if (sigsetjmp(g_out, 1) == 0) guarded(write_page, nullptr, kDivide);
  EXPECT_EQ(g_count, 1000);
}

TEST_P(Msvc, finally_runs_where_the_frame_takes_the_fault) {
  handle(repair);
  EXPECT_EQ(finally_runs(write_page, nullptr, kAccess), first_chance() ? 1 : 11);
}

TEST_P(Msvc, without_handlers_of_ours_frames_are_alone) {
  EXPECT_EQ(guarded(write_page, nullptr, kAccess), kAccess);
  EXPECT_EQ(guarded(divide, nullptr, kDivide), kDivide);
}

TEST_P(Msvc, cpp_exceptions_find_their_frames) {
  handle(repair);
  for (int n = 1; n <= 200; ++n) EXPECT_EQ(throws(pass, n), 1000 + n);
  EXPECT_EQ(g_count, 0);
  const auto faults = [](int value) {
    protect(PAGE_NOACCESS);
    write_page(nullptr);
    return value;
  };
  for (int n = 1; n <= 200; ++n) EXPECT_EQ(throws(faults, n), 1000 + n);
  EXPECT_EQ(g_count, 200);
}

TEST_P(Msvc, gccs_and_msvcs_exceptions_nest) {
  handle(repair);
  const auto body = [](int value) {
    try {
      protect(PAGE_NOACCESS);
      write_page(nullptr);
      throw std::string("gcc's");
    } catch (const std::string &) {
      return value;
    }
  };
  for (int n = 1; n <= 100; ++n) EXPECT_EQ(throws(body, n), 1000 + n);
  EXPECT_EQ(g_count, 100);
}

// Each is seen by vectored handlers as ever and reaches its frame.
TEST_P(Msvc, codes_that_are_no_faults_reach_their_frames) {
  static int seen;
  handle(repair);
  void *vectored = AddVectoredExceptionHandler(0, [](EXCEPTION_POINTERS *) -> LONG {
    ++seen;
    return EXCEPTION_CONTINUE_SEARCH;
  });
  for (DWORD code : {kMsvcThrow, kClr, kDebugString, kDebugStringWide, kRpc, kDelayLoad, kInvalidHandle}) {
    seen = 0;
    EXPECT_EQ(guarded(raise_code, &code, code), code) << std::hex << code;
    EXPECT_EQ(seen, 1) << std::hex << code;
  }
  RemoveVectoredExceptionHandler(vectored);
  EXPECT_EQ(g_count, 0);
}

// As debuggers know it: the name in an exception that the thrower takes itself.
TEST_P(Frames, thread_names_and_debug_strings_disturb_nobody) {
  handle(repair);
  OutputDebugStringA("hello");
  OutputDebugStringW(L"hello");
  static const struct {
    DWORD type;
    const char *name;
    DWORD thread, flags;
  } naming = {0x1000, "worker", GetCurrentThreadId(), 0};
  void *takes = AddVectoredExceptionHandler(0, [](EXCEPTION_POINTERS *pointers) -> LONG {
    return pointers->ExceptionRecord->ExceptionCode == kThreadName ? EXCEPTION_CONTINUE_EXECUTION
                                                                   : EXCEPTION_CONTINUE_SEARCH;
  });
  ULONG_PTR words[sizeof(naming) / sizeof(ULONG_PTR)];
  memcpy(words, &naming, sizeof(naming));
  RaiseException(kThreadName, 0, sizeof(words) / sizeof(words[0]), words);
  RemoveVectoredExceptionHandler(takes);
  EXPECT_EQ(g_count, 0);
}

INSTANTIATE_TEST_SUITE_P(chance, Msvc, testing::Values(0, 1));
INSTANTIATE_TEST_SUITE_P(chance, Frames, testing::Values(0, 1));
