// Senders and targets that come and go, library processes and others mixed: nobody gets what was meant for another, and
// nobody answers anything but the documented errors. Every target has its own value in a table; senders pick entries at
// random, hold the process open, check that it is still the one, and send it that value, or SIGTERM if it has not the
// library. A target that gets another's value says so.
#include "stress/stress.h"

#ifdef _WIN32

#include <gmock/gmock.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <random>
#include <vector>

#include "mailbox/support.h"

namespace {

using namespace psig_test;

constexpr int kTargets = 50, kSenders = 20;
constexpr int kFewest = 10; // replaced targets, however slow the machine is

// Shared with the senders; written by the test alone. An entry is in order when `begun` equals `done`.
struct Entry {
  std::atomic<unsigned> begun, done;
  std::atomic<long long> pid, created;
  std::atomic<int> value; // 0: without the library
};
struct Table {
  std::atomic<bool> over;
  std::atomic<int> sent, gone, wrong;
  Entry entries[kTargets];
};

Table *map(HANDLE section) { return static_cast<Table *>(MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0)); }

CHILD(swarm_target) {
  const int own = std::stoi(argv[0]);
  const sigset_t set = set_of({kRt, SIGTERM});
  sigprocmask(SIG_BLOCK, &set, nullptr);
  say("ready");
  siginfo_t info;
  int received = 0, wrong = 0;
  while (sigwaitinfo(&set, &info) == kRt) {
    ++received;
    if (info.si_value.sival_int != own) ++wrong;
  }
  say(std::to_string(received) + " " + std::to_string(wrong));
  return 0;
}

// What an error means, and whether it may be.
bool documented(int error) { return error == ESRCH || error == EAGAIN; }

void send_one(Table *table, Entry &entry) {
  const unsigned seen = entry.done.load();
  const long long pid = entry.pid.load(), created = entry.created.load();
  const int value = entry.value.load();
  if (pid == 0 || entry.begun.load() != seen) return; // just being changed
  const posix_pidfd_t process = posix_pidfd_open_np(pid, 0);
  unsigned long long actual = 0;
  if (process == -1) {
    if (errno != ESRCH) ++table->wrong;
    ++table->gone;
    return;
  }
  if (posix_process_created_np(process, &actual) == 0 && actual == static_cast<unsigned long long>(created)) {
    siginfo_t info{};
    info.si_signo = kRt;
    info.si_code = SI_QUEUE;
    info.si_value.sival_int = value;
    const int result = value != 0 ? posix_pidfd_send_signal_np(process, kRt, &info, 0)
                                  : posix_pidfd_send_signal_np(process, SIGTERM, nullptr, 0);
    if (result == 0) ++table->sent;
    else if (!documented(errno)) ++table->wrong;
  }
  posix_pidfd_close_np(process);
}

CHILD(swarm_sender) {
  Table *table = map(OpenFileMappingA(FILE_MAP_ALL_ACCESS, FALSE, argv[0]));
  std::minstd_rand random(static_cast<unsigned>(std::stoul(argv[1])));
  say("ready");
  while (!table->over.load()) send_one(table, table->entries[random() % kTargets]);
  return 0;
}

std::string victim_path() {
  char self[MAX_PATH];
  GetModuleFileNameA(nullptr, self, sizeof self);
  std::string path = self;
  path.erase(path.find_last_of('\\'));
  return path + "\\..\\unmanaged\\victim_console.exe";
}

class Swarm {
public:
  Swarm() {
    section_ = CreateFileMappingA(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, 0, sizeof(Table), name_.c_str());
    table_ = map(section_);
    targets_.resize(kTargets);
  }
  ~Swarm() { CloseHandle(section_); }
  Swarm(const Swarm &) = delete;
  Swarm &operator=(const Swarm &) = delete;

  [[nodiscard]] Table &table() const { return *table_; }

  void start_target(int index, int value) {
    Entry &entry = table_->entries[index];
    ++entry.begun;
    auto &target = targets_[static_cast<std::size_t>(index)];
    if (value != 0)
      target = std::make_unique<Child>("swarm_target", std::initializer_list<std::string>{std::to_string(value)});
    else target = std::make_unique<Child>(Child::Program{victim_path()}, std::initializer_list<std::string>{"quiet"});
    EXPECT_TRUE(target->expect("ready"));
    entry.pid = static_cast<long long>(target->pid());
    entry.created = static_cast<long long>(created_at(target->handle()));
    entry.value = value;
    ++entry.done;
  }

  // A library target says what it got and that none of it was another's; the other kind must have lived until now.
  void end_target(int index) {
    auto &target = targets_[static_cast<std::size_t>(index)];
    if (table_->entries[index].value.load() != 0) {
      EXPECT_EQ(kill(pid_of(*target), SIGTERM), 0);
      const std::string report = target->line();
      EXPECT_THAT(report, testing::EndsWith(" 0"));
      EXPECT_EQ(target->wait(), 0u);
    } else {
      unsigned long code = 0;
      EXPECT_FALSE(target->wait_for(0, &code)) << "ended with " << code;
      EXPECT_EQ(kill(pid_of(*target), SIGKILL), 0);
      target->wait();
    }
  }

  void start_senders() {
    for (int i = 0; i < kSenders; ++i) {
      senders_.push_back(
          std::make_unique<Child>("swarm_sender", std::initializer_list<std::string>{name_, std::to_string(i + 1)}));
      ASSERT_TRUE(senders_.back()->expect("ready"));
    }
  }

  void end() {
    table_->over = true;
    for (auto &sender : senders_) EXPECT_EQ(sender->wait(), 0u);
    for (int i = 0; i < kTargets; ++i) end_target(i);
  }

private:
  const std::string name_ = "psig-swarm-" + std::to_string(getpid());
  HANDLE section_;
  Table *table_;
  std::vector<std::unique_ptr<Child>> targets_, senders_;
};

TEST(SwarmTest, NobodyIsHitByMistake) {
  const stress::Watchdog dog("swarm", 280);
  Swarm swarm;
  for (int i = 0; i < kTargets; ++i) swarm.start_target(i, i % 3 == 0 ? 0 : i + 1);
  swarm.start_senders();
  std::minstd_rand random(1);
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(stress::count(60));
  int turn = 0;
  for (; turn < kFewest || std::chrono::steady_clock::now() < until; ++turn) {
    const int index = static_cast<int>(random() % kTargets);
    swarm.end_target(index);
    swarm.start_target(index, turn % 3 == 0 ? 0 : kTargets + turn + 1);
  }
  swarm.end();
  EXPECT_EQ(swarm.table().wrong, 0);
  EXPECT_GT(swarm.table().sent, 0);
  std::printf("%d targets replaced, %d signals sent, %d targets found gone\n", turn, swarm.table().sent.load(),
              swarm.table().gone.load());
}

} // namespace

#endif
