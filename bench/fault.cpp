// Page repair, the write barrier of collectors: a handler makes the page writable and returns. Against a bare vectored
// handler (first chance) and a bare filter for unhandled exceptions at the same depth of the stack (last chance).
#include "harness.h"

#include <posix/signal.h>

#include <windows.h>

namespace {

constexpr int kRounds = 50;
constexpr SIZE_T kPage = 4096, kPages = 2000; // a batch; 100,000 pages in all

volatile char *g_pages;
int g_repaired;

void repair(ULONG_PTR address) {
  DWORD former;
  VirtualProtect(reinterpret_cast<void *>(address), 1, PAGE_READWRITE, &former);
  ++g_repaired;
}

void handler(int, siginfo_t *info, void *) { repair(reinterpret_cast<ULONG_PTR>(info->si_addr)); }

LONG CALLBACK bare(EXCEPTION_POINTERS *pointers) {
  if (pointers->ExceptionRecord->ExceptionCode != EXCEPTION_ACCESS_VIOLATION) return EXCEPTION_CONTINUE_SEARCH;
  repair(pointers->ExceptionRecord->ExceptionInformation[1]);
  return EXCEPTION_CONTINUE_EXECUTION;
}

double write_all() {
  DWORD former;
  VirtualProtect(const_cast<char *>(g_pages), kPages * kPage, PAGE_READONLY, &former);
  g_repaired = 0;
  const double start = bench::now_ns();
  for (SIZE_T n = 0; n < kPages; ++n) g_pages[n * kPage] = 1;
  const double ns = (bench::now_ns() - start) / static_cast<double>(kPages);
  bench::require(g_repaired == static_cast<int>(kPages), "each page is repaired once");
  return ns;
}

double by_signal(int first_chance) {
  struct sigaction action {};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO;
  posix_signal_fault_chance_np(first_chance);
  sigaction(SIGSEGV, &action, nullptr);
  const double ns = write_all();
  signal(SIGSEGV, SIG_DFL);
  return ns;
}

double by_vectored_handler() {
  void *added = AddVectoredExceptionHandler(0, bare);
  const double ns = write_all();
  RemoveVectoredExceptionHandler(added);
  return ns;
}

// The system's own function: the import leads to the library, which stands in front.
double by_filter() {
  const FARPROC found = GetProcAddress(GetModuleHandleA("kernel32"), "SetUnhandledExceptionFilter");
  const auto set = reinterpret_cast<decltype(&SetUnhandledExceptionFilter)>(reinterpret_cast<void *>(found));
  const LPTOP_LEVEL_EXCEPTION_FILTER before = set(bare);
  const double ns = write_all();
  set(before);
  return ns;
}

} // namespace

int main(int argc, char **argv) {
  g_pages =
      static_cast<volatile char *>(VirtualAlloc(nullptr, kPages * kPage, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE));
  bench::require(g_pages != nullptr, "memory");
  bench::Report report(argc, argv);
  report.alternate(kRounds, {{"repair first chance", [] { return by_signal(1); }},
                             {"repair vectored", by_vectored_handler},
                             {"repair last chance", [] { return by_signal(0); }},
                             {"repair filter", by_filter}});
}
