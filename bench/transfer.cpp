// read() and write() of a pipe against ReadFile and WriteFile: 4 KiB there and back out of the pipe, and a byte.
#include "harness.h"

#include <posix/unistd.h>

#include <fcntl.h>
#include <io.h>
#include <windows.h>

namespace {

constexpr int kRounds = 200, kCalls = 10;
constexpr unsigned kMuch = 4096;
char g_bytes[kMuch];
int g_ends[2];
HANDLE g_handles[2];

void ours(unsigned size) {
  bench::require(write(g_ends[1], g_bytes, size) == static_cast<int>(size), "write");
  bench::require(read(g_ends[0], g_bytes, size) == static_cast<int>(size), "read");
}

void bare(unsigned size) {
  DWORD moved;
  bench::require(WriteFile(g_handles[1], g_bytes, size, &moved, nullptr) && moved == size, "WriteFile");
  bench::require(ReadFile(g_handles[0], g_bytes, size, &moved, nullptr) && moved == size, "ReadFile");
}

} // namespace

int main(int argc, char **argv) {
  bench::Report report(argc, argv);
  bench::require(_pipe(g_ends, 65536, _O_BINARY) == 0, "_pipe");
  for (int n = 0; n < 2; ++n) g_handles[n] = reinterpret_cast<HANDLE>(_get_osfhandle(g_ends[n]));
  report.alternate(kRounds, {{"transfer", [] { return bench::per_operation(kCalls, [] { ours(kMuch); }); }},
                             {"transfer bare", [] { return bench::per_operation(kCalls, [] { bare(kMuch); }); }},
                             {"transfer byte", [] { return bench::per_operation(kCalls, [] { ours(1); }); }},
                             {"transfer byte bare", [] { return bench::per_operation(kCalls, [] { bare(1); }); }}});
}
