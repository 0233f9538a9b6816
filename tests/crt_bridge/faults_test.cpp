// Faults as handlers see them that came by a C run-time's own signal(), from a DLL and from a file of the program
// itself; and the run-times' own tables, which keep SIG_DFL for them whatever is installed: mingw-w64's start-up code
// asks them at every fault.
#include <posix/setjmp.h>
#include <posix/signal.h>

#include "crt_bridge/plain.h"

#include <atomic>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include <windows.h>

#include <winternl.h>

namespace {

volatile char *g_page;
void close_page() {
  DWORD former;
  VirtualProtect(const_cast<char *>(g_page), 1, PAGE_NOACCESS, &former);
}
void repair() {
  DWORD former;
  VirtualProtect(const_cast<char *>(g_page), 1, PAGE_READWRITE, &former);
}
std::atomic<int> g_count;
void count_and_repair(int) { ++g_count, repair(); }

template <typename Function> Function as(void *pointer) { return reinterpret_cast<Function>(pointer); }
template <typename Function> Function as(FARPROC pointer) { return as<Function>(reinterpret_cast<void *>(pointer)); }

// The CRT's function itself: nothing stands before this way to it.
void *real(const char *dll, const char *name) {
  using Get = NTSTATUS(NTAPI *)(HMODULE, const ANSI_STRING *, ULONG, void **);
  const auto get = as<Get>(GetProcAddress(GetModuleHandleA("ntdll"), "LdrGetProcedureAddress"));
  const ANSI_STRING text = {static_cast<USHORT>(strlen(name)), static_cast<USHORT>(strlen(name) + 1),
                            const_cast<char *>(name)};
  void *found = nullptr;
  EXPECT_GE(get(LoadLibraryA(dll), &text, 0, &found), 0) << name;
  return found;
}

// Chance, and the CRT.
class CrtFaults : public testing::TestWithParam<std::tuple<int, std::string>> {
protected:
  void SetUp() override {
    posix_signal_fault_chance_np(std::get<0>(GetParam()));
    g_page = static_cast<volatile char *>(VirtualAlloc(nullptr, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_NOACCESS));
    const HMODULE module = LoadLibraryA(("plain_" + crt() + ".dll").c_str());
    ASSERT_NE(module, nullptr);
    dll = as<plain_calls *(*)()>(GetProcAddress(module, "plain"))();
    dll->calls = 0;
    dll->repair = repair;
    g_count = 0;
  }
  void TearDown() override {
    for (const int sig : {SIGSEGV, SIGFPE, SIGILL}) signal(sig, SIG_DFL);
    posix_signal_fault_chance_np(0);
    VirtualFree(const_cast<char *>(g_page), 0, MEM_RELEASE);
  }
  static std::string crt() { return std::get<1>(GetParam()); }
  static void table_is_empty() {
    for (const char *name : {"msvcrt", "ucrtbase"}) {
      const auto set = as<plain_handler (*)(int, plain_handler)>(real(name, "signal"));
      for (const int number : {4, 8, 11}) EXPECT_EQ(set(number, SIG_DFL), SIG_DFL) << name << number;
    }
  }
  plain_calls *dll = nullptr;
};
INSTANTIATE_TEST_SUITE_P(chance, CrtFaults, testing::Combine(testing::Values(0, 1), testing::Values("msvcrt", "ucrt")));

sigjmp_buf g_out;
void jump_out() { siglongjmp(g_out, 1); }

} // namespace

TEST_P(CrtFaults, of_memory_with_the_record_as_the_system_made_it) {
  dll->set(11, dll->count);
  for (int n = 1; n <= 3; ++n) { // it is not reset
    close_page();
    *g_page = 1;
    ASSERT_EQ(dll->calls, n);
    EXPECT_EQ(dll->number, 11);
    EXPECT_EQ(dll->status, 0xC0000005);
    ASSERT_EQ(dll->parameter_count, 2);
    EXPECT_EQ(dll->parameters[0], 1) << "a write";
    EXPECT_EQ(dll->parameters[1], reinterpret_cast<std::uintptr_t>(const_cast<char *>(g_page)));
    EXPECT_EQ(dll->address, dll->instruction);
  }
  table_is_empty();
}

TEST_P(CrtFaults, of_integers_and_floating_point) {
  dll->set(8, dll->count);
  dll->repair = jump_out;
  if (sigsetjmp(g_out, 1) == 0)
    __asm__ volatile("xor %%ecx, %%ecx\n\t mov $7, %%eax\n\t cdq\n\t idiv %%ecx" ::: "eax", "ecx", "edx", "cc");
  EXPECT_EQ(dll->calls, 1);
  EXPECT_EQ(dll->status, 0xC0000094);
  EXPECT_EQ(dll->code, 0x83); // _FPE_ZERODIVIDE
  // INT_MIN / -1. Windows tells it from a division by zero, Wine does not.
  if (sigsetjmp(g_out, 1) == 0)
    __asm__ volatile("mov $0x80000000, %%eax\n\t cdq\n\t mov $-1, %%ecx\n\t idiv %%ecx" ::: "eax", "ecx", "edx", "cc");
  EXPECT_EQ(dll->calls, 2);
  EXPECT_TRUE(dll->status == 0xC0000095 || dll->status == 0xC0000094) << std::hex << dll->status;
  EXPECT_EQ(dll->code, dll->status == 0xC0000095 ? 0x84 : 0x83);
  const unsigned unmasked = 0x1F80 & ~0x200u, masked = 0x1F80;
  if (sigsetjmp(g_out, 1) == 0)
    __asm__ volatile("ldmxcsr %0\n\t pxor %%xmm1, %%xmm1\n\t mov $1, %%eax\n\t cvtsi2sd %%eax, %%xmm0\n\t"
                     "divsd %%xmm1, %%xmm0" ::"m"(unmasked)
                     : "eax", "xmm0", "xmm1");
  __asm__ volatile("ldmxcsr %0" ::"m"(masked));
  EXPECT_EQ(dll->calls, 3);
  EXPECT_EQ(dll->code, 0x83);
  table_is_empty();
}

TEST_P(CrtFaults, of_instructions) {
  dll->set(4, dll->count);
  dll->repair = jump_out;
  if (sigsetjmp(g_out, 1) == 0) __asm__ volatile("ud2");
  EXPECT_EQ(dll->calls, 1);
  EXPECT_EQ(dll->status, 0xC000001D);
  table_is_empty();
}

// The import table of the program itself: there before the library, and before any constructor.
TEST_P(CrtFaults, the_programs_own_calls_of_the_crt) {
  EXPECT_EQ(inside_set(15, dll->count), SIG_DFL);
  dll->repair = nullptr;
  EXPECT_EQ(raise(SIGTERM), 0);
  EXPECT_EQ(inside_raise(15), 0);
  EXPECT_EQ(dll->calls, 2);
  EXPECT_EQ(signal(SIGTERM, SIG_DFL) == SIG_DFL, false);
  EXPECT_EQ(inside_set(15, SIG_DFL), SIG_DFL);
  EXPECT_EQ(inside_set(11, count_and_repair), SIG_DFL);
  for (int n = 1; n <= 100; ++n) {
    close_page();
    *g_page = 1;
    ASSERT_EQ(g_count, n);
  }
  EXPECT_EQ(inside_set(11, SIG_DFL), &count_and_repair) << "no fault has reset it";
  table_is_empty();
}

TEST_P(CrtFaults, handlers_of_ours_stay_after_faults_on_the_main_thread) {
  signal(SIGSEGV, count_and_repair);
  for (int n = 1; n <= 100; ++n) {
    close_page();
    *g_page = 1;
    ASSERT_EQ(g_count, n);
  }
  EXPECT_EQ(inside_set(11, SIG_DFL), &count_and_repair);
  table_is_empty();
}
