// Stopping and continuing: src/runtime/stop.cpp with the engine below it, the dispatcher's loop, and another process
// that sends. Who is asked to stop and at once to go on is running in the end, and nothing of the program runs in
// between.
#include "console/service.h"
#include "explore/engine_test.h"
#include "nt/system/memory.h"
#include "nt/thread/suspended_thread.h"
#include "nt/thread/thread.h"
#include "process/children.h"
#include "runtime/hold.h"
#include "runtime/runtime.h"
#include "timer/service.h"
#include "mailbox/mailbox.h"

using namespace psig;
using namespace world;

namespace {

constexpr int kCont = 18, kStop = 19;
constexpr int kProgram = 0, kDispatcher = 1; // the last thread is another process's

std::atomic<std::uint32_t> g_standing{0}; // what others see: 2 stopped
int g_threads, g_stops;
bool g_still; // from the last suspension to the first that ends
void (*g_resume)(nt::Handle);

void dispatcher() {
  for (;;) {                                  // dispatcher.cpp, dispatcher_main()
    if (mailbox_await()) g_upcalls.receive(); // mailbox_receive_by_event()
    if (stop_requested()) stop_now();
  }
}

// The threads up to the last are the process's: the program's, and the dispatcher.
void start_process(int threads) {
  start(0);
  resume_process(); // of the former execution
  if (hold_start()) release_threads();
  else explore::expect(false, "no room for those that a stop holds");
  start(threads);
  thread(kDispatcher)->library = true;
  thread(kDispatcher)->gate.guards.store(1);
  new (&g_children_lock) Lock<LockRank::kChildren>;
  new (&g_timers_lock) Lock<LockRank::kTimers>;
  g_standing.store(1);
  g_threads = threads;
  g_stops = 0;
  g_still = false;
  if (g_resume == nullptr) g_resume = nt::g_calls.resume;
  nt::g_calls.resume = [](nt::Handle thread) {
    g_still = false;
    g_resume(thread);
  };
  g_upcalls.stop = stop_process;
  g_upcalls.resume = resume_process;
  handle(kUsr1);
}

void nothing_runs_while_stopped() {
  const bool of_the_program = explore::self() >= 0 && explore::self() < g_threads && explore::self() != kDispatcher;
  explore::expect(!of_the_program || !g_still, "the program runs while it is stopped");
  world::resumed();
}

void is_running() {
  explore::expect(!g_engine.stopped.load() && !g_engine.process.stopped, "it is stopped");
  for (int i = 0; i < g_threads; ++i) explore::expect(!explore::held(i), "a thread stands still");
}

class StopExplore : public EngineExplore {
protected:
  StopExplore() { runs = nothing_runs_while_stopped; }
};

TEST_F(StopExplore, stop_and_continue_from_outside) {
  model.setup = [] { start_process(2); };
  model.threads = {[] { stay(); }, dispatcher, [] { mailbox_send(kStop), mailbox_send(kCont); }};
  ends_with(is_running);
  holds();
}

TEST_F(StopExplore, signal_while_it_is_stopped_is_delivered_afterwards) {
  model.setup = [] { start_process(2); };
  model.threads = {[] { stay(); }, dispatcher, [] { mailbox_send(kStop), mailbox_send(kUsr1), mailbox_send(kCont); }};
  ends_with([] {
    is_running();
    explore::expect(ran(kUsr1) == 1, "the signal has not been delivered once");
  });
  holds({.preemptions = 2});
}

// It stops itself; whoever sees it stopped continues it.
TEST_F(StopExplore, stops_itself_and_is_continued) {
  model.setup = [] { start_process(2); };
  model.threads = {[] {
                     kill(kStop);
                     explore::expect(g_stops == 1, "kill() has returned before the stop");
                     own_code();
                   },
                   dispatcher,
                   [] {
                     while (g_standing.load() != 2)
                       explore::sleep_on(&g_standing, g_standing.unexplored(), 1, explore::kForever);
                     mailbox_send(kCont);
                   }};
  ends_with([] {
    is_running();
    explore::expect(explore::ended(kProgram), "it does not go on");
  });
  holds();
}

// Nobody stands still who holds a lock that the way out of the stop needs.
TEST_F(StopExplore, thread_in_the_library_when_it_is_stopped) {
  model.setup = [] { start_process(2); };
  model.threads = {[] {
                     pthread_kill(kProgram, kUsr1); // and so takes the engine's lock
                     own_code();
                   },
                   dispatcher, [] { mailbox_send(kStop), mailbox_send(kCont); }};
  ends_with([] {
    is_running();
    explore::expect(explore::ended(kProgram), "it does not go on");
  });
  holds({.preemptions = 3});
}

// A round in vain gives the locks back. Who would be woken for one stands still already; the next who sleeps for it has
// yet to come to its rest, as below a function that keeps the loader's lock.
TEST_F(StopExplore, thread_that_comes_to_its_rest_behind_one_that_is_held) {
  model.setup = [] { start_process(3), restless(2); };
  model.threads = {[] {
                     const LockGuard engine(g_engine.lock);
                     own_code();
                   },
                   dispatcher,
                   [] {
                     { const LockGuard engine(g_engine.lock); }
                     rest();
                     own_code();
                   },
                   [] { mailbox_send(kStop), mailbox_send(kCont); }};
  ends_with([] {
    is_running();
    explore::expect(explore::ended(kProgram) && explore::ended(2), "it does not go on");
  });
  holds({.preemptions = 2});
}

} // namespace

// ---- what stop.cpp calls besides -----------------------------------------------------------------------------------
namespace psig {

Lock<LockRank::kChildren> g_children_lock;
Lock<LockRank::kTimers> g_timers_lock;
MailboxLock::MailboxLock() { turn_take(); }
MailboxLock::~MailboxLock() { turn_give(); }
void MailboxLock::wake_at_release() const { turn_wakes(); }
void mailbox_let_go() { turn_let_go(); }
std::uint64_t mailbox_place() { return 0; }
void mailbox_report(int stopped_by, std::uint64_t) { g_stops += stopped_by != 0; }
void mailbox_set_state(MailboxState state) {
  g_still = state == MailboxState::kStopped;
  g_standing.store(static_cast<std::uint32_t>(state));
  explore::wake(&g_standing, true);
}
bool on_dispatcher() { return explore::self() == kDispatcher; }
void dispatcher_wake() { event_wake(); }
bool stop_is_void(int) { return false; }
bool is_service() { return false; }
void service_stopped_or_not() {}

namespace nt {

void threads_visit_unlocked(void (*visit)(Handle thread, unsigned long tid, void *argument), void *argument) {
  for (int i = 0; i < g_threads; ++i) visit(world::thread(i)->handle, world::thread(i)->tid, argument);
}

} // namespace nt
} // namespace psig
