// The library's own thread. It sleeps until the mailbox's event is set, a timer fires, the parent or the program's last
// thread ends, a thread wants a second look, or the process has to stop. It never runs a handler (the fallback thread
// does), so nothing that user code does can block it.
#include "console/ask.h"
#include "console/service.h"
#include "fault/core.h"
#include "kill/orphan.h"
#include "mailbox/mailbox.h"
#include "mailbox/own.h"
#include "nt/thread/event.h"
#include "nt/thread/multi_wait.h"
#include "nt/thread/teb.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "process/children.h"
#include "runtime/aborted_thread.h"
#include "runtime/last_thread.h"
#include "runtime/runtime.h"
#include "runtime/sources.h"
#include "runtime/trace_output.h"
#include "signal/engine.h"
#include "timer/service.h"

namespace psig {
namespace {

nt::Handle g_wake;
std::atomic<unsigned long> g_tid{0};
std::atomic<bool> g_created{false};
std::atomic<std::uint64_t> g_due{nt::kForever}; // of the next look; kForever: nobody asked

void check_if_due() {
  const std::uint64_t due = g_due.load();
  if (due == nt::kForever || nt::now_ns() < due) return;
  g_due.store(nt::kForever); // first: what is asked for from here on is seen by the next round
  const std::uint64_t next = fallback_check();
  if (next != nt::kForever) dispatcher_watch(next);
}

nt::Handle g_parent;

void parent_gone(nt::Handle) {
  g_parent = nullptr;
  parent_ended();
}

void dispatcher_main(void *) {
  g_tid.store(nt::current_tid());
  if (library_thread_started() == nullptr) return;
  start_threads(); // where no call of the program's has been first
  g_parent = parent_watch();
  for (;;) {
    Sources sources;
    sources.add(g_wake, [](nt::Handle) {});
    sources.add(timers_fine(), [](nt::Handle) { timers_serve(); });
    sources.add(timers_utc(), [](nt::Handle) { timers_serve(); });
    sources.add(mailbox_own_event(), [](nt::Handle) {
      if (mailbox_receive_by_event()) children_changed();
    });
    sources.add(g_parent, parent_gone);
    sources.add(last_thread_handle(), [](nt::Handle) { last_thread_ended(); });
    sources.add(console_asking(), [](nt::Handle) { console_answered(); });
    for (unsigned i = 0; i < aborted_threads(); ++i) sources.add(aborted_thread(i), aborted_thread_ended);
    sources.serve(g_due.load());
    if (core_requested()) core_serve();
    service_generate();
    if (stop_requested()) stop_now();
    console_ask_next();
    check_if_due();
    timers_look_who_sleeps();
    if (const std::uint64_t due = trace_followers(); due != nt::kForever) dispatcher_watch(due);
  }
}

} // namespace

bool on_dispatcher() { return g_tid.load() == nt::current_tid(); }

bool dispatcher_there() { return g_created.load(); }

void dispatcher_wake() { nt::event_set(g_wake); }

void dispatcher_watch(std::uint64_t due_ns) {
  std::uint64_t due = g_due.load();
  while (due_ns < due)
    if (g_due.compare_exchange_weak(due, due_ns)) {
      if (!on_dispatcher()) dispatcher_wake(); // it may sleep past the new time
      return;
    }
}

void dispatcher_start() {
  if (g_created.exchange(true)) return;
  g_wake = nt::auto_event_create();
  if (!library_thread_begin(dispatcher_main, nullptr)) g_created.store(false);
}

} // namespace psig
