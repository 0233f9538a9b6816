// Waits: published, looked again, asleep, rung; and acceptance, which a signal is left to, taken from or handed back
// by: src/signal/signal_wait.cpp, reach.cpp, acceptance.cpp, router.cpp.
#include "explore/engine_test.h"
#include "interrupt/interruptible_wait.h"
#include "signal/entry.h"
#include "signal/handle_wait.h"
#include "signal/signal_wait.h"

using namespace psig;
using namespace world;

namespace {

using WaitExplore = EngineExplore;

int g_accepted[4];

void suspend_until_a_handler() {
  const DeliveryGuard delivery;
  explore::expect(wait_suspend(delivery.thread(), 0) == EINTR, "sigsuspend() ends with something else");
}

void accept_one(SigSet set, std::uint64_t deadline = explore::kForever) {
  const DeliveryGuard delivery;
  Record record;
  const Errno error = wait_accept(delivery.thread(), set, deadline, &record);
  if (error == 0) ++g_accepted[explore::self()];
  explore::expect(error == 0 || error == EINTR || (error == EAGAIN && deadline != explore::kForever), "a wrong error");
}

int accepted() { return g_accepted[0] + g_accepted[1] + g_accepted[2] + g_accepted[3]; }

// All threads block the signal.
void start_blocked(int threads) {
  start(threads), handle(kUsr1), handle(kUsr2);
  for (int &count : g_accepted) count = 0;
  for (int i = 0; i < threads; ++i) thread(i)->blocked.store(bit(kUsr1));
}

TEST_F(WaitExplore, sigsuspend_and_one_signal) {
  model.setup = [] { start_blocked(2); };
  model.threads = {[] { pthread_kill(1, kUsr1); }, [] { suspend_until_a_handler(); }};
  ends_with([] {
    delivered_without_retry();
    explore::expect(explore::ended(1), "sigsuspend() does not return");
  });
  holds();
}

TEST_F(WaitExplore, sigsuspend_and_a_signal_at_the_process) {
  model.setup = [] { start_blocked(2); };
  model.threads = {[] { kill(kUsr1); }, [] { suspend_until_a_handler(); }};
  ends_with([] {
    delivered_without_retry();
    explore::expect(explore::ended(1), "sigsuspend() does not return");
  });
  holds();
}

TEST_F(WaitExplore, sigsuspend_and_two_signals_takes_one_of_them) {
  model.setup = [] {
    start_blocked(2), handle(kUsr1, bit(kUsr2)), handle(kUsr2, bit(kUsr1));
    thread(1)->blocked.store(bit(kUsr1) | bit(kUsr2));
  };
  model.threads = {[] { pthread_kill(1, kUsr1), pthread_kill(1, kUsr2); }, [] { suspend_until_a_handler(); }};
  ends_with([] {
    explore::expect(explore::ended(1), "sigsuspend() does not return");
    explore::expect(ran(kUsr1) + ran(kUsr2) == 1, "not one handler");
  });
  holds({.preemptions = 2});
}

// A wait for handles sleeps on an event, and runs no handler itself: src/signal/handle_wait.cpp.
TEST_F(WaitExplore, handles_and_two_senders) {
  model.setup = [] { start_blocked(3), handle(kUsr1, bit(kUsr2)), handle(kUsr2, bit(kUsr1)); };
  model.threads = {[] { pthread_kill(2, kUsr1); }, [] { pthread_kill(2, kUsr2); },
                   [] {
                     const DeliveryGuard delivery;
                     const TemporaryMask mask(delivery.thread(), 0);
                     const Restartable call(delivery.thread());
                     unsigned which;
                     while (wait_deliver(delivery.thread()) != EINTR)
                       (void)wait_handles(delivery.thread(), nullptr, 0, explore::kForever, &which);
                   }};
  ends_with([] { explore::expect(explore::ended(2), "it does not return"); });
  holds({.preemptions = 2});
}

// A wait of code without our headers runs the handlers, and goes on: src/interrupt/interruptible_wait.cpp.
TEST_F(WaitExplore, a_foreign_wait_and_two_senders) {
  model.setup = [] { start(3), handle(kUsr1), handle(kUsr2); };
  model.threads = {[] { pthread_kill(2, kUsr1); }, [] { pthread_kill(2, kUsr2); },
                   [] {
                     Thread *thread = self();
                     const nt::Handle event = wait_event(thread);
                     const auto until_both_have_run = [=](unsigned long) -> unsigned long {
                       if (ran(kUsr1) + ran(kUsr2) == 2) return 0; // what the caller waits for
                       (void)nt::g_calls.wait_any(&event, 1, explore::kForever);
                       return kWoken;
                     };
                     (void)interruptible_wait(thread, nt::kMilliForever, until_both_have_run);
                   }};
  ends_with([] {
    explore::expect(explore::ended(2), "it does not return");
    explore::expect(retries() == 0, "it took a retry");
  });
  holds({.preemptions = 2});
}

// The event is made after the thread has published that it waits: what was sent in between has set none.
TEST_F(WaitExplore, a_foreign_wait_that_makes_its_event) {
  static constexpr auto over = [] { return ran(kUsr1) + ran(kUsr2) == 2; };
  nt::g_foreign.wait_one_ex = [](nt::Handle, unsigned long, int) { return over() ? 0 : nt::kWaitTimeout; };
  nt::g_foreign.wait_several_ex = [](unsigned long, const nt::Handle *handles, int, unsigned long,
                                     int) -> unsigned long {
    if (over()) return 0;
    (void)nt::g_calls.wait_any(handles + 1, 1, explore::kForever);
    return 1;
  };
  model.setup = [] { start(3), handle(kUsr1), handle(kUsr2); };
  model.threads = {[] { pthread_kill(2, kUsr1); }, [] { pthread_kill(2, kUsr2); },
                   [] { (void)interruptible_wait_one(self(), nullptr, nt::kMilliForever, 0); }};
  ends_with([] { explore::expect(explore::ended(2), "it does not return"); });
  holds({.preemptions = 2});
}

// Who cancels stores that and rings; who waits publishes and looks: src/signal/cancel.cpp.
TEST_F(WaitExplore, sigsuspend_that_is_cancelled) {
  static constexpr posix_signals_cancel_calls enabled{.set_state =
                                                          [](int, int *former) {
                                                            if (former != nullptr) *former = 1;
                                                            return 0;
                                                          },
                                                      .test = nullptr};
  model.setup = [] { start_blocked(2), thread(1)->pthread.store(1); };
  model.threads = {[] { entry::cancel(1, &enabled); },
                   [] {
                     const DeliveryGuard delivery;
                     explore::expect(wait_suspend(delivery.thread(), 0) == ECANCELED, "it ends with something else");
                   }};
  ends_with([] {
    explore::expect(explore::ended(1), "sigsuspend() does not return");
    explore::expect(retries() == 0, "it took a retry");
  });
  holds();
}

// kill() in another process sets the mailbox's flag and then its event. Without the dispatcher, which would post it:
// a wait must see the flag by itself.
TEST_F(WaitExplore, wait_receives_before_it_sleeps) {
  model.setup = [] { start_blocked(2); };
  model.threads = {[] { suspend_until_a_handler(); },
                   [] { // the dispatcher
                     if (mailbox_await()) g_upcalls.receive();
                   },
                   [] { mailbox_send(kUsr1); }};
  ends_with([] {
    delivered_without_retry();
    explore::expect(explore::ended(0), "sigsuspend() does not return");
  });
  holds({.preemptions = 2});
}

TEST_F(WaitExplore, sigwait_and_a_signal_at_the_process) {
  model.setup = [] { start_blocked(2); };
  model.threads = {[] { kill(kUsr1); }, [] { accept_one(bit(kUsr1)); }};
  ends_with([] { explore::expect(accepted() == 1 && ran(kUsr1) == 0 && retries() == 0, "not accepted"); });
  holds();
}

TEST_F(WaitExplore, sigwait_has_it_and_a_thread_that_passes_has_not) {
  model.setup = [] {
    start_blocked(3);
    thread(2)->blocked.store(0);
  };
  model.threads = {[] {
                     if (thread(1)->accepting.load() != 0) kill(kUsr1); // it waits, and nothing else ends that
                   },
                   [] { accept_one(bit(kUsr1)); }, [] { const DeliveryGuard passing; }};
  ends_with([] { explore::expect(ran(kUsr1) == 0, "taken from a waiter"); });
  holds({.preemptions = 2});
}

// Before the wait has begun, or after it has ended with another signal, the one that passes takes it.
TEST_F(WaitExplore, sigwait_or_a_handler_have_it) {
  model.setup = [] {
    start_blocked(3);
    thread(2)->blocked.store(0);
  };
  model.threads = {[] { kill(kUsr1); }, [] { accept_one(bit(kUsr1)); },
                   [] {
                     { const DeliveryGuard passing; }
                     stay();
                   }};
  ends_with([] {
    explore::expect(accepted() + ran(kUsr1) == 1, "lost or doubled");
    explore::expect(retries() == 0, "it took a retry");
  });
  holds({.preemptions = 2});
}

TEST_F(WaitExplore, two_in_sigwait_and_two_signals) {
  model.setup = [] {
    start_blocked(3), thread(0)->blocked.store(bit(kUsr1) | bit(kUsr2)),
        thread(1)->blocked.store(bit(kUsr1) | bit(kUsr2)), thread(2)->blocked.store(bit(kUsr1) | bit(kUsr2));
  };
  model.threads = {[] { kill(kUsr1), kill(kUsr2); }, [] { accept_one(bit(kUsr1) | bit(kUsr2)); },
                   [] { accept_one(bit(kUsr1) | bit(kUsr2)); }};
  ends_with([] {
    explore::expect(accepted() == 2 && explore::ended(1) && explore::ended(2), "one waiter sleeps on");
    explore::expect(retries() == 0, "it took a retry");
  });
  holds({.preemptions = 2});
}

// At the deadline a waiter gives up, and what had been left to it goes to the one that still waits.
TEST_F(WaitExplore, waiter_that_gives_up_hands_on) {
  model.setup = [] { start_blocked(3); };
  model.threads = {[] { kill(kUsr1); }, [] { accept_one(bit(kUsr1)); }, [] { accept_one(bit(kUsr1), 1000); }};
  ends_with([] {
    explore::expect(accepted() == 1, "lost or doubled");
    explore::expect(retries() == 0, "it took a retry");
  });
  holds({.preemptions = 2});
}

// The same where nobody else waits, but somebody has the signal unblocked.
TEST_F(WaitExplore, waiter_that_gives_up_hands_on_to_a_handler) {
  model.setup = [] {
    start_blocked(3);
    thread(2)->blocked.store(0);
  };
  model.threads = {[] { kill(kUsr1); }, [] { accept_one(bit(kUsr1), 1000); }, [] { stay(); }};
  ends_with([] {
    explore::expect(accepted() + ran(kUsr1) == 1, "lost or doubled");
    explore::expect(retries() == 0, "it took a retry");
  });
  holds({.preemptions = 2});
}

// A handler ends one wait: what was left to that waiter goes to the other one.
TEST_F(WaitExplore, waiter_that_is_interrupted_hands_on) {
  model.setup = [] { start_blocked(3); };
  model.threads = {[] { pthread_kill(1, kUsr2), kill(kUsr1); }, [] { accept_one(bit(kUsr1)); },
                   [] { accept_one(bit(kUsr1)); }};
  ends_with([] {
    explore::expect(accepted() == 1 && ran(kUsr2) == 1, "lost or doubled");
    explore::expect(retries() == 0, "it took a retry");
  });
  holds({.preemptions = 2});
}

TEST_F(WaitExplore, waiter_of_its_own_signal) {
  model.setup = [] { start_blocked(3); };
  model.threads = {[] { pthread_kill(1, kUsr1), kill(kUsr1); }, [] { accept_one(bit(kUsr1)), accept_one(bit(kUsr1)); }};
  ends_with([] { explore::expect(accepted() == 2 && retries() == 0, "one is lost"); });
  holds({.preemptions = 4});
}

// Two threads may take it, one of them no more and the other only now.
TEST_F(WaitExplore, one_blocks_as_the_other_waits) {
  model.setup = [] {
    start_blocked(3);
    thread(2)->blocked.store(0);
  };
  model.threads = {[] { kill(kUsr1); }, [] { suspend_until_a_handler(); },
                   [] {
                     block(bit(kUsr1));
                     stay();
                   }};
  ends_with([] { delivered_without_retry(); });
  holds({.preemptions = 2});
}

// What kill() of another process has reported as sent no sigtimedwait() overlooks, also one without time.
TEST_F(WaitExplore, what_lies_in_the_mailbox_is_not_overlooked) {
  static std::atomic<std::uint32_t> sent;
  model.setup = [] {
    start_blocked(2);
    sent.store(0);
  };
  model.threads = {[] {
                     const bool before = sent.load() != 0;
                     accept_one(bit(kUsr1), 0);
                     explore::expect(!before || accepted() == 1, "sent, and overlooked");
                   },
                   [] {
                     for (;;)
                       if (mailbox_await()) g_upcalls.receive();
                   },
                   [] {
                     mailbox_send(kUsr1);
                     sent.store(1);
                   }};
  ends_with([] { explore::expect(retries() == 0, "it took a retry"); });
  holds({.preemptions = 4});
}

} // namespace
