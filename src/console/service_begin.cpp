// How the process becomes a service. The body has to run on the thread that calls, because signals expect it there. So
// a library thread dispatches, and the threads that the system makes for that are never chosen as targets.
#include "console/service.h"
#include "console/service_parts.h"
#include "nt/console/service.h"
#include "nt/system/memory.h"
#include "nt/system/text.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/signal_wait.h"
#include "signal/wake.h"

namespace psig {
namespace {

enum class Phase : std::uint32_t { kNone, kAsking, kRefused, kServing, kOutside };
constinit std::atomic<Phase> g_phase{Phase::kNone};
unsigned g_refusal;                              // why, in kRefused
constinit std::atomic<Thread *> g_body{nullptr}; // waits in service_begin()
char **g_arguments;                              // of the start, without the name
unsigned g_argument_count;
bool g_no_memory;

void enter_phase(Phase phase) {
  g_phase.store(phase);
  (void)wake(g_body.load());
}

// For as long as the process lives.
bool keep_arguments(unsigned argc, const wchar_t *const *argv) {
  if (argc < 2) return true;
  std::size_t bytes = 0;
  for (unsigned n = 1; n < argc; ++n) bytes += sizeof(char *) + nt::text_from_wide(argv[n], nullptr, 0);
  g_arguments = static_cast<char **>(nt::memory_commit(bytes));
  if (g_arguments == nullptr) return false;
  g_argument_count = argc - 1;
  char *text = reinterpret_cast<char *>(g_arguments + g_argument_count);
  for (unsigned n = 0; n < g_argument_count; ++n) {
    const unsigned size = nt::text_from_wide(argv[n + 1], nullptr, 0);
    g_arguments[n] = text;
    text += nt::text_from_wide(argv[n + 1], text, size);
  }
  return true;
}

void on_begin(unsigned argc, const wchar_t *const *argv) {
  g_no_memory = !keep_arguments(argc, argv);
  service_says_starting();
  enter_phase(Phase::kServing);
}

void dispatch(void *) {
  if (library_thread_started() == nullptr) return;
  g_refusal = nt::service_dispatch({on_begin, service_on_control});
  if (g_phase.load() == Phase::kAsking) enter_phase(Phase::kRefused);
}

bool dispatch_begun() { return library_thread_begin(dispatch, nullptr); }

Errno refused() {
  const unsigned why = g_refusal;
  const bool outside = why == nt::kServiceNotStartedAsOne; // which it stays; the system answers but once
  g_phase.store(outside ? Phase::kOutside : Phase::kNone);
  if (outside) return 0;
  return why == nt::kServiceAlreadyRunning ? EBUSY : EIO;
}

// Behind those of the command line.
Errno add_arguments(int *argc, char ***argv) {
  if (g_argument_count == 0) return 0;
  const std::size_t count = static_cast<std::size_t>(*argc) + g_argument_count;
  auto **all = static_cast<char **>(nt::memory_commit((count + 1) * sizeof(char *)));
  if (all == nullptr) return EAGAIN;
  for (int n = 0; n < *argc; ++n) all[n] = (*argv)[n];
  for (unsigned n = 0; n < g_argument_count; ++n) all[static_cast<unsigned>(*argc) + n] = g_arguments[n];
  *argc = static_cast<int>(count);
  *argv = all;
  return 0;
}

Errno serve(int *argc, char ***argv) {
  const Errno error = g_no_memory ? EAGAIN : add_arguments(argc, argv);
  if (error == 0 && service_says_running()) return 0;
  service_ends(1);
  return EAGAIN;
}

} // namespace

Errno service_begin(int *argc, char ***argv) {
  const DeliveryGuard delivery;
  if (delivery.thread() == nullptr) return EAGAIN;
  Phase none = Phase::kNone;
  if (!g_phase.compare_exchange_strong(none, Phase::kAsking)) return none == Phase::kOutside ? 0 : EBUSY;
  g_body.store(delivery.thread());
  if (!dispatch_begun()) {
    g_phase.store(Phase::kNone);
    return EAGAIN;
  }
  const auto settled = [](void *) { return g_phase.load() != Phase::kAsking; };
  while (wait_until(delivery.thread(), kWaiting, settled, nullptr) != 0) {
  } // handlers run, and nothing else comes of it
  return g_phase.load() == Phase::kServing ? serve(argc, argv) : refused();
}

bool service_was_begun() { return g_phase.load() == Phase::kServing; }

void service_thread_begins() {
  if (g_phase.load() != Phase::kAsking || !nt::service_thread_of_system()) return;
  Thread *thread = self();
  if (thread == nullptr) return;
  {
    const LockGuard guard(g_engine.lock);
    thread->library = true;
    thread->provisional = false;
    thread->blocked.store(kAllSignals);
  }
  reroute(kAllSignals);
}

} // namespace psig
