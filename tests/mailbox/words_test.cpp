// Spoilt words of the mailbox of a process that lives, one after the other: it goes on, who sends to it is answered,
// and what was sent arrives once. mailbox_words_test.cpp has each word at each step, in one process; here are the
// event, the dispatcher, peer.cpp and deliver.cpp about it.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "mailbox/support.h"

namespace {

using namespace psig_test;
using psig::Mailbox;

// Says SIGUSR1 and SIGUSR2 as they come; of SIGTERM, how many queued ones it got, how many of those for the second
// time, and how many others.
CHILD(collector) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, nullptr);
  say("ready");
  std::set<int> values;
  int twice = 0, others = 0;
  const timespec now{};
  bool ends = false; // after what is still there: SIGTERM comes before real-time signals
  for (siginfo_t info; (ends ? sigtimedwait(&all, &info, &now) : sigwaitinfo(&all, &info)) > 0;) {
    if (info.si_signo == SIGTERM) ends = true;
    else if (info.si_signo == kRt) twice += values.insert(info.si_value.sival_int).second ? 0 : 1;
    else if (info.si_signo == SIGUSR1 || info.si_signo == SIGUSR2) say(std::to_string(info.si_signo));
    else ++others;
  }
  say(std::to_string(values.size()) + " " + std::to_string(twice) + " " + std::to_string(others));
  return 0;
}

// Words of the header that say a signal by themselves, or the group (docs/security.md), are not among those.
struct Span {
  std::size_t first, last; // bytes
};
constexpr Span kSpans[] = {
    {0, offsetof(Mailbox, pgid)},
    {offsetof(Mailbox, start_mask), offsetof(Mailbox, pending)},
    {offsetof(Mailbox, marks), offsetof(Mailbox, latest)},
    {offsetof(Mailbox, status), offsetof(Mailbox, latest_realtime)},
    {offsetof(Mailbox, exec_created), offsetof(Mailbox, cells)},
};
constexpr std::uint32_t kValues[] = {0, 1, 0xFFFFFFFF, 0x80000000, 0x5DEECE66};

class Words : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_TRUE(child.expect("ready"));
    ASSERT_NE(open_mailbox(child.handle(), &section_), nullptr);
  }
  void TearDown() override { psig::nt::section_close(&section_); }
  Mailbox &box() { return *static_cast<Mailbox *>(section_.view); }
  void spoil(std::size_t byte, std::uint32_t value) {
    static_cast<std::atomic<std::uint32_t> *>(section_.view)[byte / 4].store(value);
  }
  template <typename Visit> void each_word(Visit visit) {
    for (const Span &span : kSpans)
      for (std::size_t byte = span.first; byte < span.last; byte += 4) visit(byte);
  }
  // Refused at most until the owner has mended it: every 64th wakes it, and it looks at everything at every 256th look.
  // When it gets its turn for those is the system's business: one that never answers is seen by the test's time.
  template <typename Send> void answered(Send send) {
    while (const int error = errno_of(send())) {
      ASSERT_EQ(error, EAGAIN);
      SwitchToThread();
    }
  }
  void queue() {
    ++sent_;
    ASSERT_NO_FATAL_FAILURE(answered([this] { return sigqueue(pid_of(child), kRt, value_of(sent_)); }));
  }
  void said(int signo) {
    ASSERT_NO_FATAL_FAILURE(answered([&] { return kill(pid_of(child), signo); }));
    ASSERT_EQ(child.line(), std::to_string(signo));
  }
  // So often that the owner has swept twice, each time because of the event.
  void looks() {
    for (int n = 0; n < 2 * 256 + 2; ++n) ASSERT_NO_FATAL_FAILURE(said(SIGUSR1));
  }
  void ends_with_everything() {
    ASSERT_EQ(kill(pid_of(child), SIGTERM), 0);
    EXPECT_EQ(child.line(), std::to_string(sent_) + " 0 0")
        << "received, received twice, nobody sent" << std::hex << " used " << box().used.load();
    EXPECT_EQ(child.wait(), 0u);
  }

  Child child{"collector"};
  int sent_ = 0;

private:
  psig::nt::Section section_;
};

TEST_F(Words, of_a_process_that_waits) {
  const std::size_t values = std::getenv("PSIG_FULL") != nullptr ? std::size(kValues) : 1;
  each_word([&](std::size_t byte) {
    for (std::size_t n = 0; n < values && !HasFatalFailure(); ++n) {
      SCOPED_TRACE("byte " + std::to_string(byte));
      spoil(byte, kValues[(byte / 4 + n) % std::size(kValues)]);
      queue();
      said(SIGUSR1);
      said(SIGUSR2);
    }
  });
  ASSERT_FALSE(HasFatalFailure());
  ASSERT_NO_FATAL_FAILURE(looks());
  ends_with_everything();
}

// One word after the other, and all of them within the time of one signal. So `used` is left alone: it and `more`, both
// wiped out, hide the first signal in a block. What hides in the mailbox itself, or is hidden by one word, is found.
TEST_F(Words, of_a_process_that_receives) {
  std::atomic<bool> over{false};
  std::thread spoiler([&] {
    for (unsigned round = 0; !over.load(); ++round)
      each_word([&](std::size_t byte) {
        if (byte / 8 != offsetof(Mailbox, used) / 8) spoil(byte, kValues[(byte / 4 + round) % std::size(kValues)]);
      });
  });
  for (int n = scaled(20'000); n > 0 && !HasFatalFailure(); --n) queue();
  over = true;
  spoiler.join();
  ASSERT_FALSE(HasFatalFailure());
  ASSERT_NO_FATAL_FAILURE(looks());
  ends_with_everything();
}

// The word changes, and its owner mends it, while a signal is put there: its sender is told the truth about it.
TEST_F(Words, a_demand_that_comes_and_goes_repeats_nothing) {
  for (int n = 1; n <= scaled(20'000) && !HasFatalFailure(); ++n) {
    box().flags.store(2 * static_cast<std::uint32_t>(n));
    queue();
    if (n % 16 == 0) said(SIGUSR1);
  }
  ASSERT_FALSE(HasFatalFailure());
  ends_with_everything();
}

} // namespace
