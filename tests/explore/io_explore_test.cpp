// Delivery by I/O cancellation: synchronous I/O of ours that a sender cancels, and never the program's own that
// follows: src/signal/io_cancel.cpp, src/interrupt/blocking_io.cpp, and the dispatcher's second look.
#include "explore/engine_test.h"
#include "interrupt/blocking_io.h"

using namespace psig;
using namespace world;

namespace {

using IoExplore = EngineExplore;

// Ours: nothing ends it but a cancelling.
bool operation(void *) {
  begin_io(true);
  return end_io();
}

void call_and_then_the_program_s_own() {
  explore::expect(blocking_io(operation, nullptr, false) == EINTR, "the call ends with something else");
  begin_io(false);
  own_code();
  (void)end_io();
}

TEST_F(IoExplore, signal_ends_the_call_and_nothing_after_it) {
  model.setup = [] { start(2), handle(kUsr1); };
  model.threads = {[] { pthread_kill(1, kUsr1); },
                   [] {
                     call_and_then_the_program_s_own();
                     stay();
                   },
                   [] { dispatch_due(2); }};
  ends_with([] {
    explore::expect(cancelled(1) == 0, "the program's own I/O is cancelled");
    // Who is early, before the operation has begun, has somebody look again; how often is not up to him.
    explore::expect(ran(kUsr1) == 1 || retries() > 2, "the signal has not been delivered once");
  });
  holds({.preemptions = 3});
}

// It ends by itself, just as a sender comes who wants to end it.
TEST_F(IoExplore, call_that_ends_by_itself) {
  model.setup = [] { start(2), handle(kUsr1); };
  model.threads = {[] { pthread_kill(1, kUsr1); },
                   [] {
                     (void)blocking_io(operation, nullptr, true);
                     begin_io(false);
                     own_code();
                     (void)end_io();
                     stay();
                   },
                   [] { dispatch_due(1); }, [] { complete_io(1); }};
  ends_with([] {
    explore::expect(cancelled(1) == 0, "the program's own I/O is cancelled");
    explore::expect(ran(kUsr1) == 1 || retries() > 1, "the signal has not been delivered once");
  });
  holds({.preemptions = 2});
}

TEST_F(IoExplore, two_senders) {
  model.setup = [] { start(3), handle(kUsr1), handle(kUsr2); };
  model.threads = {[] { pthread_kill(1, kUsr1); }, [] { call_and_then_the_program_s_own(), stay(); },
                   [] { pthread_kill(1, kUsr2); }, [] { dispatch_due(2); }};
  ends_with([] {
    explore::expect(cancelled(1) == 0, "the program's own I/O is cancelled");
    explore::expect((ran(kUsr1) == 1 && ran(kUsr2) == 1) || retries() > 2, "a signal is lost");
  });
  holds({.preemptions = 2});
}

} // namespace
