// The core of a process that a signal ends: a minidump, if RLIMIT_CORE allows one.
//
//   terminate, last-chance filter --> core_report --> core_write --> the helper program
//                                        |  the dispatcher watches: core_serve
//                                        +-> end of the process
//
// If the ending thread has no stack left, or if there is no helper, the two change places. By default no core is
// allowed, and nothing happens. docs/adr/0009
#pragma once

#include <cstdint>

#include "base/errno_result.h"
#include "base/record.h"
#include "nt/process/minidump.h"

namespace psig {

struct CoreLinks {
  bool (*dispatcher_there)();
  void (*wake_dispatcher)();
  bool (*on_dispatcher)();
  std::uint64_t (*limit)();                                                // bytes; 0: no core
  void (*note_end)(const Record &record, std::uint32_t status, bool core); // for the parent
};
// Reads what the environment wants. [thread], once
void core_start(const CoreLinks &links);

struct Crash {
  Record record;
  std::uint32_t status = 0; // exit status of the process, without a core
  void *pointers = nullptr; // EXCEPTION_POINTERS; null: there was no exception
};
// Before the process ends by the default action of a signal that dumps core. True: a core has been written. Waits.
// [dispatch], but that it waits: what comes after it is the end. A crash while it works ends the process at once.
[[nodiscard]] bool core_report(const Crash &crash);

// The dispatcher's part, once woken: it waits for the end of the other one's work, or does it itself.
[[nodiscard]] bool core_requested();
void core_serve();

// Where the next one goes; null: the default. EINVAL ENAMETOOLONG EILSEQ. EngineTable::core_pattern
[[nodiscard]] Errno core_pattern_set(const char *pattern);

// core_write.cpp
struct CoreJob {
  Crash crash;
  unsigned long tid = 0;   // of the thread that ends the process, which waits
  std::uint64_t limit = 0; // bytes
};
[[nodiscard]] Errno core_write(const CoreJob &job, nt::DumpWriter writer); // as nt::minidump_write
void core_write_start();                                                   // [thread], once

} // namespace psig
