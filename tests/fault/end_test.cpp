// Faults that end the process do so with their own status: nobody catches them, the signal is blocked or ignored, the
// stack has overflowed and there is no other, or the handler returns again and again.
#include <gtest/gtest.h>

#include <posix/setjmp.h>
#include <posix/signal.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "nt/windows.h"
#include "support/child.h"

namespace {

using psig_test::Child;

constexpr unsigned long kAccess = 0xC0000005, kOverflow = 0xC00000FD, kDivide = 0xC0000094, kIllegal = 0xC000001D;

volatile char *bad_page() {
  return static_cast<volatile char *>(VirtualAlloc(nullptr, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_NOACCESS));
}

volatile int g_sink;
__attribute__((noinline, noclone)) int deeper(int n) {
  volatile char room[2000];
  room[n % 2000] = static_cast<char>(n);
  g_sink = room[0];
  return n < 0 ? 0 : deeper(n + 1) + room[1];
}

void fault(const char *which) {
  if (strcmp(which, "access") == 0) *bad_page() = 1;
  if (strcmp(which, "overflow") == 0) g_sink = deeper(1);
  if (strcmp(which, "illegal") == 0) __asm__ volatile("ud2");
  if (strcmp(which, "divide") == 0)
    __asm__ volatile("xor %%ecx, %%ecx\n\t mov $7, %%eax\n\t cdq\n\t idiv %%ecx" ::: "eax", "ecx", "edx", "cc");
}

void returns(int) {}
void faults_too(int) { *bad_page() = 2; }

void set(int sig, void (*handler)(int), int flags = 0) {
  struct sigaction act = {};
  act.sa_handler = handler;
  act.sa_flags = flags;
  sigaction(sig, &act, nullptr);
}

unsigned long ends(const char *how, const char *which) {
  Child child("faulty", {how, which});
  unsigned long status = 0;
  if (!child.wait_for(60'000, &status)) child.terminate();
  return status;
}

} // namespace

CHILD(faulty) {
  const char *how = argv[0];
  sigset_t faults;
  sigemptyset(&faults);
  for (const int sig : {SIGSEGV, SIGFPE, SIGILL, SIGBUS, SIGTRAP}) {
    sigaddset(&faults, sig);
    if (strcmp(how, "ignored") == 0) set(sig, SIG_IGN);
    if (strcmp(how, "blocked") == 0 || strcmp(how, "no_altstack") == 0) set(sig, returns, SA_ONSTACK);
    if (strcmp(how, "blocked_first") == 0) set(sig, returns);
    if (strcmp(how, "returning") == 0 || strcmp(how, "returning_first") == 0) set(sig, returns);
    if (strcmp(how, "again_inside") == 0 || strcmp(how, "again_on_altstack") == 0) set(sig, faults_too, SA_ONSTACK);
    if (strcmp(how, "returning_on_altstack") == 0) set(sig, returns, SA_ONSTACK);
    if (strcmp(how, "reset") == 0) set(sig, returns, static_cast<int>(SA_RESETHAND));
  }
  if (strcmp(how, "blocked_first") == 0 || strcmp(how, "returning_first") == 0) posix_signal_fault_chance_np(1);
  if (strncmp(how, "blocked", 7) == 0) sigprocmask(SIG_BLOCK, &faults, nullptr);
  static char memory[256 * 1024];
  const stack_t stack = {memory, 0, sizeof(memory)};
  if (strstr(how, "on_altstack") != nullptr) sigaltstack(&stack, nullptr);
  if (strcmp(how, "talking") == 0) {
    posix_signal_crash_message_np(1);
  }
  if (strncmp(how, "talking", 7) == 0) SetStdHandle(STD_ERROR_HANDLE, GetStdHandle(STD_OUTPUT_HANDLE));
  fault(argv[1]);
  return 7; // it went on
}

TEST(fault_end, by_default) {
  EXPECT_EQ(ends("default", "access"), kAccess);
  EXPECT_EQ(ends("default", "divide"), kDivide);
  EXPECT_EQ(ends("default", "illegal"), kIllegal);
  EXPECT_EQ(ends("default", "overflow"), kOverflow);
}

// The message goes to standard error, which the child sends after its standard output.
TEST(fault_end, says_so_when_asked_to) {
  Child child("faulty", {"talking", "access"});
  EXPECT_TRUE(child.line().starts_with("posix-signals: SIGSEGV, si_code 2, si_addr 0x"));
  const std::string first = child.line();
  EXPECT_TRUE(first.starts_with("  #0 test_fault_end.exe+0x")) << first;
  EXPECT_EQ(child.wait(), kAccess);
}

TEST(fault_end, says_so_by_the_environment) {
  const auto says = [](const char *value) {
    SetEnvironmentVariableA("POSIX_SIGNALS_CRASH_MESSAGE", value);
    Child child("faulty", {"talking_perhaps", "access"});
    return child.line().starts_with("posix-signals: SIGSEGV");
  };
  for (const char *on : {"1", "true", "yes", "on", "2", "a value that is longer than any word for no"})
    EXPECT_TRUE(says(on)) << on;
  for (const char *off : {"0", "no", "off", "false", "FALSE", "Off"}) EXPECT_FALSE(says(off)) << off;
#ifdef __OPTIMIZE__
  EXPECT_FALSE(says(nullptr));
#endif
  SetEnvironmentVariableA("POSIX_SIGNALS_CRASH_MESSAGE", nullptr);
}

TEST(fault_end, ignored) {
  EXPECT_EQ(ends("ignored", "access"), kAccess);
  EXPECT_EQ(ends("ignored", "divide"), kDivide);
}

TEST(fault_end, blocked) {
  EXPECT_EQ(ends("blocked", "access"), kAccess);
  EXPECT_EQ(ends("blocked_first", "illegal"), kIllegal);
}

TEST(fault_end, overflow_without_another_stack) { EXPECT_EQ(ends("no_altstack", "overflow"), kOverflow); }

TEST(fault_end, returning_without_progress) {
  EXPECT_EQ(ends("returning", "access"), kAccess);
  EXPECT_EQ(ends("returning_first", "access"), kAccess);
  EXPECT_EQ(ends("returning", "divide"), kDivide);
  EXPECT_EQ(ends("returning_on_altstack", "access"), kAccess);
}

TEST(fault_end, returning_from_an_overflow) { EXPECT_EQ(ends("returning_on_altstack", "overflow"), kOverflow); }

TEST(fault_end, fault_in_the_handler) {
  EXPECT_EQ(ends("again_inside", "access"), kAccess);
  EXPECT_EQ(ends("again_on_altstack", "access"), kAccess);
}

TEST(fault_end, reset_by_its_handler) { EXPECT_EQ(ends("reset", "divide"), kDivide); }
