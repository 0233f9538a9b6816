// posix-run.exe: what it runs gets its signals, its end becomes posix-run's, and nothing outlives it.
#include <gmock/gmock.h>

#include <posix/sys/wait.h>

#include "nt/process/target_calls.h"
#include "tools/tool.h"

namespace {

using namespace psig_test;
using testing::HasSubstr;
using testing::StartsWith;

Ran run(const std::string &arguments) { return run_tool("posix-run", arguments); }

class Runner : public Child {
public:
  Runner(std::initializer_list<std::string> args, unsigned flags = 0)
      : Child(Program{beside("posix-run.exe")}, args, flags) {
    if (!expect("ready")) std::abort();
  }
  [[nodiscard]] pid_t pid() const { return pid_of(*this); }
  bool answers() {
    tell("ping");
    return line() == "pong";
  }
};

// Says what it gets; SIGTERM ends it with 5.
CHILD(tells_signals) {
  sigset_t set;
  sigfillset(&set);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  say("ready");
  for (int signo = 0; signo != SIGTERM;) {
    sigwait(&set, &signo);
    say("signal " + std::to_string(signo));
  }
  return 5;
}

// With the mask that it was given.
CHILD(tells_mask) {
  sigset_t mask, none;
  sigprocmask(SIG_BLOCK, nullptr, &mask);
  sigemptyset(&none);
  say(mask == none ? "empty mask" : "a mask");
  say(getpgrp() == getpid() ? "leader" : "member");
  return 0;
}

TEST(Run, exit_status_is_the_command_s) {
  EXPECT_EQ(run("cmd /c \"exit 0\"").status, 0u);
  EXPECT_EQ(run("cmd /c \"exit 70000\"").status, 70000u);
  EXPECT_EQ(run("-s cmd /c \"exit 70000\"").status, 112u);
  EXPECT_EQ(run("--shell-status cmd /c \"exit 65536\"").status, 255u);
  EXPECT_EQ(run("-- cmd /c \"exit 3\"").status, 3u);
}

TEST(Run, command_s_words_and_state) {
  const Ran ran = run('"' + own_path() + "\" --psig-child tells_mask");
  EXPECT_EQ(ran.out, "empty mask\nmember\n");
  EXPECT_EQ(run("-n \"" + own_path() + "\" --psig-child tells_mask").out, "empty mask\nleader\n");
  EXPECT_EQ(run("cmd /c echo --help -n").out, "--help -n\n"); // its options, not ours
  EXPECT_EQ(run("cmd /c echo *").out, "\"*\"\n");             // as it came
}

TEST(Run, passes_signals_on) {
  Runner runner({"-g1h", own_path(), "--psig-child", "tells_signals"});
  for (const int signo : {SIGUSR1, SIGINT, SIGWINCH, SIGQUIT, SIGHUP, SIGCONT, kRt}) {
    ASSERT_EQ(kill(runner.pid(), signo), 0);
    EXPECT_EQ(runner.line(), "signal " + std::to_string(signo));
  }
  ASSERT_EQ(kill(runner.pid(), SIGTERM), 0);
  EXPECT_EQ(runner.line(), "signal 15");
  EXPECT_EQ(runner.wait(), 5u);
}

TEST(Run, asks_a_foreign_command_in_its_way) {
  Runner runner({"-n", victim(), "tells"});
  ASSERT_EQ(kill(runner.pid(), SIGUSR1), 0); // which it cannot take
  ASSERT_EQ(kill(runner.pid(), SIGHUP), 0);
  EXPECT_EQ(runner.line(), "event 2");
  EXPECT_TRUE(runner.answers());
  runner.tell("quit");
  EXPECT_EQ(runner.wait(), 0u);
}

// Which has one handler, for SIGINT.
TEST(Run, passes_sigint_on_to_a_foreign_group) {
  Runner runner({"-n", victim(), "crt-int"});
  for (int times = 0; times < 2; ++times) {
    ASSERT_EQ(kill(runner.pid(), SIGINT), 0);
    EXPECT_EQ(runner.line(), "signal 2");
  }
  EXPECT_TRUE(runner.answers());
  runner.tell("quit");
  EXPECT_EQ(runner.wait(), 0u);
}

void console_event(pid_t pid, unsigned event) {
  psig::nt::Process process;
  ASSERT_EQ(psig::nt::process_open(static_cast<std::uint32_t>(pid), &process), 0);
  psig::nt::Handle thread = nullptr;
  EXPECT_EQ(psig::nt::console_event_inside(process, event, false, &thread), 0);
  if (thread != nullptr) CloseHandle(thread);
  psig::nt::process_close(&process);
}

// What is typed at a console goes to all of a process group; what it says at its end, too, but is told all the same.
TEST(Run, console_s_events) {
  Runner same({"-g1h", "--on-close", "USR2", own_path(), "--psig-child", "tells_signals"});
  Runner own({"-n", "-g1h", own_path(), "--psig-child", "tells_signals"});
  for (const unsigned event : {0u, 1u, 2u}) console_event(same.pid(), event);
  EXPECT_EQ(same.line(), "signal 12");
  const int signals[] = {SIGINT, SIGBREAK, SIGHUP};
  for (unsigned event = 0; event < 3; ++event) {
    console_event(own.pid(), event);
    EXPECT_EQ(own.line(), "signal " + std::to_string(signals[event]));
  }
  for (Runner *runner : {&same, &own}) {
    ASSERT_EQ(kill(runner->pid(), SIGTERM), 0);
    EXPECT_EQ(runner->line(), "signal 15");
    EXPECT_EQ(runner->wait(), 5u);
  }
}

TEST(Run, grace_is_over) {
  Runner whole({"--grace", "0.2", victim(), "tells"}), shell({"-s", "-g0.2", victim(), "tells"});
  for (Runner *runner : {&whole, &shell}) {
    ASSERT_EQ(kill(runner->pid(), SIGTERM), 0);
  }
  EXPECT_EQ(whole.wait(), 0xE0530089u);
  EXPECT_EQ(shell.wait(), 137u);
}

TEST(Run, stops_and_goes_on) {
  Runner runner({victim(), "tells"});
  int status = 0;
  ASSERT_EQ(kill(runner.pid(), SIGTSTP), 0);
  ASSERT_EQ(waitpid(runner.pid(), &status, WUNTRACED), runner.pid());
  EXPECT_TRUE(WIFSTOPPED(status));
  runner.tell("ping");
  ASSERT_EQ(kill(runner.pid(), SIGCONT), 0);
  EXPECT_EQ(runner.line(), "pong");
  runner.tell("quit");
  EXPECT_EQ(runner.wait(), 0u);
}

// A child of the command's, which says that it is ready on the same pipe: its pid.
pid_t start_child(Runner *runner) {
  runner->tell("child sleeps");
  const std::string first = runner->line(), second = runner->line();
  const std::string &made = first == "ready" ? second : first;
  EXPECT_THAT(made, StartsWith("child "));
  return made.size() > 6 ? std::stoll(made.substr(6)) : 0;
}

TEST(Run, leftovers_are_asked) {
  Runner runner({"-g", "1h", victim(), "plain"});
  const pid_t left = start_child(&runner);
  runner.tell("quit");
  EXPECT_EQ(runner.line(), "event 2");
  EXPECT_EQ(kill(left, SIGKILL), 0);
  EXPECT_EQ(runner.wait(), 0u);
}

TEST(Run, leftovers_are_ended) {
  Runner runner({"-g", "0.2", victim(), "plain"});
  const pid_t left = start_child(&runner);
  runner.tell("quit");
  EXPECT_EQ(runner.wait(), 0u);
  EXPECT_EQ(errno_of(kill(left, 0)), ESRCH);
}

TEST(Run, its_own_death_leaves_nobody) {
  Runner runner({victim(), "tells"});
  start_child(&runner);
  ASSERT_EQ(kill(runner.pid(), SIGKILL), 0);
  EXPECT_EQ(runner.wait(), 0xE0530089u);
  EXPECT_EQ(runner.line(), "") << "somebody still holds the pipe";
}

TEST(Run, all_of_the_job) {
  Runner runner({"--all", victim(), "tells"});
  start_child(&runner);
  ASSERT_EQ(kill(runner.pid(), SIGQUIT), 0);
  EXPECT_EQ(runner.line(), "event 1");
  EXPECT_EQ(runner.line(), "event 1");
  ASSERT_EQ(kill(runner.pid(), SIGKILL), 0);
}

TEST(Run, verbose) {
  const Ran ran = run("-v -g 0.2 cmd /c \"start /b " + victim() + " sleeps\"");
  EXPECT_EQ(ran.status, 0u);
  EXPECT_THAT(ran.err, HasSubstr("posix-run: TERM sent to "));
}

TEST(Run, failures) {
  EXPECT_EQ(run("no-such-program").status, 127u);
  EXPECT_EQ(run("C:\\windows").status, 126u);
  for (const char *line :
       {"", "-x cmd", "-g cmd", "--grace 5y cmd", "-c NONE cmd", "-c 0 cmd", "-g", "/?", "--nothing"}) {
    const Ran ran = run(line);
    EXPECT_EQ(ran.status, 125u) << line;
    EXPECT_NE(ran.err, "") << line;
    EXPECT_EQ(ran.out, "") << line;
  }
  EXPECT_EQ(run("--help").status, 0u);
  EXPECT_THAT(run("--version").out, StartsWith("posix-run from posix-signals "));
}

} // namespace
