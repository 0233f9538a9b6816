// XSH system, popen, pclose. The commands are those that both shells understand.
#include "children.h"

#include <cstdio>
#include <cstdlib>

using namespace portable;

namespace {

ROLE(exits) { return std::atoi(argv[0]); }
ROLE(raises) { return raise(std::atoi(argv[0])); }
ROLE(tells_sigint) { // 1: ignored, 2: default
  struct sigaction now;
  sigaction(SIGINT, nullptr, &now);
  return now.sa_handler == SIG_IGN ? 1 : now.sa_handler == SIG_DFL ? 2 : 3;
}
ROLE(tells_mask) { return blocked(SIGCHLD) ? 1 : 2; }
ROLE(interrupts_parent_of_shell) {
  const auto victim = static_cast<pid_t>(std::atoll(argv[0]));
  kill(victim, SIGINT);
  kill(victim, SIGQUIT);
  return 0;
}
ROLE(sends) {
  kill(static_cast<pid_t>(std::atoll(argv[0])), std::atoi(argv[1]));
  return 5;
}
ROLE(says_many_lines) {
  for (int n = 0; n < 500; ++n) std::puts("a line of some length");
  return 4;
}
ROLE(counts) { // the lines that it reads
  int lines = 0;
  for (int c; (c = std::getchar()) != EOF;) lines += c == '\n';
  return lines;
}

std::string command(const char *role, const std::string &rest = {}) {
  return std::string(g_program) + " --role " + role + " " + rest;
}

using shell_test = SignalTest;

} // namespace

TEST_F(shell_test, there_is_one) { EXPECT_NE(system(nullptr), 0); }

TEST_F(shell_test, system_tells_the_exit_status) {
  for (const int value : {0, 1, 2, 7, 127, 128, 255}) {
    const int status = system(("exit " + std::to_string(value)).c_str());
    EXPECT_TRUE(WIFEXITED(status)) << value;
    EXPECT_EQ(WEXITSTATUS(status), value);
  }
  EXPECT_EQ(WEXITSTATUS(system(command("exits", "9").c_str())), 9);
}

TEST_F(shell_test, system_tells_of_a_death_by_signal) {
  for (const int sig : {SIGTERM, SIGKILL, SIGUSR1}) {
#ifdef _WIN32
    const int status = system(command("raises", std::to_string(sig)).c_str());
#else
    const int status = system(("exec " + command("raises", std::to_string(sig))).c_str());
#endif
    EXPECT_TRUE(WIFSIGNALED(status)) << sig;
    EXPECT_EQ(WTERMSIG(status), sig);
  }
}

TEST_F(shell_test, the_caller_ignores_sigint_and_sigquit_and_gets_its_handlers_back) {
  handle(SIGINT, note);
  handle(SIGQUIT, note);
  EXPECT_EQ(system(command("interrupts_parent_of_shell", std::to_string(getpid())).c_str()), 0);
  EXPECT_EQ(g_count.load(), 0);
  raise(SIGINT);
  raise(SIGQUIT);
  EXPECT_EQ(logged(), (std::vector<int>{SIGINT, SIGQUIT}));
}

TEST_F(shell_test, the_child_does_not_unless_the_caller_did) {
  EXPECT_EQ(WEXITSTATUS(system(command("tells_sigint").c_str())), 2);
  signal(SIGINT, SIG_IGN);
  EXPECT_EQ(WEXITSTATUS(system(command("tells_sigint").c_str())), 1);
}

TEST_F(shell_test, the_child_has_the_callers_mask) {
  EXPECT_EQ(WEXITSTATUS(system(command("tells_mask").c_str())), 2);
  EXPECT_FALSE(blocked(SIGCHLD));
}

TEST_F(shell_test, a_handler_runs_meanwhile_and_ends_nothing) {
  handle(SIGUSR1, note);
  const int status = system(command("sends", std::to_string(getpid()) + " " + std::to_string(SIGUSR1)).c_str());
  EXPECT_EQ(WEXITSTATUS(status), 5);
  EXPECT_EQ(g_count.load(), 1);
}

// It waits, blocked, until system() is over.
TEST_F(shell_test, sigchld_of_another_child_is_not_lost) {
  static std::atomic<int> chld{0};
  chld.store(0);
  handle(
      SIGCHLD, [](int) { chld.fetch_add(1); }, SA_RESTART);
  const pid_t other = start("exits", {"3"});
  EXPECT_EQ(system("exit 0"), 0);
  EXPECT_EQ(status_of(other), 3);
  until([] { return chld.load() > 0; });
}

TEST_F(shell_test, two_threads_at_once) {
  handle(SIGINT, note);
  std::atomic<int> sum{0};
  const auto body = [&sum] {
    for (int n = 0; n < 3; ++n) sum.fetch_add(WEXITSTATUS(system("exit 3")));
  };
  { Thread first(body), second(body); }
  EXPECT_EQ(sum.load(), 18);
  raise(SIGINT);
  EXPECT_EQ(g_count.load(), 1);
}

TEST_F(shell_test, system_is_a_cancellation_point) {
  handle(SIGINT, note);
#ifdef _WIN32
  const std::string waits = command("pauses"); // whose whole tree is ended
#else
  const std::string waits = "exec " + command("pauses"); // glibc ends the shell alone
#endif
  Thread thread([&waits] { (void)!system(waits.c_str()); });
  struct sigaction now = {};
  until([&now] { return sigaction(SIGINT, nullptr, &now) == 0 && now.sa_handler == SIG_IGN; });
  pthread_cancel(thread.id);
  thread.join();
  raise(SIGINT);
  EXPECT_EQ(g_count.load(), 1); // its handler is back
}

TEST_F(shell_test, popen_reads) {
  FILE *stream = popen(command("says_many_lines").c_str(), "r");
  ASSERT_NE(stream, nullptr);
  int lines = 0;
  char line[80];
  while (std::fgets(line, sizeof(line), stream) != nullptr) lines += std::string(line) == "a line of some length\n";
  EXPECT_EQ(lines, 500);
  EXPECT_EQ(WEXITSTATUS(pclose(stream)), 4);
}

TEST_F(shell_test, popen_writes) {
  FILE *stream = popen(command("counts").c_str(), "w");
  ASSERT_NE(stream, nullptr);
  for (int n = 0; n < 200; ++n) std::fputs("x\n", stream);
  EXPECT_EQ(WEXITSTATUS(pclose(stream)), 200);
}

// XSH popen: streams of earlier calls are closed in the new child, or the first would never see an end.
TEST_F(shell_test, popen_twice) {
  FILE *first = popen(command("counts").c_str(), "w"), *second = popen(command("counts").c_str(), "w");
  std::fputs("x\n", first);
  EXPECT_EQ(WEXITSTATUS(pclose(first)), 1);
  EXPECT_EQ(WEXITSTATUS(pclose(second)), 0);
}

TEST_F(shell_test, popen_refuses) {
  EXPECT_EQ(popen("exit 0", "x"), nullptr);
  EXPECT_EQ(errno, EINVAL);
}

TEST_F(shell_test, pclose_tells_of_a_child_that_was_waited_for) {
  FILE *stream = popen("exit 2", "r");
  while (wait(nullptr) > 0) {}
  EXPECT_EQ(pclose(stream), -1);
  EXPECT_EQ(errno, ECHILD);
}

#ifdef _WIN32
TEST_F(shell_test, a_shell_that_cannot_be_run) {
  const std::string former = std::getenv("COMSPEC");
  putenv(const_cast<char *>("COMSPEC=C:\\none\\such.exe"));
  const int there = system(nullptr), status = system("exit 0");
  FILE *stream = popen("exit 0", "r");
  const int closed = stream != nullptr ? pclose(stream) : -1;
  putenv(const_cast<char *>(("COMSPEC=" + former).c_str()));
  EXPECT_EQ(there, 0);
  EXPECT_EQ(WEXITSTATUS(status), 127);
  EXPECT_EQ(WEXITSTATUS(closed), 127);
  EXPECT_EQ(WEXITSTATUS(system("exit 6")), 6);
}
#endif
