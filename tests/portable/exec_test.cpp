// XSH exec: the parent and whoever signals the pid see the new program in the old one's place.
#include "children.h"

#include <fcntl.h>

#include <cstdio>
#include <cstdlib>

using namespace portable;

namespace {

// This program again, in another role.
int become(const char *role, std::vector<std::string> args = {}) {
  std::vector<char *> argv = {g_program, const_cast<char *>("--role"), const_cast<char *>(role)};
  for (std::string &arg : args) argv.push_back(arg.data());
  argv.push_back(nullptr);
  execv(g_program, argv.data());
  return 99;
}

void ends_23(int) { _exit(23); }

ROLE(ends) { return std::atoi(argv[0]); }
ROLE(dies) { return raise(std::atoi(argv[0])); }
ROLE(becomes) { return become(argv[0], {argv + 1, argv + argc}); }
ROLE(becomes_twice) { return become("becomes", {argv, argv + argc}); }

// Says on descriptor 1 that it is there.
ROLE(says_and_waits) {
  handle(SIGTERM, ends_23);
  (void)!write(1, "x", 1);
  for (;;) pause();
}
ROLE(says_and_pauses) {
  (void)!write(1, "x", 1);
  for (;;) pause();
}
ROLE(tells_the_sender) {
  const sigset_t set = set_of({SIGRTMIN});
  siginfo_t info;
  block({SIGRTMIN});
  (void)!write(1, "x", 1);
  if (sigwaitinfo(&set, &info) != SIGRTMIN) return 1;
  const bool whole = info.si_code == SI_QUEUE && info.si_value.sival_int == 4711;
  return whole && info.si_pid == static_cast<pid_t>(std::strtoll(argv[0], nullptr, 10)) ? 0 : 2;
}
// With threads that wait in a mutex, in read() and in pause().
ROLE(becomes_with_threads) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&mutex);
  std::atomic<int> there{0};
  std::thread([&] { ++there, pthread_mutex_lock(&mutex); }).detach();
  std::thread([&] { ++there, pause(); }).detach();
  std::thread([&] {
    char byte;
    ++there, (void)!read(0, &byte, 1);
  }).detach();
  until([&] { return there.load() == 3; });
  return become(argv[0], {argv + 1, argv + argc});
}
// What is typed is the program's, whoever of its shadow's threads was in read() before.
ROLE(reads_a_byte) {
  char byte = 0;
  (void)!write(1, "x", 1);
  return read(0, &byte, 1) == 1 ? byte : 1;
}
ROLE(has_arguments) {
  return argc == 3 && std::string(argv[0]) == "two words" && std::string(argv[1]).empty() &&
                 std::string(argv[2]) == "q\"uote" && std::getenv("EXEC_TEST") != nullptr
             ? 0
             : 1;
}
ROLE(execle) {
  char variable[] = "EXEC_TEST=1", root[64] = "SystemRoot=";
  const char *where = std::getenv("SystemRoot"); // Windows programs want it
  if (where != nullptr) std::snprintf(root, sizeof(root), "SystemRoot=%s", where);
  char *envp[] = {variable, root, nullptr};
  execle(g_program, g_program, "--role", "has_arguments", "two words", "", "q\"uote", nullptr, envp);
  return 99;
}
ROLE(execl) {
  execl(g_program, g_program, "--role", "ends", "5", nullptr);
  return 99;
}
// A failing call leaves everything as it was, the other threads running.
ROLE(fails_and_goes_on) {
  std::atomic<long long> turns{0};
  std::atomic<bool> over{false};
  std::thread turning([&] {
    while (!over.load()) ++turns;
  });
  char *none[] = {g_program, nullptr};
  handle(SIGUSR1, note);
  for (int n = 0; n < 20; ++n) {
    if (execv("/no/such/file", none) != -1 || errno != ENOENT) return 1;
    if (execvp("no_such_program_at_all", none) != -1 || errno != ENOENT) return 2;
    const long long before = turns.load();
    until([&] { return turns.load() != before; });
    raise(SIGUSR1);
    if (g_count.load() != n + 1) return 3;
  }
  over.store(true);
  turning.join();
  return 0;
}

// Becomes itself again and again; the last one takes the values 0 to argv[1] - 1, each once.
ROLE(becomes_and_collects) {
  const int more = std::atoi(argv[0]), values = std::atoi(argv[1]);
  if (more > 0) return become("becomes_and_collects", {std::to_string(more - 1), argv[1]});
  const sigset_t set = set_of({SIGRTMIN});
  std::vector<bool> seen(static_cast<std::size_t>(values));
  for (int n = 0; n < values; ++n) {
    siginfo_t info;
    if (sigwaitinfo(&set, &info) != SIGRTMIN) return 1;
    const auto value = static_cast<std::size_t>(info.si_value.sival_int);
    if (value >= seen.size() || seen[value]) return 2;
    seen[value] = true;
  }
  return 0;
}

// A child with a pipe from its standard output; the first byte says that its program is there.
class Watched {
public:
  explicit Watched(const char *role, std::vector<std::string> args = {}) {
    int out[2];
    const bool made = open_pipe(out) && open_pipe(in_);
    EXPECT_TRUE(made);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in_[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    for (const int fd : {in_[0], in_[1], out[0], out[1]}) posix_spawn_file_actions_addclose(&actions, fd);
    pid = start(role, std::move(args), &actions);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]), close(in_[0]);
    out_ = out[0];
  }
  ~Watched() { close(in_[1]), close(out_); }
  Watched(const Watched &) = delete;
  Watched &operator=(const Watched &) = delete;
  void wait_for_program() {
    char byte = 0;
    EXPECT_EQ(read(out_, &byte, 1), 1);
    EXPECT_EQ(byte, 'x');
  }
  // Nobody has the other end any more.
  bool at_end() {
    char byte;
    return read(out_, &byte, 1) == 0;
  }
  void type(char byte) { EXPECT_EQ(write(in_[1], &byte, 1), 1); }
  pid_t pid = -1;

private:
  static bool open_pipe(int fds[2]) {
#ifdef _WIN32
    return _pipe(fds, 4096, _O_BINARY) == 0;
#else
    return pipe(fds) == 0;
#endif
  }
  int in_[2] = {-1, -1}, out_ = -1;
};

using exec_test = SignalTest;

} // namespace

TEST_F(exec_test, the_parent_gets_the_program_s_status) {
  for (const int value : {0, 1, 200, 255})
    EXPECT_EQ(status_of(start("becomes", {"ends", std::to_string(value)})), value);
  for (const int sig : {SIGTERM, SIGKILL, SIGINT, SIGQUIT, SIGRTMIN})
    EXPECT_EQ(status_of(start("becomes", {"dies", std::to_string(sig)})), -sig);
  EXPECT_EQ(status_of(start("becomes_twice", {"ends", "7"})), 7);
}

TEST_F(exec_test, all_its_forms) {
  EXPECT_EQ(status_of(start("execl")), 5);
  EXPECT_EQ(status_of(start("execle")), 0);
}

TEST_F(exec_test, a_signal_to_the_pid_is_the_program_s) {
  for (const char *role : {"becomes", "becomes_twice", "becomes_with_threads"}) {
    Watched caught(role, {"says_and_waits"});
    caught.wait_for_program();
    EXPECT_EQ(kill(caught.pid, 0), 0);
    EXPECT_EQ(kill(caught.pid, SIGTERM), 0);
    EXPECT_EQ(status_of(caught.pid), 23) << role;
    Watched killed(role, {"says_and_pauses"});
    killed.wait_for_program();
    EXPECT_EQ(kill(killed.pid, SIGKILL), 0);
    EXPECT_EQ(status_of(killed.pid), -SIGKILL) << role;
    EXPECT_TRUE(killed.at_end()) << role; // the program, too, has ended
  }
}

TEST_F(exec_test, it_comes_whole_and_from_whom_it_came) {
  for (const char *role : {"becomes", "becomes_twice"}) {
    Watched child(role, {"tells_the_sender", std::to_string(getpid())});
    child.wait_for_program();
    EXPECT_EQ(sigqueue(child.pid, SIGRTMIN, int_value(4711)), 0);
    EXPECT_EQ(status_of(child.pid), 0);
  }
}

TEST_F(exec_test, what_comes_meanwhile_is_neither_lost_nor_doubled) {
  constexpr int kExecs = 8, kValues = 2000;
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  const sigset_t mask = set_of({SIGRTMIN});
  posix_spawnattr_setsigmask(&attributes, &mask);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  const pid_t pid =
      start("becomes_and_collects", {std::to_string(kExecs), std::to_string(kValues)}, nullptr, &attributes);
  posix_spawnattr_destroy(&attributes);
  for (int n = 0; n < kValues; ++n)
    while (sigqueue(pid, SIGRTMIN, int_value(n)) != 0) ASSERT_EQ(errno, EAGAIN);
  EXPECT_EQ(status_of(pid), 0);
}

TEST_F(exec_test, it_stops_and_goes_on) {
  Watched child("becomes", {"says_and_pauses"});
  child.wait_for_program();
  int status = 0;
  for (int n = 0; n < 3; ++n) {
    EXPECT_EQ(kill(child.pid, SIGSTOP), 0);
    EXPECT_EQ(waitpid(child.pid, &status, WUNTRACED), child.pid);
    EXPECT_TRUE(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
    EXPECT_EQ(kill(child.pid, SIGCONT), 0);
    EXPECT_EQ(waitpid(child.pid, &status, WCONTINUED), child.pid);
    EXPECT_TRUE(WIFCONTINUED(status));
  }
  EXPECT_EQ(kill(child.pid, SIGTERM), 0);
  EXPECT_EQ(status_of(child.pid), -SIGTERM);
}

TEST_F(exec_test, a_group_hears_once) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  const pid_t pid = start("becomes", {"pauses"}, nullptr, &attributes);
  posix_spawnattr_destroy(&attributes);
  EXPECT_EQ(getpgid(pid), pid);
  EXPECT_EQ(kill(-pid, SIGTERM), 0);
  EXPECT_EQ(status_of(pid), -SIGTERM);
}

TEST_F(exec_test, other_threads_are_gone_and_take_nothing) {
  Watched child("becomes_with_threads", {"reads_a_byte"});
  child.wait_for_program();
  child.type('q');
  EXPECT_EQ(status_of(child.pid), 'q');
}

TEST_F(exec_test, its_descriptors_are_closed) {
  Watched child("becomes_with_threads", {"ends", "3"});
  EXPECT_TRUE(child.at_end());
  EXPECT_EQ(status_of(child.pid), 3);
}

TEST_F(exec_test, an_error_leaves_all_as_it_was) { EXPECT_EQ(status_of(start("fails_and_goes_on")), 0); }
