// One of two threads works, and the other watches the clock. There is one crash per process: a second thread that
// crashes meanwhile waits for the end, and one that crashes because of the work itself ends the process at once.
#include "fault/core.h"

#include <atomic>

#include "nt/process/minidump.h"
#include "nt/process/process.h"
#include "nt/thread/context.h"
#include "nt/thread/teb.h"
#include "nt/thread/word_wait.h"

namespace psig {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kPatience = 2 * kSecond; // for the dispatcher to come
constexpr std::uint64_t kWork = 90 * kSecond;    // more than the dump is given

enum Stage : std::uint32_t { kNothing, kWatched, kAsked, kServing, kDone };

constinit CoreLinks g_links{};
std::atomic<unsigned long> g_owner{0}, g_server{0};
std::atomic<std::uint32_t> g_stage{kNothing};
CoreJob g_job;
bool g_core;
nt::MadeException g_made;

[[noreturn]] void wait_for_the_end() {
  static std::atomic<std::uint32_t> never{0};
  for (;;) nt::word_sleep(&never, 0, nt::kForever);
}

// The first thread comes back from here.
void claim(unsigned long tid) {
  unsigned long owner = 0;
  if (g_owner.compare_exchange_strong(owner, tid)) return;
  if (owner == tid || g_server.load() == tid) nt::process_terminate(g_job.crash.status);
  wait_for_the_end();
}

void enter_stage(Stage stage) {
  g_stage.store(stage);
  nt::word_wake_all(&g_stage);
}

bool changed_from(Stage stage, std::uint64_t patience) {
  const std::uint64_t deadline = nt::now_ns() + patience;
  while (g_stage.load() == stage && nt::now_ns() < deadline) nt::word_sleep(&g_stage, stage, deadline);
  return g_stage.load() != stage;
}

Errno work(nt::DumpWriter writer) {
  const Errno error = core_write(g_job, writer);
  g_core = error == 0;
  return error;
}

// What starting a process takes: not on a stack that is used up, nor on a small alternate one.
bool has_room() {
  constexpr std::uintptr_t kRoom = std::uintptr_t{128} * 1024;
  const nt::StackLimits stack = nt::stack_limits(nt::teb());
  const auto here = reinterpret_cast<std::uintptr_t>(&stack);
  return here > stack.allocation + kRoom && here < stack.base;
}

void ask_dispatcher() {
  enter_stage(kAsked);
  g_links.wake_dispatcher();
  std::uint32_t asked = kAsked;
  if (!changed_from(kAsked, kPatience) && g_stage.compare_exchange_strong(asked, kNothing)) return;
  (void)changed_from(kServing, kWork);
}

// The helper is started by the ending thread where that can be: it may hold what it takes (the locks of the heap and
// the loader), and then nobody else would get it. dbghelp itself wants another thread than the one it is about.
void have_it_written() {
  if (!g_links.dispatcher_there() || g_links.on_dispatcher()) {
    if (work(nt::DumpWriter::kHelper) == ENOSYS) (void)work(nt::DumpWriter::kHere);
    return;
  }
  if (has_room()) {
    enter_stage(kWatched);
    g_links.wake_dispatcher();
    if (work(nt::DumpWriter::kHelper) != ENOSYS) return enter_stage(kDone);
  }
  ask_dispatcher();
}

} // namespace

void core_start(const CoreLinks &links) {
  core_write_start();
  g_links = links;
}

bool core_report(const Crash &crash) {
  const std::uint64_t limit = g_links.limit != nullptr ? g_links.limit() : 0;
  if (limit != 0) {
    claim(nt::current_tid());
    g_job = {crash, nt::current_tid(), limit};
    if (crash.pointers == nullptr) {
      RtlCaptureContext(&g_made.context); // in this frame, which stays
      g_job.crash.pointers = nt::made_exception(&g_made, crash.status);
    }
    have_it_written();
  }
  if (crash.pointers != nullptr && g_links.note_end != nullptr) g_links.note_end(crash.record, crash.status, g_core);
  return g_core;
}

bool core_requested() { return g_stage.load() == kWatched || g_stage.load() == kAsked; }

void core_serve() {
  if (!changed_from(kWatched, kWork)) nt::process_terminate(g_job.crash.status);
  std::uint32_t asked = kAsked;
  if (!g_stage.compare_exchange_strong(asked, kServing)) return;
  g_server.store(nt::current_tid());
  if (work(nt::DumpWriter::kHelper) == ENOSYS) (void)work(nt::DumpWriter::kHere);
  enter_stage(kDone);
}

} // namespace psig
