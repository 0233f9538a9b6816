// The return swap, set while its thread stands still and undone by whoever delivers first:
// src/signal/return_swap.cpp.
#include "explore/engine_test.h"

using namespace psig;
using namespace world;

namespace {

using SwapExplore = EngineExplore;

TEST_F(SwapExplore, call_ends_and_then_the_handler_runs) {
  model.setup = [] { start(2), handle(kUsr1); };
  model.threads = {[] { pthread_kill(1, kUsr1); },
                   [] {
                     system_call();
                     stay();
                   }};
  ends_with([] { delivered_without_retry(); });
  holds();
}

TEST_F(SwapExplore, library_is_called_back_in_the_middle) {
  model.setup = [] { start(2), handle(kUsr1); };
  model.threads = {[] { pthread_kill(1, kUsr1); },
                   [] {
                     system_call([] {
                       { const DeliveryGuard delivery; }
                       explore::expect(ran(kUsr1) == 0 || thread(1)->swapped == 0, "a swap is left");
                     });
                     stay();
                   }};
  ends_with([] { delivered_without_retry(); });
  holds();
}

TEST_F(SwapExplore, second_signal_finds_it_set_spent_or_undone) {
  model.setup = [] { start(2), handle(kUsr1), handle(kUsr2); };
  model.threads = {[] { pthread_kill(1, kUsr1), pthread_kill(1, kUsr2); },
                   [] {
                     system_call([] { own_code(); });
                     stay();
                   }};
  ends_with([] { delivered_without_retry(kUsr1), delivered_without_retry(kUsr2); });
  holds({.preemptions = 3});
}

TEST_F(SwapExplore, a_call_after_two_signals_in_one) {
  model.setup = [] { start(2), handle(kUsr1), handle(kUsr2), handle(kAlarm); };
  model.threads = {[] { pthread_kill(1, kUsr1), pthread_kill(1, kUsr2), pthread_kill(1, kAlarm); },
                   [] {
                     system_call();
                     system_call();
                     stay();
                   }};
  ends_with([] { // a look may be asked for, and nobody looks
    for (const int signo : {kUsr1, kUsr2, kAlarm})
      explore::expect(ran(signo) == 1, "the signal has not been delivered once");
  });
  holds({.preemptions = 3});
}

TEST_F(SwapExplore, call_in_a_call) {
  model.setup = [] { start(2), handle(kUsr1), handle(kUsr2); };
  model.threads = {[] { pthread_kill(1, kUsr1), pthread_kill(1, kUsr2); },
                   [] {
                     system_call([] { system_call(); });
                     stay();
                   }};
  ends_with([] { delivered_without_retry(kUsr1), delivered_without_retry(kUsr2); });
  holds({.preemptions = 3});
}

} // namespace
