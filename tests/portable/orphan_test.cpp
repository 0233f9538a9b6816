// XSH _exit: a process group that becomes an orphaned one while a member is stopped gets SIGHUP and SIGCONT.
//
// The test starts a leader, which starts two members of another group and ends. What they get they tell the test.
#include "children.h"

#include <map>

using namespace portable;

namespace {

pid_t g_test;

void tell(int sig) { sigqueue(g_test, SIGRTMIN, {.sival_int = sig}); }

void member(const char *test) {
  g_test = std::atoi(test);
  for (const int sig : {SIGHUP, SIGCONT, SIGUSR1}) handle(sig, tell);
}

ROLE(stops) {
  member(argv[0]);
  raise(SIGSTOP);
  for (;;) pause();
}

ROLE(runs) {
  member(argv[0]);
  tell(SIGUSR2);
  for (;;) pause();
}

pid_t start_member(const char *role, const char *test, pid_t group) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, group);
  const pid_t pid = start(role, {test}, nullptr, &attributes);
  posix_spawnattr_destroy(&attributes);
  return pid;
}

// Tells the first member's pid when all is ready; then waits for its own end.
ROLE(leads) {
  const char *first_role = argv[0], *test = argv[1];
  const pid_t first = start_member(first_role, test, 0);
  int status = 0;
  if (std::strcmp(first_role, "stops") == 0 && (waitpid(first, &status, WUNTRACED) != first || !WIFSTOPPED(status)))
    return 1;
  start_member("runs", test, first);
  sigqueue(std::atoi(test), SIGRTMIN + 1, {.sival_int = static_cast<int>(first)});
  for (;;) pause();
}

class orphan_test : public SignalTest {
protected:
  void SetUp() override {
    SignalTest::SetUp();
    block({SIGRTMIN, SIGRTMIN + 1});
  }

  static siginfo_t next(int sig) {
    siginfo_t info{};
    const sigset_t set = set_of({sig});
    while (sigwaitinfo(&set, &info) == -1) {}
    return info;
  }
  // Returns the process group.
  pid_t begin(const char *first_role, int running) {
    leader = start("leads", {first_role, std::to_string(getpid())});
    const pid_t group = next(SIGRTMIN + 1).si_value.sival_int;
    for (int n = 0; n < running; ++n) EXPECT_EQ(next(SIGRTMIN).si_value.sival_int, SIGUSR2);
    return group;
  }
  void end_leader() const {
    EXPECT_EQ(kill(leader, SIGKILL), 0);
    EXPECT_EQ(status_of(leader), -SIGKILL);
  }

  pid_t leader = -1;
};

} // namespace

TEST_F(orphan_test, every_member_is_told_once_if_one_is_stopped) {
  const pid_t group = begin("stops", 1);
  end_leader();
  std::map<pid_t, std::vector<int>> told;
  for (int n = 0; n < 4; ++n) {
    const siginfo_t info = next(SIGRTMIN);
    told[info.si_pid].push_back(info.si_value.sival_int);
  }
  EXPECT_EQ(told.size(), 2u);
  for (const auto &[pid, signals] : told) EXPECT_THAT(signals, testing::UnorderedElementsAre(SIGHUP, SIGCONT)) << pid;
  EXPECT_EQ(kill(-group, SIGKILL), 0);
  EXPECT_FALSE(pending(SIGRTMIN));
}

TEST_F(orphan_test, nobody_is_told_if_none_is_stopped) {
  const pid_t group = begin("runs", 2);
  end_leader();
  EXPECT_EQ(kill(-group, SIGUSR1), 0);
  for (int n = 0; n < 2; ++n) EXPECT_EQ(next(SIGRTMIN).si_value.sival_int, SIGUSR1);
  EXPECT_EQ(kill(-group, SIGKILL), 0);
}

TEST_F(orphan_test, a_group_that_still_has_a_link_is_left_alone) {
  const pid_t group = begin("stops", 1);
  const pid_t child = start_member("runs", std::to_string(getpid()).c_str(), group); // its parent is this process
  EXPECT_EQ(next(SIGRTMIN).si_value.sival_int, SIGUSR2);
  end_leader();
  EXPECT_EQ(kill(-group, SIGCONT), 0);
  std::vector<int> got;
  for (int n = 0; n < 3; ++n) got.push_back(next(SIGRTMIN).si_value.sival_int);
  EXPECT_THAT(got, testing::Each(SIGCONT));
  EXPECT_EQ(kill(-group, SIGKILL), 0);
  EXPECT_EQ(status_of(child), -SIGKILL);
}
