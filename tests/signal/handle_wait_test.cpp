// wait_handles(): one of several handles, a signal, or the deadline; and no signal is missed that comes between the
// last look and the wait.
#include "signal/handle_wait.h"

#include <cstdlib>

#include "nt/thread/system_calls.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/signal_wait.h"
#include "signal/threads.h"

using namespace psig_test;
using namespace psig;

namespace {

using HandleWait = EngineTest;

class Event {
public:
  Event() : handle_(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {}
  ~Event() { CloseHandle(handle_); }
  Event(const Event &) = delete;
  Event &operator=(const Event &) = delete;
  [[nodiscard]] HANDLE get() const { return handle_; }

private:
  HANDLE handle_;
};

std::uint64_t in_ms(unsigned milliseconds) { return nt::now_ns() + milliseconds * 1'000'000ULL; }

TEST_F(HandleWait, says_which_handle_is_signalled) {
  const Event first, second;
  const DeliveryGuard delivery;
  const nt::Handle both[] = {first.get(), second.get()};
  unsigned which = 7;
  SetEvent(second.get());
  EXPECT_EQ(wait_handles(delivery.thread(), both, 2, nt::kForever, &which), 0);
  EXPECT_EQ(which, 1u);
  SetEvent(first.get());
  EXPECT_EQ(wait_handles(delivery.thread(), both, 2, nt::kForever, &which), 0);
  EXPECT_EQ(which, 0u) << "the first of them";
}

TEST_F(HandleWait, ends_at_the_deadline_and_not_before) {
  const Event event;
  const DeliveryGuard delivery;
  const nt::Handle handle = event.get();
  unsigned which;
  const std::uint64_t deadline = in_ms(30);
  Errno error;
  do error = wait_handles(delivery.thread(), &handle, 1, deadline, &which);
  while (error == EAGAIN);
  EXPECT_EQ(error, ETIMEDOUT);
  EXPECT_GE(nt::now_ns(), deadline);
  EXPECT_EQ(wait_handles(delivery.thread(), nullptr, 0, 0, &which), ETIMEDOUT) << "no handles at all";
}

TEST_F(HandleWait, a_signal_runs_its_handler_outside) {
  const Event event;
  const DeliveryGuard delivery;
  const nt::Handle handle = event.get();
  unsigned which;
  (void)raise(SIGUSR1);
  SetEvent(event.get());
  EXPECT_EQ(wait_handles(delivery.thread(), &handle, 1, nt::kForever, &which), EAGAIN) << "before what is signalled";
  EXPECT_EQ(g_handled, 0);
  const Restartable call(delivery.thread());
  EXPECT_EQ(wait_deliver(delivery.thread()), EINTR);
  EXPECT_EQ(g_handled, 1);
  EXPECT_EQ(wait_handles(delivery.thread(), &handle, 1, nt::kForever, &which), 0);
}

TEST_F(HandleWait, what_is_no_handle_is_told) {
  const DeliveryGuard delivery;
  nt::Handle closed;
  {
    const Event event;
    closed = event.get();
  }
  unsigned which;
  EXPECT_EQ(wait_handles(delivery.thread(), &closed, 1, nt::kForever, &which), EBADF);
  EXPECT_EQ(wait_handles(delivery.thread(), &closed, kMostWaitHandles + 1, nt::kForever, &which), EINVAL);
}

// Between the last look and the wait another thread sends.
std::atomic<unsigned> g_asked{0}, g_sent{0}, g_late{0};
int sent_in_the_window(const nt::Handle *handles, unsigned count, std::uint64_t deadline) {
  const unsigned turn = g_asked.fetch_add(1) + 1;
  until([&] { return g_sent.load() == turn; });
  const int ready = nt::wait_any(handles, count, deadline);
  if (ready != 0) g_late.fetch_add(1);
  return ready;
}

TEST_F(HandleWait, no_signal_is_lost_in_the_window) {
  const unsigned rounds = std::getenv("PSIG_FULL") != nullptr ? 10'000 : 500;
  const nt::SystemCalls real = nt::g_calls;
  nt::g_calls.wait_any = sent_in_the_window;
  BareThread waiter([&] {
    const Event event;
    const nt::Handle handle = event.get();
    const DeliveryGuard delivery;
    while (g_asked.load() < rounds) {
      unsigned which;
      (void)wait_handles(delivery.thread(), &handle, 1, in_ms(60'000), &which);
      (void)wait_deliver(delivery.thread());
    }
  });
  for (unsigned turn = 1; turn <= rounds; ++turn) {
    until([&] { return g_asked.load() == turn; });
    ASSERT_EQ(tgkill(getpid(), static_cast<pid_t>(waiter.tid), SIGUSR1), 0);
    g_sent.store(turn);
  }
  waiter.join();
  nt::g_calls = real;
  EXPECT_EQ(g_late, 0u);
  EXPECT_EQ(g_handled, static_cast<int>(rounds));
}

} // namespace
