// Crash reporters: a filter for unhandled exceptions that writes a minidump is called for what no handler takes,
// whether it was there before the handlers or came later.
#include <gtest/gtest.h>

#include <posix/signal.h>

#include <atomic>
#include <cstdio>
#include <string>

#include "nt/windows.h"

#include <dbghelp.h>

#include "support/child.h"

namespace {

using psig_test::Child;

constexpr unsigned kReported = 77;
constexpr DWORD kAccess = 0xC0000005;

volatile char *volatile g_page; // the handler reads it
std::atomic<int> g_count;
void protect(DWORD protection) {
  DWORD former;
  VirtualProtect(const_cast<char *>(g_page), 1, protection, &former);
}

std::string g_dump;
LONG CALLBACK reporter(EXCEPTION_POINTERS *pointers) {
  const HANDLE file = CreateFileA(g_dump.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, 0, nullptr);
  MINIDUMP_EXCEPTION_INFORMATION information = {GetCurrentThreadId(), pointers, FALSE};
  const BOOL written = MiniDumpWriteDump(GetCurrentProcess(), GetCurrentProcessId(), file, MiniDumpNormal, &information,
                                         nullptr, nullptr);
  CloseHandle(file);
  TerminateProcess(GetCurrentProcess(), written ? kReported : 1);
  return EXCEPTION_EXECUTE_HANDLER;
}

std::string dump_path() {
  char directory[MAX_PATH];
  GetTempPathA(sizeof(directory), directory);
  return std::string(directory) + "psig_fault_others.dmp";
}

// The code of the exception that the dump tells of; 0: no dump, or none in it.
DWORD dumped_exception(const std::string &path) {
  std::string text;
  if (FILE *file = std::fopen(path.c_str(), "rb")) {
    char part[4096];
    for (std::size_t size; (size = std::fread(part, 1, sizeof(part), file)) > 0;) text.append(part, size);
    std::fclose(file);
  }
  if (text.size() < sizeof(MINIDUMP_HEADER)) return 0;
  const auto *header = reinterpret_cast<const MINIDUMP_HEADER *>(text.data());
  if (text.compare(0, 4, "MDMP") != 0) return 0;
  const auto *streams = reinterpret_cast<const MINIDUMP_DIRECTORY *>(text.data() + header->StreamDirectoryRva);
  for (ULONG n = 0; n < header->NumberOfStreams; ++n)
    if (streams[n].StreamType == ExceptionStream)
      return reinterpret_cast<const MINIDUMP_EXCEPTION_STREAM *>(text.data() + streams[n].Location.Rva)
          ->ExceptionRecord.ExceptionCode;
  return 0;
}

} // namespace

CHILD(reports) {
  const std::string how = argv[0];
  g_dump = argv[1];
  if (how == "before") SetUnhandledExceptionFilter(reporter);
  signal(SIGFPE, [](int) {});
  signal(SIGSEGV, [](int) {
    ++g_count;
    protect(PAGE_READWRITE);
  });
  if (how == "after") SetUnhandledExceptionFilter(reporter);
  if (how == "first") posix_signal_fault_chance_np(1), SetUnhandledExceptionFilter(reporter);
  g_page = static_cast<volatile char *>(VirtualAlloc(nullptr, 1, MEM_RESERVE | MEM_COMMIT, PAGE_NOACCESS));
  *g_page = 1; // the handler's
  if (g_count != 1) return 2;
  signal(SIGSEGV, SIG_DFL);
  protect(PAGE_NOACCESS);
  *g_page = 1; // nobody's but the reporter's
  return 3;
}

TEST(CrashReporter, writes_its_dump_where_no_handler_takes_the_fault) {
  for (const char *how : {"before", "after", "first"}) {
    const std::string path = dump_path();
    std::remove(path.c_str());
    Child child("reports", {how, path});
    EXPECT_EQ(child.wait(), kReported) << how;
    EXPECT_EQ(dumped_exception(path), kAccess) << how;
    std::remove(path.c_str());
  }
}
