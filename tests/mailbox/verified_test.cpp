// A receiver that demands verified senders, and senders of every kind.
#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "nt/ipc/section.h"
#include "nt/ipc/security.h"
#include "mailbox/sender.h"
#include "mailbox/support.h"
#include "mailbox/verified.h"

namespace {

using namespace psig_test;
using psig::Mailbox;
using psig::VerifiedAnswer;
using psig::VerifiedQuestion;

// Says every signal that it accepts, until SIGTERM. SIGHUP lifts the demand.
CHILD(receiver) {
  const sigset_t set = set_of({SIGUSR1, SIGUSR2, SIGTERM, SIGHUP, kRt});
  sigprocmask(SIG_BLOCK, &set, nullptr);
  if (posix_signal_require_verified_np(1) != 0) return 1;
  say("ready");
  siginfo_t info;
  do {
    if (sigwaitinfo(&set, &info) < 0) return 1;
    say(std::to_string(info.si_signo) + " " + std::to_string(info.si_code) + " " + std::to_string(info.si_pid) + " " +
        std::to_string(info.si_uid) + " " + std::to_string(info.si_value.sival_int));
    if (info.si_signo == SIGHUP) posix_signal_require_verified_np(0);
  } while (info.si_signo != SIGTERM);
  return 0;
}

std::string said(int signo, int code, int value = 0) {
  return std::to_string(signo) + " " + std::to_string(code) + " " + std::to_string(getpid()) + " " +
         std::to_string(psig::nt::sid_rid(*psig::nt::own_user())) + " " + std::to_string(value);
}

// A client of the receiver's pipe that need not keep to the rules.
class Client {
public:
  explicit Client(const Child &child) {
    const psig::PipeName pipe = owner_of(child.handle()).pipe();
    do pipe_ = CreateFileW(pipe.text, GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
    while (pipe_ == INVALID_HANDLE_VALUE && GetLastError() == ERROR_PIPE_BUSY && WaitNamedPipeW(pipe.text, INFINITE));
  }
  ~Client() { CloseHandle(pipe_); }
  Client(const Client &) = delete;
  Client &operator=(const Client &) = delete;

  [[nodiscard]] bool connected() const { return pipe_ != INVALID_HANDLE_VALUE; }
  [[nodiscard]] bool write(const void *data, unsigned size) const {
    DWORD written = 0;
    return WriteFile(pipe_, data, size, &written, nullptr) && written == size;
  }
  // -1: no answer but the end.
  [[nodiscard]] int answer() const {
    VerifiedAnswer answer;
    DWORD read = 0;
    if (!ReadFile(pipe_, &answer, sizeof(answer), &read, nullptr)) return -1;
    return read == sizeof(answer) && answer.magic == VerifiedAnswer::kMagic ? answer.error : -2;
  }
  [[nodiscard]] int ask(const VerifiedQuestion &question) const {
    return write(&question, sizeof(question)) ? answer() : -1;
  }

private:
  HANDLE pipe_;
};

VerifiedQuestion question(int signo, int value = 0) {
  VerifiedQuestion result;
  result.created = created_at(GetCurrentProcess());
  result.record = {.signo = signo, .code = SI_QUEUE, .pid = getpid(), .value = static_cast<std::uint64_t>(value)};
  return result;
}

class Verified : public testing::Test {
protected:
  void SetUp() override { ASSERT_TRUE(child.expect("ready")); }
  // All that was said is known, and it ends well.
  void end() {
    ASSERT_EQ(kill(pid_of(child), SIGTERM), 0);
    EXPECT_EQ(child.line(), said(SIGTERM, SI_USER));
    EXPECT_EQ(child.wait(), 0u);
  }
  Child child{"receiver"};
};

TEST_F(Verified, kill_and_sigqueue_arrive_as_ever) {
  EXPECT_EQ(kill(pid_of(child), 0), 0);
  ASSERT_EQ(kill(pid_of(child), SIGUSR1), 0);
  EXPECT_EQ(child.line(), said(SIGUSR1, SI_USER));
  for (int n = 1; n <= 50; ++n) ASSERT_EQ(sigqueue(pid_of(child), kRt, value_of(n)), 0);
  for (int n = 1; n <= 50; ++n) EXPECT_EQ(child.line(), said(kRt, SI_QUEUE, n));
  end();
}

TEST_F(Verified, what_is_written_into_the_mailbox_is_not_read) {
  psig::nt::Section section;
  ASSERT_NE(open_mailbox(child.handle(), &section), nullptr);
  Mailbox &box = *static_cast<Mailbox *>(section.view);
  EXPECT_TRUE(psig::wants_verified(box.flags.load()));
  const auto claim = psig::claim_of(GetCurrentProcessId(), created_at(GetCurrentProcess()));
  const auto alive = [](std::uint64_t) { return true; };
  const psig::Record lie{.signo = kRt, .code = SI_QUEUE, .uid = 500, .pid = getpid(), .value = 13};
  ASSERT_EQ(psig::mailbox_send(box, claim, lie, true, alive), 0);
  box.pending.fetch_or(psig::bit(SIGUSR1)); // a signal that says nothing of itself
  ASSERT_EQ(kill(pid_of(child), SIGUSR2), 0);
  EXPECT_EQ(child.line(), said(SIGUSR2, SI_USER));
  EXPECT_TRUE(psig::wants_verified(box.flags.exchange(0)));
  for (int n = 0; n < 2; ++n) { // what somebody writes there does not last; the first look may have begun before
    box.dirty.store(1);
    const HANDLE event = OpenEventW(EVENT_MODIFY_STATE, FALSE, names_of(child.handle()).event);
    const std::uint32_t generation = box.generation.load(); // of looks because of the event, one each
    SetEvent(event);
    while (box.generation.load() == generation) SwitchToThread();
    CloseHandle(event);
  }
  EXPECT_TRUE(psig::wants_verified(box.flags.load()));
  psig::nt::section_close(&section);
  end();
}

TEST_F(Verified, a_demand_that_is_lifted) {
  ASSERT_EQ(kill(pid_of(child), SIGHUP), 0);
  EXPECT_EQ(child.line(), said(SIGHUP, SI_USER));
  ASSERT_EQ(kill(pid_of(child), SIGUSR1), 0);
  EXPECT_EQ(child.line(), said(SIGUSR1, SI_USER));
  const Client client(child);
  EXPECT_EQ(client.ask(question(SIGUSR2, 3)), 0) << "who has seen it demanded may still be on the way";
  EXPECT_EQ(child.line(), said(SIGUSR2, SI_QUEUE, 3));
  end();
}

TEST_F(Verified, who_sends_is_the_kernels_word) {
  VerifiedQuestion forged[3] = {question(SIGUSR1), question(SIGUSR1), question(SIGUSR1)};
  forged[0].record.pid = static_cast<std::int64_t>(child.pid());
  forged[1].created += 1;
  forged[2].record.pid |= std::int64_t{1} << 32;
  for (const VerifiedQuestion &lie : forged) EXPECT_EQ(Client(child).ask(lie), EPERM);
  VerifiedQuestion uid = question(SIGUSR2, 9);
  uid.record.uid = 500; // Administrator's
  EXPECT_EQ(Client(child).ask(uid), 0);
  EXPECT_EQ(child.line(), said(SIGUSR2, SI_QUEUE, 9));
  end();
}

TEST_F(Verified, rubbish_is_refused) {
  for (int code : {1, SI_KERNEL, -65}) {
    VerifiedQuestion bad = question(SIGUSR1);
    bad.record.code = code;
    EXPECT_EQ(Client(child).ask(bad), EINVAL) << code;
  }
  for (int signo : {0, -1, 33, 65, 0x7FFFFFFF}) EXPECT_EQ(Client(child).ask(question(signo)), EINVAL) << signo;
  VerifiedQuestion magic = question(SIGUSR1), size = question(SIGUSR1), nowhere = question(SIGUSR1);
  magic.magic ^= 1;
  size.size += 8;
  EXPECT_EQ(Client(child).ask(magic), EINVAL);
  EXPECT_EQ(Client(child).ask(size), EINVAL);
  nowhere.index = 0xFFFFFFFF;
  nowhere.sequence = 1;
  nowhere.record.signo = SIGUSR2;
  EXPECT_EQ(Client(child).ask(nowhere), 0);
  EXPECT_EQ(child.line(), said(SIGUSR2, SI_QUEUE));
  const std::vector<char> much(4000, 'A');
  for (unsigned bytes : {1u, 79u, 81u, 4000u}) {
    const Client client(child);
    static_cast<void>(client.write(much.data(), bytes));
    EXPECT_THAT(client.answer(), testing::AnyOf(-1, EINVAL)) << bytes;
  }
  end();
}

TEST_F(Verified, clients_that_come_and_go_and_stall_wedge_nothing) {
  for (int n = 0; n < 50; ++n) ASSERT_TRUE(Client(child).connected());
  std::vector<std::unique_ptr<Client>> silent; // more than it has instances
  for (int n = 0; n < 12; ++n) {
    silent.push_back(std::make_unique<Client>(child));
    ASSERT_TRUE(silent.back()->connected());
    if (n % 2 == 0) continue;
    const VerifiedQuestion asked = question(kRt, n);
    ASSERT_TRUE(silent.back()->write(&asked, sizeof(asked))); // and does not read the answer
    EXPECT_EQ(child.line(), said(kRt, SI_QUEUE, n));
  }
  ASSERT_EQ(kill(pid_of(child), SIGUSR1), 0);
  EXPECT_EQ(child.line(), said(SIGUSR1, SI_USER));
  for (int n = 0; n < 12; ++n) EXPECT_EQ(silent[static_cast<unsigned>(n)]->answer(), n % 2 == 0 ? -1 : 0) << n;
  end();
}

TEST_F(Verified, default_actions_stop_and_continue) {
  ASSERT_EQ(kill(pid_of(child), SIGSTOP), 0);
  ASSERT_EQ(kill(pid_of(child), SIGUSR1), 0) << "stopped, and yet it answers";
  ASSERT_EQ(kill(pid_of(child), SIGCONT), 0);
  EXPECT_EQ(child.line(), said(SIGUSR1, SI_USER));
  EXPECT_EQ(errno_of(kill(pid_of(child), SIGINT)), 0) << "it ends before it could say so twice";
  EXPECT_EQ(child.wait(), 0xC000013Au);
  EXPECT_EQ(errno_of(kill(pid_of(child), SIGUSR1)), ESRCH);
}

using SuspendProcess = LONG(NTAPI *)(HANDLE);
void suspend(HANDLE process) {
  void *address = reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA("ntdll"), "NtSuspendProcess"));
  ASSERT_EQ(reinterpret_cast<SuspendProcess>(address)(process), 0);
}

TEST_F(Verified, a_sender_waits_for_a_suspended_one_until_it_ends) {
  suspend(child.handle());
  std::vector<std::thread> senders; // more than there are instances
  std::vector<int> errors(10);
  for (int &error : errors) senders.emplace_back([&] { error = errno_of(kill(pid_of(child), SIGUSR1)); });
  child.terminate();
  for (std::thread &sender : senders) sender.join();
  EXPECT_THAT(errors, testing::Each(ESRCH));
}

// Switches the demand on and off for as long as signals come.
CHILD(switcher) {
  const sigset_t set = set_of({kRt});
  sigprocmask(SIG_BLOCK, &set, nullptr);
  const int count = std::atoi(argv[0]);
  say("ready");
  for (int n = 1; n <= count; ++n) {
    siginfo_t info;
    if (sigwaitinfo(&set, &info) < 0) return 1;
    if (info.si_value.sival_int != n) {
      say("wanted " + std::to_string(n) + ", got " + std::to_string(info.si_value.sival_int));
      return 2;
    }
    const int on = n / 3 % 2;
    if (posix_signal_require_verified_np(on) != 0 && errno != EAGAIN) {
      say("switching " + std::to_string(on) + ": " + std::to_string(errno));
      return 3;
    }
  }
  const timespec now{};
  return sigtimedwait(&set, nullptr, &now) < 0 ? 0 : 4;
}

TEST(Switching, loses_repeats_and_swaps_nothing) {
  const int count = scaled(20'000);
  Child child("switcher", {std::to_string(count)});
  ASSERT_TRUE(child.expect("ready"));
  for (int n = 1; n <= count; ++n) {
    while (sigqueue(pid_of(child), kRt, value_of(n)) != 0) {
      ASSERT_EQ(errno, EAGAIN) << n << ": " << child.line();
      SwitchToThread();
    }
  }
  EXPECT_EQ(child.wait(), 0u) << child.line();
}

CHILD(sender) {
  const auto to = static_cast<pid_t>(std::atoll(argv[0]));
  for (int n = 1; n <= std::atoi(argv[1]); ++n)
    while (sigqueue(to, kRt, value_of(n)) != 0)
      if (errno != EAGAIN) return 1;
  return 0;
}

const BlockedFromStart g_blocked{kRt};

TEST(Switching, many_senders_at_once) {
  const sigset_t set = set_of({kRt});
  ASSERT_EQ(posix_signal_require_verified_np(1), 0);
  ASSERT_EQ(posix_signal_require_verified_np(1), 0);
  const int count = scaled(2'000), senders = 4;
  std::vector<std::unique_ptr<Child>> children;
  for (int n = 0; n < senders; ++n) {
    children.push_back(std::make_unique<Child>(
        "sender", std::initializer_list<std::string>{std::to_string(getpid()), std::to_string(count)}));
  }
  std::vector<int> last(static_cast<unsigned>(senders));
  for (int n = 0; n < senders * count; ++n) {
    siginfo_t info;
    ASSERT_EQ(sigwaitinfo(&set, &info), kRt);
    unsigned from = 0;
    while (from < children.size() && pid_of(*children[from]) != info.si_pid) ++from;
    ASSERT_LT(from, children.size());
    ASSERT_EQ(info.si_value.sival_int, ++last[from]);
  }
  for (auto &child : children) EXPECT_EQ(child->wait(), 0u);
  EXPECT_EQ(posix_signal_require_verified_np(0), 0);
}

} // namespace
