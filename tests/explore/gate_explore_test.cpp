// The gate (guards and alert) and the ways in and out of the trampoline: src/signal/deliver.cpp, reach.cpp,
// hijack.cpp, handler.cpp. A signal that has been sent is delivered once, and without a second look.
#include "explore/engine_test.h"

using namespace psig;
using namespace world;

namespace {

using GateExplore = EngineExplore;

TEST_F(GateExplore, thread_in_its_own_code) {
  model.setup = [] { start(2), handle(kUsr1); };
  model.threads = {[] { pthread_kill(1, kUsr1); }, [] { stay(); }};
  ends_with([] { delivered_without_retry(); });
  holds();
}

TEST_F(GateExplore, thread_that_goes_in_and_out_of_the_library) {
  model.setup = [] { start(2), handle(kUsr1); };
  model.threads = {[] { pthread_kill(1, kUsr1); },
                   [] {
                     { const DeliveryGuard delivery; }
                     stay();
                   }};
  ends_with([] { delivered_without_retry(); });
  holds();
}

TEST_F(GateExplore, thread_that_leaves_the_trampoline) {
  model.setup = [] { start(2), handle(kUsr1), handle(kUsr2); };
  model.threads = {[] { pthread_kill(1, kUsr2), pthread_kill(1, kUsr1); }, [] { stay(); }};
  ends_with([] { delivered_without_retry(kUsr1), delivered_without_retry(kUsr2); });
  holds();
}

TEST_F(GateExplore, two_senders) {
  model.setup = [] { start(3), handle(kUsr1), handle(kUsr2); };
  model.threads = {[] { pthread_kill(2, kUsr1); }, [] { pthread_kill(2, kUsr2); }, [] { stay(); }};
  ends_with([] { delivered_without_retry(kUsr1), delivered_without_retry(kUsr2); });
  holds({.preemptions = 2});
}

TEST_F(GateExplore, thread_that_unblocks) {
  model.setup = [] { start(2), handle(kUsr1), thread(1)->blocked.store(bit(kUsr1)); };
  model.threads = {[] { pthread_kill(1, kUsr1); },
                   [] {
                     unblock(bit(kUsr1));
                     stay();
                   }};
  ends_with([] { delivered_without_retry(); });
  holds();
}

// A mask change, or a thread's end, hands on what the thread had been chosen for.
TEST_F(GateExplore, chosen_thread_that_blocks) {
  model.setup = [] { start(3), handle(kUsr1), thread(1)->blocked.store(bit(kUsr1)); };
  model.threads = {[] {
                     block(bit(kUsr1)); // the main thread is chosen as long as it does not
                     stay();
                   },
                   [] { kill(kUsr1); }, [] { stay(); }};
  ends_with([] { delivered_without_retry(); });
  holds({.preemptions = 2});
}

TEST_F(GateExplore, chosen_thread_that_ends) {
  model.setup = [] { start(3), handle(kUsr1), thread(0)->blocked.store(bit(kUsr1)); };
  model.threads = {[] { kill(kUsr1); }, [] { stay(); }, [] { end(); }}; // the last one is the first in the list
  ends_with([] { delivered_without_retry(); });
  holds({.preemptions = 2});
}

TEST_F(GateExplore, unblocking_thread_takes_what_another_left) {
  model.setup = [] {
    start(3), handle(kUsr1);
    for (int i = 0; i < 3; ++i) thread(i)->blocked.store(bit(kUsr1));
  };
  model.threads = {[] { kill(kUsr1); },
                   [] {
                     unblock(bit(kUsr1));
                     stay();
                   }};
  ends_with([] { delivered_without_retry(); });
  holds();
}

// A handler that sends itself another signal, with one more from outside.
TEST_F(GateExplore, handler_that_sends) {
  model.setup = [] {
    start(2), handle(kUsr2);
    handle(kUsr1, 0, 0, [](int) { pthread_kill(1, kUsr2); });
  };
  model.threads = {[] { pthread_kill(1, kUsr1); },
                   [] {
                     { const DeliveryGuard delivery; }
                     stay();
                   }};
  ends_with([] { delivered_without_retry(kUsr1), delivered_without_retry(kUsr2); });
  holds();
}

// Its own signal again while its handler runs: afterwards, once more.
TEST_F(GateExplore, same_signal_twice) {
  model.setup = [] { start(2), handle(kUsr1); };
  model.threads = {[] { pthread_kill(1, kUsr1), pthread_kill(1, kUsr1); }, [] { stay(); }};
  ends_with([] {
    explore::expect(ran(kUsr1) == 1 || ran(kUsr1) == 2, "lost or doubled");
    explore::expect(thread(1)->pending.bits() == 0 && retries() == 0, "one is left");
  });
  holds({.preemptions = 3});
}

// One thread blocks a signal at the process as another unblocks it.
TEST_F(GateExplore, from_one_thread_to_the_other) {
  model.setup = [] {
    start(3), handle(kUsr1), thread(1)->blocked.store(bit(kUsr1));
    thread(2)->blocked.store(bit(kUsr1));
  };
  model.threads = {[] {
                     block(bit(kUsr1));
                     stay();
                   },
                   [] { kill(kUsr1); },
                   [] {
                     unblock(bit(kUsr1));
                     stay();
                   }};
  ends_with([] { delivered_without_retry(); });
  holds({.preemptions = 2});
}

} // namespace
