// Run-times and tools that live on exceptions themselves, in one process with handlers of signals: guard pages, null
// checks and safepoints as a JVM has them, shadow memory as sanitizers have it; each there before the handler and after
// it, by either chance.
#include <gtest/gtest.h>

#include <posix/signal.h>

#include <atomic>
#include <cstdint>

#include "nt/windows.h"

namespace {

constexpr DWORD kAccess = 0xC0000005, kGuard = 0x80000001;
constexpr SIZE_T kPage = 4096;

volatile char *g_page; // repaired by the handler of SIGSEGV
std::atomic<int> g_count;

void protect(volatile char *page, DWORD protection) {
  DWORD former;
  VirtualProtect(const_cast<char *>(page), kPage, protection, &former);
}
void repair(int, siginfo_t *, void *) {
  ++g_count;
  protect(g_page, PAGE_READWRITE);
}
void handle(void (*handler)(int, siginfo_t *, void *), int flags = 0) {
  struct sigaction act = {};
  act.sa_sigaction = handler;
  act.sa_flags = SA_SIGINFO | flags;
  ASSERT_EQ(sigaction(SIGSEGV, &act, nullptr), 0);
}
volatile char *pages(SIZE_T count, DWORD protection) {
  return static_cast<volatile char *>(VirtualAlloc(nullptr, count * kPage, MEM_RESERVE | MEM_COMMIT, protection));
}

// Somebody else's vectored handler, there while it lives.
class Vectored {
public:
  explicit Vectored(PVECTORED_EXCEPTION_HANDLER handler, ULONG first = 1)
      : added_(AddVectoredExceptionHandler(first, handler)) {}
  ~Vectored() { RemoveVectoredExceptionHandler(added_); }
  Vectored(const Vectored &) = delete;
  Vectored &operator=(const Vectored &) = delete;

private:
  void *added_;
};

bool within(const EXCEPTION_POINTERS *pointers, volatile char *from, SIZE_T size) {
  const EXCEPTION_RECORD &record = *pointers->ExceptionRecord;
  return record.NumberParameters >= 2 &&
         record.ExceptionInformation[1] - reinterpret_cast<ULONG_PTR>(const_cast<char *>(from)) < size;
}

// Chance, and whether the others come before the handler or after it.
class Others : public testing::TestWithParam<std::tuple<int, bool>> {
protected:
  void SetUp() override {
    g_page = pages(1, PAGE_NOACCESS);
    g_count = 0;
    posix_signal_fault_chance_np(std::get<0>(GetParam()));
  }
  void TearDown() override {
    signal(SIGSEGV, SIG_DFL);
    posix_signal_fault_chance_np(0);
    VirtualFree(const_cast<char *>(g_page), 0, MEM_RELEASE);
  }
  // Runs the body with both there, in the order that the parameter says.
  template <typename Body> void with(PVECTORED_EXCEPTION_HANDLER theirs, Body body) {
    if (std::get<1>(GetParam())) {
      const Vectored before(theirs);
      handle(repair);
      body();
    } else {
      handle(repair);
      const Vectored after(theirs);
      body();
    }
  }
  // One fault of the handler's own, which the others let pass.
  static void ours() {
    const int before = g_count;
    protect(g_page, PAGE_NOACCESS);
    *g_page = 1;
    EXPECT_EQ(g_count, before + 1);
  }
};

volatile char *g_their_page;
std::atomic<int> g_theirs;

LONG CALLBACK takes_guard_pages(EXCEPTION_POINTERS *pointers) {
  if (pointers->ExceptionRecord->ExceptionCode != kGuard || !within(pointers, g_their_page, kPage))
    return EXCEPTION_CONTINUE_SEARCH;
  ++g_theirs;
  return EXCEPTION_CONTINUE_EXECUTION; // touching it has cleared the guard
}

// A null check: the load is three bytes long, and gives 0 where there is nothing. A safepoint: its page is closed.
volatile char *g_safepoint;
LONG CALLBACK virtual_machine(EXCEPTION_POINTERS *pointers) {
  if (pointers->ExceptionRecord->ExceptionCode != kAccess) return EXCEPTION_CONTINUE_SEARCH;
  if (pointers->ExceptionRecord->ExceptionInformation[1] < 0x10000) {
    pointers->ContextRecord->Rax = 0;
    pointers->ContextRecord->Rip += 3;
  } else if (within(pointers, g_safepoint, kPage)) {
    protect(g_safepoint, PAGE_READWRITE);
  } else {
    return EXCEPTION_CONTINUE_SEARCH;
  }
  ++g_theirs;
  return EXCEPTION_CONTINUE_EXECUTION;
}
std::uint64_t load(const std::uint64_t *from) {
  std::uint64_t value;
  __asm__ volatile("movq (%%rcx), %%rax" : "=a"(value) : "c"(from) : "memory"); // 48 8b 01
  return value;
}

constexpr SIZE_T kShadow = SIZE_T{1} << 30;
volatile char *g_shadow;
LONG CALLBACK commits_shadow(EXCEPTION_POINTERS *pointers) {
  if (pointers->ExceptionRecord->ExceptionCode != kAccess || !within(pointers, g_shadow, kShadow))
    return EXCEPTION_CONTINUE_SEARCH;
  ++g_theirs;
  void *at = reinterpret_cast<void *>(pointers->ExceptionRecord->ExceptionInformation[1] & ~(kPage - 1));
  return VirtualAlloc(at, kPage, MEM_COMMIT, PAGE_READWRITE) != nullptr ? EXCEPTION_CONTINUE_EXECUTION
                                                                        : EXCEPTION_CONTINUE_SEARCH;
}

} // namespace

TEST_P(Others, guard_pages_stay_their_owners) {
  g_their_page = pages(1, PAGE_READWRITE);
  g_theirs = 0;
  with(takes_guard_pages, [] {
    for (int n = 1; n <= 500; ++n) {
      protect(g_their_page, PAGE_READWRITE | PAGE_GUARD);
      *g_their_page = 1;
      ASSERT_EQ(g_theirs, n);
      ours();
    }
    EXPECT_EQ(g_count, 500);
  });
  VirtualFree(const_cast<char *>(g_their_page), 0, MEM_RELEASE);
}

TEST_P(Others, null_checks_and_safepoints_of_a_virtual_machine) {
  g_safepoint = pages(1, PAGE_READWRITE);
  g_theirs = 0;
  with(virtual_machine, [] {
    const std::uint64_t something = 42;
    for (int n = 0; n < 1000; ++n) {
      ASSERT_EQ(load(&something), 42u);
      ASSERT_EQ(load(nullptr), 0u);
      protect(g_safepoint, PAGE_NOACCESS);
      *g_safepoint = 1;
      ours();
    }
    EXPECT_EQ(g_theirs, 2000);
    EXPECT_EQ(g_count, 1000);
  });
  VirtualFree(const_cast<char *>(g_safepoint), 0, MEM_RELEASE);
}

TEST_P(Others, shadow_memory_is_committed_by_its_owner) {
  g_shadow = static_cast<volatile char *>(VirtualAlloc(nullptr, kShadow, MEM_RESERVE, PAGE_READWRITE));
  ASSERT_NE(g_shadow, nullptr);
  g_theirs = 0;
  with(commits_shadow, [] {
    for (SIZE_T n = 0; n < 1000; ++n) {
      g_shadow[n * 64 * kPage] = 1;
      ours();
    }
    EXPECT_EQ(g_theirs, 1000);
    EXPECT_EQ(g_count, 1000);
  });
  VirtualFree(const_cast<char *>(g_shadow), 0, MEM_RELEASE);
}

// A handler may itself run into what the others take.
TEST_P(Others, a_handler_that_needs_the_others) {
  g_safepoint = pages(1, PAGE_NOACCESS);
  g_theirs = 0;
  with(virtual_machine, [] {
    handle([](int, siginfo_t *, void *) {
      protect(g_safepoint, PAGE_NOACCESS);
      *g_safepoint = 1;
      repair(0, nullptr, nullptr);
    });
    for (int n = 0; n < 500; ++n) ours();
    EXPECT_EQ(g_theirs, 500);
  });
  VirtualFree(const_cast<char *>(g_safepoint), 0, MEM_RELEASE);
}

INSTANTIATE_TEST_SUITE_P(chance, Others, testing::Combine(testing::Values(0, 1), testing::Bool()));
