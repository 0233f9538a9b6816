// kill.exe as its users see it.
#include <gmock/gmock.h>

#include "tools/tool.h"

namespace {

using namespace psig_test;
using testing::HasSubstr;
using testing::StartsWith;

Ran run(const std::string &arguments) { return run_tool("kill", arguments); }

// With an argument: in that group, 0 for one of its own.
CHILD(target) {
  if (argc > 0 && setpgid(0, std::stoll(argv[0])) != 0) return 1;
  const sigset_t set = set_of({SIGUSR1, SIGHUP, SIGTERM, kRt});
  sigprocmask(SIG_BLOCK, &set, nullptr);
  say("ready");
  siginfo_t info{};
  while (info.si_signo != SIGTERM && sigwaitinfo(&set, &info) > 0) {
    say(std::to_string(info.si_signo) + " " + std::to_string(info.si_code) + " " +
        std::to_string(info.si_value.sival_int));
  }
  return 0;
}

TEST(KillTool, sends_by_every_spelling) {
  Child child("target");
  ASSERT_TRUE(child.expect("ready"));
  const std::string pid = std::to_string(child.pid());
  for (const char *option : {"-USR1", "-s USR1", "-sUSR1", "-SIGUSR1", "-usr1", "-10", "-n 10", "--signal=USR1",
                             "--signal usr1", "-s 10", "-s SIGUSR1 --"}) {
    const Ran ran = run(option + (' ' + pid));
    EXPECT_EQ(ran.status, 0u) << option << ": " << ran.err;
    ASSERT_EQ(child.line(), "10 0 0") << option;
  }
  EXPECT_EQ(run("-q 77 -s RTMIN+1 " + pid).status, 0u);
  EXPECT_EQ(child.line(), "35 -1 77");
  EXPECT_EQ(run("-0 " + pid).status, 0u);
  EXPECT_EQ(run(pid).status, 0u);
  EXPECT_EQ(child.line(), "15 0 0");
  EXPECT_EQ(child.wait(), 0u);
}

TEST(KillTool, several_and_groups) {
  Child first("target", {"0"});
  ASSERT_TRUE(first.expect("ready"));
  const std::string a = std::to_string(first.pid());
  Child second("target", {a});
  ASSERT_TRUE(second.expect("ready"));
  const std::string b = std::to_string(second.pid());
  const Ran ran = run("-HUP " + a + " 99999996 " + b);
  EXPECT_EQ(ran.status, 1u);
  EXPECT_EQ(ran.err, "kill: (99999996): No such process\n");
  EXPECT_EQ(first.line(), "1 0 0");
  EXPECT_EQ(second.line(), "1 0 0");
  EXPECT_EQ(run("-- -" + a).status, 0u);
  EXPECT_EQ(first.wait(), 0u);
  EXPECT_EQ(second.wait(), 0u);
  EXPECT_EQ(run("-9 -" + a).status, 1u);
}

TEST(KillTool, kills_what_takes_nothing) {
  Child child("target");
  ASSERT_TRUE(child.expect("ready"));
  EXPECT_EQ(run("-KILL " + std::to_string(child.pid())).status, 0u);
  EXPECT_EQ(child.wait(), 0xE0530089u);
  const Unmanaged unmanaged;
  const Ran ran = run("-USR1 " + std::to_string(unmanaged.pid()));
  EXPECT_EQ(ran.status, 1u);
  EXPECT_EQ(ran.err, "kill: (" + std::to_string(unmanaged.pid()) + "): Process cannot take this signal\n");
}

TEST(KillTool, explains_and_does_nothing) {
  Child child(Child::Program{victim()}, {"tells"});
  ASSERT_TRUE(child.expect("ready"));
  const std::string pid = std::to_string(child.pid());
  const Ran ran = run("--explain -TERM " + pid);
  EXPECT_EQ(ran.status, 0u);
  EXPECT_THAT(ran.out, StartsWith(pid + "@" + std::to_string(created_at(child.handle())) + ": console program"));
  EXPECT_THAT(ran.out, HasSubstr("TERM as CTRL_CLOSE inside it: a console program"));
  EXPECT_THAT(run("--explain -USR1 " + pid).out, HasSubstr("Process cannot take this signal"));
  EXPECT_THAT(run("--explain -KILL " + pid).out, HasSubstr("by ending it"));
  EXPECT_EQ(run("--explain 99999996").status, 1u);
  child.tell("ping");
  EXPECT_EQ(child.line(), "pong");
}

TEST(KillTool, process_by_number_and_creation) {
  Child child(Child::Program{victim()}, {"tells"});
  ASSERT_TRUE(child.expect("ready"));
  const std::string pid = std::to_string(child.pid()), created = std::to_string(created_at(child.handle()));
  const Ran other = run("-TERM " + pid + "@133000000000000000");
  EXPECT_EQ(other.status, 1u);
  EXPECT_THAT(other.err, HasSubstr("another one's now"));
  const Ran ran = run("-v -TERM " + pid + "@" + created);
  EXPECT_EQ(ran.status, 0u) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("CTRL_CLOSE"));
  EXPECT_THAT(ran.out, HasSubstr(pid + ": the request was handled\n"));
  EXPECT_EQ(child.line(), "event 2"); // and no other before it
  for (const char *bad : {"@5", "5@", "5@x", "-- -5@7"}) EXPECT_EQ(run(bad).status, 1u) << bad;
}

TEST(KillTool, waits_and_escalates) {
  Child polite(Child::Program{victim()}, {"ends"}), stubborn(Child::Program{victim()}, {"tells"});
  ASSERT_TRUE(polite.expect("ready"));
  ASSERT_TRUE(stubborn.expect("ready"));
  const std::string a = std::to_string(polite.pid()), b = std::to_string(stubborn.pid());
  EXPECT_EQ(run("--grace 60s " + a).status, 0u);
  unsigned long code = 0;
  ASSERT_TRUE(polite.wait_for(0, &code));
  EXPECT_EQ(code, 42u);
  const Ran unasked = run("--grace 0.1 -0 " + b);
  EXPECT_EQ(unasked.status, 1u);
  EXPECT_EQ(unasked.err, "kill: (" + b + "): still there\n");
  const Ran still = run("--grace 0.1 " + b);
  EXPECT_EQ(still.status, 1u);
  EXPECT_THAT(still.err, StartsWith("kill: (" + b + "): still there")); // and whether it has answered by then
  EXPECT_EQ(run("--escalate 0.1 -v " + b).status, 0u);
  EXPECT_EQ(stubborn.wait(), 0xE0530089u);
  for (const char *bad : {"--grace x 4", "--grace", "--escalate -1 4", "--grace 5y 4"})
    EXPECT_EQ(run(bad).status, 1u) << bad;
}

// However long it takes: no clock decides that it has not been answered.
TEST(KillTool, verbose_waits_for_the_answer) {
  Child child(Child::Program{victim()}, {"tells"});
  ASSERT_TRUE(child.expect("ready"));
  const std::string pid = std::to_string(child.pid());
  ASSERT_EQ(run("-STOP " + pid).status, 0u);
  Child waits(Child::Program{beside("kill.exe")}, {"-v", "-INT", pid});
  ASSERT_TRUE(waits.expect(pid + ": waiting for its answer"));
  EXPECT_THAT(run("-v --no-wait -TERM " + pid).out, HasSubstr(": the request has not been answered yet: an earlier "));
  ASSERT_EQ(run("-CONT " + pid).status, 0u);
  EXPECT_TRUE(waits.expect(pid + ": the request was handled"));
  EXPECT_EQ(waits.wait(), 0u);
  const std::string one = child.line(), other = child.line();
  EXPECT_THAT((std::vector{one, other}), testing::UnorderedElementsAre("event 0", "event 2"));
}

TEST(KillTool, verbose_waits_no_longer_than_it_is_told) {
  for (const char *patience : {"--no-wait ", "--grace 0.1 "}) {
    Child child(Child::Program{victim()}, {"never"});
    ASSERT_TRUE(child.expect("ready"));
    const std::string pid = std::to_string(child.pid()), out = run(std::string("-v -HUP ") + patience + pid).out;
    EXPECT_THAT(out, HasSubstr("\n" + pid + ": the request has not been answered yet\n")) << patience;
    EXPECT_THAT(out, testing::Not(HasSubstr("waiting"))) << patience;
    EXPECT_EQ(run("-KILL " + pid).status, 0u);
  }
}

// Its later events wait for the handler of the first, in whichever process's name they come.
TEST(KillTool, handler_that_never_returns) {
  Child child(Child::Program{victim()}, {"never"});
  ASSERT_TRUE(child.expect("ready"));
  const std::string pid = std::to_string(child.pid());
  const Ran first = run("--grace 0.1 -HUP " + pid);
  EXPECT_EQ(first.err, "kill: (" + pid + "): still there: the request has not been answered\n");
  EXPECT_EQ(child.line(), "event 2");
  EXPECT_THAT(run("--explain -INT " + pid).out, HasSubstr(", still at work on an earlier control event: INT as"));
  const Ran later = run("-v --grace 0.1 -INT " + pid);
  EXPECT_EQ(later.status, 1u);
  EXPECT_THAT(later.out, HasSubstr(pid + ": the request has not been answered yet: an earlier control event has not "));
  EXPECT_EQ(later.err, "kill: (" + pid + "): still there: an earlier control event has not ended\n");
  EXPECT_THAT(run_tool("sigstat", pid).out, HasSubstr("still at work on an earlier control event"));
  EXPECT_EQ(run("--escalate 0 " + pid).status, 0u);
  EXPECT_EQ(child.wait(), 0xE0530089u);
}

TEST(KillTool, tree_and_all) {
  Child root(Child::Program{victim()}, {"tells"});
  ASSERT_TRUE(root.expect("ready"));
  root.tell("child sleeps");
  const std::string lines = root.line() + root.line();
  EXPECT_THAT(lines, HasSubstr("ready"));
  const std::string pid = std::to_string(root.pid());
  EXPECT_EQ(run("--tree -TERM " + pid).status, 0u);
  EXPECT_EQ(root.line(), "event 2");
  EXPECT_EQ(root.line(), "event 2");
  EXPECT_EQ(run("--tree --parents-first -KILL " + pid).status, 0u);
  EXPECT_EQ(root.wait(), 0xE0530089u);
  EXPECT_EQ(root.line(), "");
}

TEST(KillTool, tree_is_told_and_waited_for_whole) {
  Child root(Child::Program{victim()}, {"tells"});
  ASSERT_TRUE(root.expect("ready"));
  root.tell("child sleeps");
  const std::string lines = root.line() + "\n" + root.line() + "\n";
  const std::string pid = std::to_string(root.pid());
  const std::size_t at = lines.find("child ");
  ASSERT_NE(at, std::string::npos) << lines;
  const std::string child = lines.substr(at + 6, lines.find('\n', at) - at - 6);
  const Ran plan = run("--explain --tree -TERM " + pid);
  EXPECT_EQ(plan.status, 0u);
  EXPECT_THAT(plan.out, StartsWith(child + "@")) << "descendants first";
  EXPECT_THAT(plan.out, HasSubstr("\n" + pid + "@"));
  EXPECT_THAT(run("--explain --parents-first -TERM " + pid).out, HasSubstr("\n" + child + "@"));
  root.tell("ping");
  EXPECT_EQ(root.line(), "pong");
  const Ran told = run("-v --tree -TERM " + pid);
  for (const std::string &one : {child, pid}) EXPECT_THAT(told.out, HasSubstr(one + ": the request was handled\n"));
  EXPECT_EQ(root.line(), "event 2");
  EXPECT_EQ(root.line(), "event 2");
  const Ran spared = run("--tree -USR1 " + pid);
  EXPECT_EQ(spared.status, 1u);
  EXPECT_EQ(spared.err, "kill: (" + pid + "): Process cannot take this signal\n");
  const Ran ended = run("-v --tree --escalate 0.1 -HUP " + pid);
  EXPECT_EQ(ended.status, 0u);
  for (const std::string &one : {child, pid}) EXPECT_THAT(ended.out, HasSubstr(one + ": KILL, since"));
  EXPECT_EQ(root.wait(), 0xE0530089u);
  EXPECT_EQ(run("--tree " + pid).err, "kill: (" + pid + "): No such process\n");
  EXPECT_EQ(run("--tree -- -" + pid).status, 1u);
}

// kill.exe's own turn comes last, and it does not wait for its own end.
TEST(KillTool, tree_that_it_belongs_to) {
  Child root(Child::Program{victim()}, {"tells"});
  ASSERT_TRUE(root.expect("ready"));
  const std::string pid = std::to_string(root.pid()), kill = "run " + beside("kill.exe") + " --tree ";
  root.tell(kill + "--grace 0.1 -0 " + pid);
  EXPECT_EQ(root.line(), "ran 1") << "the root is still there";
  root.tell(kill + "-TERM " + pid);
  const std::string lines = root.line() + ", " + root.line(); // in whichever order
  EXPECT_THAT(lines, HasSubstr("event 2"));
  EXPECT_THAT(lines, HasSubstr("ran " + std::to_string(0xE053008Fu)));
  root.tell("ping");
  EXPECT_EQ(root.line(), "pong");
}

TEST(KillTool, lists) {
  EXPECT_THAT(run("-l").out, StartsWith("HUP INT QUIT ILL TRAP"));
  EXPECT_EQ(run("-l 0xC0000094 0xC0000005").out, "FPE\nSEGV\n");
  EXPECT_EQ(run("-l 0xC0000135").status, 1u) << "no signal: a DLL was missing";
  EXPECT_THAT(run("-L").out, HasSubstr("15 TERM"));
  EXPECT_EQ(run("-l 9").out, "KILL\n");
  EXPECT_EQ(run("-l 143").out, "TERM\n");
  EXPECT_EQ(run("-l 3763536015").out, "TERM\n");
  EXPECT_EQ(run("-l 0xE0530089").out, "KILL\n");
  EXPECT_EQ(run("-l 0xC000013a").out, "INT\n");
  for (const char *none : {"0x", "0xE05300890", "0xG", "0x0"})
    EXPECT_EQ(run(std::string("-l ") + none).status, 1u) << none;
  EXPECT_EQ(run("-l TERM").out, "15\n");
  EXPECT_EQ(run("-l SIGRTMIN+2").out, "36\n");
  EXPECT_EQ(run("-l FOO").status, 1u);
  EXPECT_EQ(run("-l 0").status, 1u);
}

// "-0" read as a process number would be kill.exe's own group.
TEST(KillTool, signal_behind_the_operands) {
  const std::string pid = std::to_string(GetCurrentProcessId());
  EXPECT_EQ(run(pid + " -0").status, 0u);
  const Ran ran = run("abc -0 " + pid);
  EXPECT_EQ(ran.status, 1u);
  EXPECT_EQ(ran.err, "kill: failed to parse argument: 'abc'\n");
}

// Whoever means taskkill has not asked for a signal.
TEST(KillTool, of_the_system) {
  Child child("target");
  ASSERT_TRUE(child.expect("ready"));
  const std::string pid = std::to_string(child.pid());
  for (const std::string &line : {"/PID " + pid + " /F", pid + " /f", "-9 -- /im " + pid, std::string("/?")}) {
    const Ran ran = run(line);
    EXPECT_EQ(ran.status, 1u) << line;
    EXPECT_THAT(ran.err, HasSubstr("taskkill.exe")) << line;
  }
  EXPECT_EQ(run("-0 " + pid).status, 0u);
}

// What would be done without an option that stands too late was not meant.
TEST(KillTool, options_behind_the_operands_send_nothing) {
  Child child("target");
  ASSERT_TRUE(child.expect("ready"));
  const std::string pid = std::to_string(child.pid());
  for (const std::string &line : {pid + " --explain", pid + " -v", "-HUP " + pid + " --grace 1", pid + " -FOO"}) {
    const Ran ran = run(line);
    EXPECT_EQ(ran.status, 1u) << line;
    EXPECT_THAT(ran.err, HasSubstr("Nothing was sent")) << line;
  }
  EXPECT_EQ(run(pid + " -USR1").status, 0u);
  EXPECT_EQ(child.line(), "10 0 0");
}

// A line of a pid file, written in text mode.
TEST(KillTool, operand_with_a_line_s_end) {
  const std::string pid = std::to_string(GetCurrentProcessId());
  for (const char *end : {"\r", "\n", "\r\n", " ", "\t"})
    EXPECT_EQ(run("-0 \"" + pid + end + '"').status, 0u) << static_cast<int>(*end);
  for (const std::string &bad : {pid + "\rx", pid + " 1", std::string(" "), std::string("\r")})
    EXPECT_THAT(run("-0 \"" + bad + '"').err, StartsWith("kill: failed to parse argument: ")) << bad;
}

TEST(KillTool, bad_arguments) {
  for (const char *line : {"", "-9", "-s", "-s FOO 4", "-FOO 4", "-65 4", "-33 4", "abc", "4x", "-q x 4", "-q", "-",
                           "99999999999999999999", "--nothing"}) {
    const Ran ran = run(line);
    EXPECT_EQ(ran.status, 1u) << line;
    EXPECT_NE(ran.err, "") << line;
    EXPECT_EQ(ran.out, "") << line;
  }
  EXPECT_EQ(run("--help").status, 0u);
  EXPECT_THAT(run("--version").out, StartsWith("kill from posix-signals "));
}

} // namespace
