// Where the core goes, and what is in it. One thread at a time.
#include <atomic>

#include "fault/core.h"
#include "fault/core_path.h"
#include "nt/system/file.h"
#include "nt/system/machine_text.h"
#include "nt/system/text.h"
#include "signal/identity.h"

namespace psig {
namespace {

constexpr unsigned kPatternRoom = 512;

bool g_full;
wchar_t g_patterns[2][kPatternRoom]; // by turns, so that a crash never sees half of one
std::atomic<const wchar_t *> g_pattern{kCorePattern};

} // namespace

void core_write_start() {
  g_full = nt::own_switch(L"POSIX_SIGNALS_CORE_FULL", false);
  const bool given = nt::own_variable(L"POSIX_SIGNALS_CORE_PATTERN", g_patterns[0], kPatternRoom);
  if (given && g_patterns[0][0] != L'\0') g_pattern.store(g_patterns[0]);
}

Errno core_pattern_set(const char *pattern) {
  if (pattern == nullptr) {
    g_pattern.store(kCorePattern);
    return 0;
  }
  wchar_t *const spare = g_pattern.load() == g_patterns[0] ? g_patterns[1] : g_patterns[0];
  if (pattern[0] == '\0') return EINVAL;
  const Errno error = nt::wide_from_text(pattern, spare, kPatternRoom);
  if (error == 0) g_pattern.store(spare);
  return error == E2BIG ? ENAMETOOLONG : error;
}

Errno core_write(const CoreJob &job, nt::DumpWriter writer) {
  static wchar_t path[kCorePathRoom], program[kCorePathRoom], host[64]; // a crash has little stack
  nt::program_name(program, kCorePathRoom);
  nt::host_name(host, 64);
  const CoreFacts facts{static_cast<std::uint64_t>(g_identity.pid),
                        job.tid,
                        g_identity.uid,
                        job.limit,
                        nt::unix_time(),
                        job.crash.record.signo,
                        program,
                        host};
  if (!core_path(g_pattern.load(), facts, path, kCorePathRoom)) return ENAMETOOLONG;
  return nt::minidump_write({path, job.tid, job.crash.pointers, job.limit, g_full}, writer);
}

} // namespace psig
