// Processes that are ended at random instants, while they send and while they receive: no slot is lost, nobody waits
// for them, and those who send to them learn it. mailbox_dead_test.cpp has a sender's end after each of its steps.
#include <gtest/gtest.h>

#include <atomic>
#include <bit>
#include <thread>

#include "mailbox/more.h"
#include "mailbox/support.h"

namespace {

using namespace psig_test;
using psig::Mailbox;

const BlockedFromStart g_blocked{kRt, kRt + 1, kRt + 2, SIGUSR1, SIGCONT};

// Sends to its parent as fast as it can, until it is ended: into cells, the queue, its blocks and the reserve.
CHILD(flooder) {
  const auto parent = static_cast<pid_t>(std::atoll(argv[0]));
  say("ready");
  for (int n = 0;; ++n) {
    sigqueue(parent, kRt + n % 3, value_of(n));
    kill(parent, SIGUSR1);
    kill(parent, SIGCONT);
  }
}

CHILD(queuer) {
  const auto parent = static_cast<pid_t>(std::atoll(argv[0]));
  for (int n = 1; n <= 100; ++n)
    if (sigqueue(parent, kRt, value_of(n)) != 0) return 1;
  return 0;
}

// The own mailbox as a stranger sees it.
class OwnBox {
public:
  OwnBox() {
    if (open_mailbox(GetCurrentProcess(), &section_) == nullptr) std::abort();
    event_ = OpenEventW(EVENT_MODIFY_STATE, FALSE, names_of(GetCurrentProcess()).event);
  }
  ~OwnBox() {
    CloseHandle(event_);
    more_.close();
    psig::nt::section_close(&section_);
    psig::nt::section_close(&more_section_);
  }
  OwnBox(const OwnBox &) = delete;
  OwnBox &operator=(const OwnBox &) = delete;
  Mailbox &operator*() const { return *static_cast<Mailbox *>(section_.view); }

  // The owner looks because of its event.
  void look() const {
    const std::uint32_t before = (**this).generation.load();
    SetEvent(event_);
    while ((**this).generation.load() == before) SwitchToThread();
  }
  // Sweeps the mailbox, and each block that has been used.
  void sweep() const {
    const int rows = 2 + std::popcount((**this).used.load());
    for (int n = 0; n < 256 * rows; ++n) look();
  }
  [[nodiscard]] int claims() {
    int count = 0;
    for (const psig::Slot &slot : (**this).cells) count += slot.claim.load() != 0;
    for (const psig::Slot &slot : (**this).slots) count += slot.claim.load() != 0;
    const std::uint64_t used = (**this).used.load() >> 1;
    if (used != 0) open_more();
    for (std::uint32_t n = 0; n < psig::kMoreBlocks; ++n)
      if ((used >> n & 1) != 0)
        for (const psig::Slot &slot : more_.block(n)->slots) count += slot.claim.load() != 0;
    return count;
  }

private:
  void open_more() {
    if (more_.mapped() != nullptr) return;
    const psig::nt::Trust *trust = psig::nt::own_trust();
    if (trust == nullptr || psig::nt::section_open(names_of(GetCurrentProcess()).more, psig::nt::NamedKind::kReserve,
                                                   psig::kMoreBytes, *trust, &more_section_) != 0)
      std::abort();
    more_.keep(&more_section_);
  }
  psig::nt::Section section_, more_section_;
  psig::MoreView more_;
  HANDLE event_;
};

const sigset_t kAll = set_of({kRt, kRt + 1, kRt + 2, SIGUSR1, SIGCONT});

void drain() {
  const timespec now{};
  siginfo_t info;
  while (sigtimedwait(&kAll, &info, &now) > 0) {}
}

// Every second time nobody takes anything meanwhile, so that the queue grows into its blocks, and is full at times.
TEST(Dead, senders_at_random_instants_leave_every_slot_free) {
  OwnBox box;
  const std::string self = std::to_string(getpid());
  for (int round = 0; round < scaled(500); ++round) {
    Child child("flooder", {self});
    ASSERT_TRUE(child.expect("ready"));
    siginfo_t info;
    if (round % 2 == 0) {
      for (int n = std::rand() % 200; n > 0; --n) ASSERT_GT(sigwaitinfo(&kAll, &info), 0);
    } else {
      const std::uint64_t until = (*box).next_sequence.load() + static_cast<unsigned>(std::rand() % 4000);
      while ((*box).next_sequence.load() < until) SwitchToThread();
    }
    child.terminate();
    child.wait();
    if (round % 8 == 7) drain();
  }
  drain();
  box.sweep();
  drain(); // what a sweep has found
  EXPECT_EQ(box.claims(), 0);
  Child honest("queuer", {self});
  for (int n = 1; n <= 100; ++n) {
    siginfo_t info;
    ASSERT_EQ(sigwaitinfo(&kAll, &info), kRt);
    ASSERT_EQ(info.si_value.sival_int, n);
    ASSERT_EQ(info.si_pid, pid_of(honest));
  }
  EXPECT_EQ(honest.wait(), 0u);
  box.look();
  EXPECT_EQ(box.claims(), 0);
}

// Receives in a handler, or by waiting, or both; as one that demands verified senders, too.
CHILD(receiver) {
  const int how = std::atoi(argv[0]);
  struct sigaction act {};
  act.sa_handler = [](int) {};
  sigaction(SIGUSR1, &act, nullptr);
  const sigset_t queued = set_of({kRt});
  sigprocmask(SIG_BLOCK, &queued, nullptr);
  if (how % 4 == 3 && posix_signal_require_verified_np(1) != 0) return 1;
  say("ready");
  for (siginfo_t info;;)
    if (how % 2 == 0) sigwaitinfo(&queued, &info);
    else pause();
}

struct Outcome {
  std::atomic<int> sent{0}, wrong{0};
};

// Until the receiver is gone, which is the only end of it.
void send_until_gone(pid_t pid, bool queued, Outcome *outcome) {
  for (int n = 0;; ++n) {
    if (const int error = errno_of(queued ? sigqueue(pid, kRt, value_of(n)) : kill(pid, SIGUSR1)); error == ESRCH)
      return;
    else if (error != 0 && error != EAGAIN) ++outcome->wrong;
    ++outcome->sent;
  }
}

TEST(Dead, receivers_at_random_instants_are_no_such_process) {
  for (int round = 0; round < scaled(500); ++round) {
    Child child("receiver", {std::to_string(round)});
    ASSERT_TRUE(child.expect("ready"));
    Outcome outcome;
    std::thread queues(send_until_gone, pid_of(child), true, &outcome);
    std::thread kills(send_until_gone, pid_of(child), false, &outcome);
    const int until = std::rand() % 300;
    while (outcome.sent.load() < until) SwitchToThread();
    child.terminate();
    child.wait();
    queues.join();
    kills.join();
    EXPECT_EQ(outcome.wrong, 0);
    EXPECT_EQ(errno_of(kill(pid_of(child), 0)), ESRCH);
  }
}

} // namespace
