// timeout.exe, by the POSIX.1-2024 page of that utility.
#include <gmock/gmock.h>

#include "tools/tool.h"

namespace {

using namespace psig_test;
using testing::HasSubstr;
using testing::StartsWith;

constexpr unsigned kByTerm = 0xE053008F, kByKill = 0xE0530089;

Ran run(const std::string &arguments) { return run_tool("timeout", arguments); }

class Timed : public Child {
public:
  Timed(std::initializer_list<std::string> args) : Child(Program{beside("timeout.exe")}, args) {
    if (!expect("ready")) std::abort();
  }
  [[nodiscard]] pid_t pid() const { return pid_of(*this); }
};

CHILD(waits) {
  say("ready");
  for (;;) pause();
}

CHILD(tells_pid) {
  say("ready");
  say(std::to_string(getpid()));
  for (;;) pause();
}

std::string self(const char *role) { return '"' + own_path() + "\" --psig-child " + role; }

TEST(Timeout, in_time) {
  EXPECT_EQ(run("60 cmd /c \"exit 3\"").status, 3u);
  EXPECT_EQ(run("60s cmd /c \"exit 70000\"").status, 70000u);
  EXPECT_EQ(run("0 cmd /c \"exit 4\"").status, 4u);        // no limit
  EXPECT_EQ(run(".5m -- cmd /c \"exit 5\"").status, 127u); // "--" is the utility by then
  EXPECT_EQ(run("-- 1.5h cmd /c \"exit 5\"").status, 5u);
}

// As GNU's: what strtod() reads.
TEST(Timeout, other_forms_of_a_duration) {
  for (const char *time : {"inf", "INFINITY", "infd", "\" 100\"", "+100", "1e2", "0x100", "30d", "-- -0"})
    EXPECT_EQ(run(std::string(time) + " cmd /c \"exit 6\"").status, 6u) << time;
  for (const char *time : {"nan", "-1", "\"1 \"", "\"\"", "+", ".", "-inf"})
    EXPECT_EQ(run("-- " + std::string(time) + " cmd /c \"exit 6\"").status, 125u) << time;
}

TEST(Timeout, time_is_over) {
  EXPECT_EQ(run("0.2 " + self("waits")).status, 124u);
  EXPECT_EQ(run("-p 0.2 " + self("waits")).status, kByTerm);
  EXPECT_EQ(run("-fp -s HUP 0.2 " + self("waits")).status, 0xE0530081u);
  EXPECT_EQ(run("--preserve-status --signal=SIGUSR1 0.2 " + self("waits")).status, 0xE053008Au);
  EXPECT_EQ(run("-s KILL 0.2 " + self("waits")).status, kByKill); // which is told, as POSIX has it
  EXPECT_EQ(run("-s 9 -p 0.2 " + self("waits")).status, kByKill);
}

// The alarm stands for the time, so that the command is ready by then.
TEST(Timeout, foreign_command_is_asked) {
  Timed polite({"-p", "1h", victim(), "ends"});
  ASSERT_EQ(kill(polite.pid(), SIGALRM), 0);
  EXPECT_EQ(polite.line(), "event 2");
  EXPECT_EQ(polite.wait(), 42u);
}

// Which has one handler, for SIGINT.
TEST(Timeout, foreign_group_hears_sigint) {
  Timed polite({"-p", "-s", "INT", "1h", victim(), "crt-int"});
  ASSERT_EQ(kill(polite.pid(), SIGALRM), 0);
  EXPECT_EQ(polite.line(), "signal 2");
  polite.tell("quit");
  EXPECT_EQ(polite.wait(), 0u);
}

TEST(Timeout, and_killed_later) {
  Timed stubborn({"-k", "0.2", "1h", victim(), "tells"});
  ASSERT_EQ(kill(stubborn.pid(), SIGALRM), 0);
  EXPECT_EQ(stubborn.wait(), kByKill);
}

TEST(Timeout, alarm_is_the_end_of_the_time) {
  Timed timed({"1h", own_path(), "--psig-child", "waits"});
  ASSERT_EQ(kill(timed.pid(), SIGALRM), 0);
  EXPECT_EQ(timed.wait(), 124u);
}

// ... and is no end of the time, but starts that of -k.
TEST(Timeout, signal_is_passed_on) {
  Timed timed({"1h", own_path(), "--psig-child", "waits"});
  ASSERT_EQ(kill(timed.pid(), SIGTERM), 0);
  EXPECT_EQ(timed.wait(), kByTerm);
  Timed killed({"-k", "0.2", "1h", victim(), "tells"});
  ASSERT_EQ(kill(killed.pid(), SIGINT), 0);
  EXPECT_EQ(killed.wait(), kByKill);
  Timed asked({"1h", victim(), "tells"});
  ASSERT_EQ(kill(asked.pid(), SIGINT), 0);
  EXPECT_EQ(asked.line(), "event 0"); // in its new group, too
  asked.tell("quit");
  EXPECT_EQ(asked.wait(), 0u);
}

TEST(Timeout, descendants) {
  Timed all({"1h", victim(), "tells"}), alone({"-f", "1h", victim(), "tells"});
  for (Timed *timed : {&all, &alone}) {
    timed->tell("child sleeps");
    const std::string lines = timed->line() + timed->line();
    EXPECT_THAT(lines, HasSubstr("ready"));
    ASSERT_EQ(kill(timed->pid(), SIGALRM), 0);
    EXPECT_EQ(timed->line(), "event 2");
    if (timed == &all) {
      EXPECT_EQ(timed->line(), "event 2");
    }
    timed->tell("ping");
    EXPECT_EQ(timed->line(), "pong");
    EXPECT_EQ(errno_of(posix_kill_tree_np(timed->pid(), SIGKILL, 0)), 0);
  }
}

// XCU timeout: SIGCONT too, where the command stands still.
TEST(Timeout, stopped_command_is_continued) {
  Timed timed({"1h", own_path(), "--psig-child", "tells_pid"});
  const pid_t command = std::stoll(timed.line());
  ASSERT_EQ(kill(command, SIGSTOP), 0);
  ASSERT_EQ(kill(timed.pid(), SIGALRM), 0);
  EXPECT_EQ(timed.wait(), 124u);
}

TEST(Timeout, verbose) { EXPECT_THAT(run("-v 0.2 " + self("waits")).err, HasSubstr("timeout: TERM sent to ")); }

// Who means the system's timeout, which waits, is told what this one is.
TEST(Timeout, of_the_system) {
  for (const char *line : {"/t 5", "/T 5 /nobreak", "/?", "/t", "5"}) {
    const Ran ran = run(line);
    EXPECT_EQ(ran.status, 125u) << line;
    EXPECT_THAT(ran.err, HasSubstr("\ntimeout: this one runs a command")) << line;
  }
  const Ran ran = run("5 /nobreak");
  EXPECT_EQ(ran.status, 127u);
  EXPECT_THAT(ran.err, HasSubstr("\ntimeout: this one runs a command"));
}

// The tool's name, not its path; as getopt_long() has it.
TEST(Timeout, messages) {
  struct Row {
    const char *line, *first;
  };
  for (const Row &row : {Row{"-z 5 x", "timeout: invalid option -- 'z'\n"},
                         {"--nothing 5 x", "timeout: unrecognized option '--nothing'\n"},
                         {"--ver 5 x", "timeout: option '--ver' is ambiguous\n"},
                         {"-fk", "timeout: option requires an argument -- 'k'\n"},
                         {"--kill-after", "timeout: option '--kill-after' requires an argument\n"},
                         {"--verb=x 5 x", "timeout: option '--verbose' doesn't allow an argument\n"}})
    EXPECT_THAT(run(row.line).err, StartsWith(row.first)) << row.line;
  EXPECT_EQ(run("-fvk1h --kill=1h --sig HUP -s9 --verb 60 cmd /c \"exit 3\"").status, 3u);
}

TEST(Timeout, failures) {
  EXPECT_EQ(run("60 no-such-program").status, 127u);
  EXPECT_EQ(run("60 C:\\windows").status, 126u);
  for (const char *line : {"", "5", "5x cmd", "-1 cmd", "x cmd", "-k 5 cmd", "-k x 5 cmd", "-s NONE 5 cmd", "-s",
                           "-z 5 cmd", "1e cmd", "5ss cmd"}) {
    const Ran ran = run(line);
    EXPECT_EQ(ran.status, 125u) << line;
    EXPECT_NE(ran.err, "") << line;
    EXPECT_EQ(ran.out, "") << line;
  }
  EXPECT_EQ(run("--help").status, 0u);
  EXPECT_THAT(run("--version").out, StartsWith("timeout from posix-signals "));
}

} // namespace
