// POSIX_SIGNALS_TRACE from outside: what a program's trace says, line by line, with the times and numbers masked.
//
// Lines of one thread are in its order; those of different threads may meet in another than the events had. So where
// two threads have a part in it, each one's lines are compared on their own.
#include <gmock/gmock.h>

#include <posix/setjmp.h>
#include <posix/spawn.h>
#include <posix/sys/wait.h>
#include <posix/time.h>

#include <pthread.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <vector>

#include "base/exit_status.h"
#include "signal/trace_ring.h"
#include "tools/tool.h"

using namespace psig_test;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

using Lines = std::vector<std::string>;

void nothing(int) {}

void block(int how, int signo) {
  const sigset_t set = set_of({signo});
  sigprocmask(how, &set, nullptr);
}

// ---- what is traced -------------------------------------------------------------------------------------------------

void raises() {
  signal(SIGUSR1, nothing);
  raise(SIGUSR1);
}

void blocks() {
  signal(SIGUSR1, nothing);
  block(SIG_BLOCK, SIGUSR1);
  raise(SIGUSR1);
  raise(SIGUSR1);
  block(SIG_UNBLOCK, SIGUSR1);
}

void ignores() {
  signal(SIGUSR1, SIG_IGN);
  raise(SIGUSR1);
  kill(getpid(), SIGCHLD);
}

void discards() {
  block(SIG_BLOCK, SIGUSR1);
  raise(SIGUSR1);
  signal(SIGUSR1, SIG_IGN);
  block(SIG_BLOCK, SIGTSTP);
  raise(SIGTSTP);
  kill(getpid(), SIGCONT);
}

void accepts() {
  const sigset_t set = set_of({SIGUSR2});
  int signo = 0;
  block(SIG_BLOCK, SIGUSR2);
  union sigval value = {};
  sigqueue(getpid(), SIGUSR2, value);
  sigwait(&set, &signo);
}

int *volatile g_nowhere = reinterpret_cast<int *>(0x18);
sigjmp_buf g_back;
void jump_back(int) { siglongjmp(g_back, 1); }

void faults() {
  signal(SIGSEGV, jump_back);
  if (sigsetjmp(g_back, 1) == 0) *g_nowhere = 1;
}

void times() {
  const sigset_t set = set_of({SIGUSR1, SIGALRM});
  sigprocmask(SIG_BLOCK, &set, nullptr);
  struct sigevent event = {};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGUSR1;
  timer_t timer;
  timer_create(CLOCK_MONOTONIC, &event, &timer);
  const struct itimerspec soon = {{0, 0}, {0, 1'000'000}};
  timer_settime(timer, 0, &soon, nullptr);
  int signo = 0;
  sigwait(&set, &signo);
  ualarm(1000, 0);
  sigwait(&set, &signo);
}

void waits_for_child() {
  signal(SIGCHLD, nothing);
  block(SIG_BLOCK, SIGCHLD);
  const std::string self = own_path();
  char *argv[] = {const_cast<char *>(self.c_str()), const_cast<char *>("--psig-child"),
                  const_cast<char *>("ends_with_3"), nullptr};
  pid_t pid = 0;
  char no_trace[] = "POSIX_SIGNALS_TRACE=";
  _putenv(no_trace);
  posix_spawn(&pid, self.c_str(), nullptr, nullptr, argv, nullptr);
  siginfo_t info = {};
  waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED);
  block(SIG_UNBLOCK, SIGCHLD);
}

HANDLE g_go;
void *blocks_and_waits(void *) {
  block(SIG_BLOCK, SIGUSR1);
  say(std::to_string(GetCurrentThreadId()));
  WaitForSingleObject(g_go, INFINITE);
  block(SIG_UNBLOCK, SIGUSR1);
  return nullptr;
}

// To a thread that blocks it, which takes it when it has it unblocked.
void sends_to_a_thread() {
  signal(SIGUSR1, nothing);
  g_go = CreateEventA(nullptr, TRUE, FALSE, nullptr);
  pthread_t other;
  pthread_create(&other, nullptr, blocks_and_waits, nullptr);
  hear();
  pthread_kill(other, SIGUSR1);
  SetEvent(g_go);
  pthread_join(other, nullptr);
}

void is_sent_to() {
  const sigset_t set = set_of({SIGUSR1});
  int signo = 0;
  block(SIG_BLOCK, SIGUSR1);
  say("ready");
  sigwait(&set, &signo);
}

void ends_by_default() { raise(SIGTERM); }
void ends_by_fault() {
  posix_signal_crash_message_np(0);
  *g_nowhere = 1;
}
void ends_by_exit() {
  raises();
  exit(5);
}
void ends_by_termination() {
  raises();
  TerminateProcess(GetCurrentProcess(), 6);
}

void storm() {
  signal(SIGUSR1, nothing);
  for (int n = 0; n < 20'000; ++n) raise(SIGUSR1);
}

const std::map<std::string, void (*)()> kScenes = {
    {"raises", raises},
    {"blocks", blocks},
    {"ignores", ignores},
    {"discards", discards},
    {"accepts", accepts},
    {"faults", faults},
    {"times", times},
    {"waits_for_child", waits_for_child},
    {"sends_to_a_thread", sends_to_a_thread},
    {"is_sent_to", is_sent_to},
    {"ends_by_default", ends_by_default},
    {"ends_by_fault", ends_by_fault},
    {"ends_by_exit", ends_by_exit},
    {"ends_by_termination", ends_by_termination},
    {"storm", storm},
};

CHILD(traced) {
  say(std::to_string(GetCurrentThreadId()));
  kScenes.at(argv[0])();
  return 0;
}
CHILD(ends_with_3) { return 3; }

CHILD(stands_still) {
  signal(SIGUSR1, nothing);
  say("ready");
  for (;;) pause();
}

CHILD(becomes) {
  say("ready");
  hear();
  const std::string self = own_path();
  char *next[] = {const_cast<char *>(self.c_str()), const_cast<char *>("--psig-child"), argv[0], nullptr};
  execv(self.c_str(), next);
  return 99;
}

// ---- what it says ---------------------------------------------------------------------------------------------------

class Trace {
public:
  // Children begun while this lives are traced.
  Trace() {
    char directory[MAX_PATH], path[MAX_PATH];
    GetTempPathA(MAX_PATH, directory);
    GetTempFileNameA(directory, "psg", 0, path);
    path_ = path;
    SetEnvironmentVariableA("POSIX_SIGNALS_TRACE", path);
  }
  ~Trace() {
    SetEnvironmentVariableA("POSIX_SIGNALS_TRACE", nullptr);
    DeleteFileA(path_.c_str());
  }
  Trace(const Trace &) = delete;
  Trace &operator=(const Trace &) = delete;

  [[nodiscard]] Lines lines() const {
    Lines all;
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      all.push_back(line);
    }
    return all;
  }
  // Waits until a line holds this.
  void wait_for(const std::string &part) const {
    for (;;) {
      const Lines all = lines();
      if (std::ranges::any_of(all, [&](const std::string &line) { return line.find(part) != std::string::npos; }))
        return;
      SwitchToThread();
    }
  }

private:
  std::string path_;
};

// Of one thread, or of all but it, without time, process and thread; numbers that differ from run to run by name.
struct Names {
  std::map<std::string, std::string> of_number; // by their digits
};

std::string masked(std::string text, const Names &names) {
  text = std::regex_replace(text, std::regex("handler 0x[0-9a-f]+"), "handler H");
  std::string out;
  for (const std::regex word("[0-9]+|[^0-9]+"); !text.empty();) {
    std::smatch match;
    std::regex_search(text, match, word);
    const auto name = names.of_number.find(match[0]);
    out += name != names.of_number.end() ? name->second : match[0].str();
    text = match.suffix();
  }
  return out;
}

struct Told {
  std::string tid, text;
};

std::vector<Told> parts(const Lines &lines) {
  static const std::regex form("[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6} ([0-9]+) ([0-9]+|-) (.*)");
  std::vector<Told> all;
  for (const std::string &line : lines) {
    std::smatch match;
    EXPECT_TRUE(std::regex_match(line, match, form)) << line;
    if (!match.empty() && match[2] != "-") all.push_back({match[2], match[3]});
  }
  return all;
}

Lines of_thread(const Lines &lines, const std::string &tid, const Names &names, bool wanted = true) {
  Lines out;
  for (const Told &told : parts(lines))
    if ((told.tid == tid) == wanted) out.push_back(masked(told.text, names));
  return out;
}

// A scene with the child's main thread alone in it.
Lines scene(const std::string &name, unsigned status = 0) {
  const Trace trace;
  Child child("traced", {name});
  const std::string main = child.line();
  EXPECT_EQ(child.wait(), status);
  const Lines lines = trace.lines();
  EXPECT_FALSE(lines.empty());
  if (!lines.empty()) {
    EXPECT_THAT(lines[0], HasSubstr(" - - the trace begins: " + own_path().substr(0, 3)));
  }
  return of_thread(lines, main, {{{main, "main"}}});
}

TEST(Trace, a_signal_that_is_handled) {
  EXPECT_THAT(scene("raises"), ElementsAre("USR1 generated by raise() for thread main", "USR1 told thread main: self",
                                           "USR1 handler H begins", "USR1 handler returns"));
}

TEST(Trace, a_blocked_signal_that_comes_twice) {
  EXPECT_THAT(scene("blocks"), ElementsAre("USR1 generated by raise() for thread main: pends, blocked",
                                           "USR1 generated by raise() for thread main: merged with one that pends",
                                           "USR1 handler H begins", "USR1 handler returns"));
}

TEST(Trace, ignored_signals) {
  EXPECT_THAT(scene("ignores"), ElementsAre("USR1 generated by raise() for thread main: ignored",
                                            "CHLD generated by kill() of this process for the process: ignored"));
}

TEST(Trace, discarded_signals) {
  EXPECT_THAT(scene("discards"),
              ElementsAre("USR1 generated by raise() for thread main: pends, blocked", "USR1 discarded: now ignored",
                          "TSTP generated by raise() for thread main: pends, blocked",
                          "TSTP discarded: cancelled by a stop or by CONT",
                          "CONT generated by kill() of this process for the process: continues the process"));
}

TEST(Trace, a_signal_that_sigwait_takes) {
  EXPECT_THAT(scene("accepts"),
              ElementsAre("USR2 generated by sigqueue() of this process for the process: pends, blocked",
                          "USR2 accepted by sigwait()"));
}

TEST(Trace, a_fault_whose_handler_jumps) {
  EXPECT_THAT(scene("faults"), ElementsAre("SEGV generated by exception 0xc0000005 at 0x18 for thread main",
                                           "SEGV handler H begins", "- jumped to: the handlers above are left"));
}

TEST(Trace, the_ends_of_a_process) {
  EXPECT_THAT(scene("ends_by_default", psig::exit_status_of_signal(SIGTERM, false)),
              ElementsAre("TERM generated by raise() for thread main: default action",
                          "TERM default action: ends the process, status 0xe053008f"));
  EXPECT_THAT(scene("ends_by_fault", 0xC0000005),
              ElementsAre("SEGV generated by exception 0xc0000005 at 0x18 for thread main: default action",
                          "SEGV default action: ends the process, status 0xc0000005"));
  EXPECT_EQ(scene("ends_by_exit", 5).size(), 4u);
  EXPECT_EQ(scene("ends_by_termination", 6).size(), 4u);
}

TEST(Trace, timers) {
  const Trace trace;
  Child child("traced", {"times"});
  const std::string main = child.line();
  EXPECT_EQ(child.wait(), 0u);
  const Names names{{{main, "main"}}};
  EXPECT_THAT(of_thread(trace.lines(), main, names),
              ElementsAre("USR1 accepted by sigwait()", "ALRM accepted by sigwait()"));
  const Lines others = of_thread(trace.lines(), main, names, false);
  Lines generated;
  for (const std::string &line : others)
    if (line.find("generated") != std::string::npos)
      generated.push_back(std::regex_replace(line, std::regex("timer [0-9]+|: pends, blocked"), "T"));
  ASSERT_EQ(generated.size(), 2u);
  EXPECT_THAT(generated[0], HasSubstr("USR1 generated by T for the process"));
  EXPECT_THAT(generated[1], HasSubstr("ALRM generated by alarm() or setitimer() for the process"));
}

TEST(Trace, the_end_of_a_child) {
  const Trace trace;
  Child child("traced", {"waits_for_child"});
  const std::string main = child.line();
  EXPECT_EQ(child.wait(), 0u);
  const std::regex form("CHLD generated by child [0-9]+ exited with 3 for the process: pends, blocked");
  unsigned found = 0;
  for (const Told &told : parts(trace.lines())) found += std::regex_match(told.text, form);
  EXPECT_EQ(found, 1u);
  EXPECT_THAT(of_thread(trace.lines(), main, {}), Contains("CHLD handler returns"));
}

TEST(Trace, a_signal_to_a_thread_that_blocks_it) {
  const Trace trace;
  Child child("traced", {"sends_to_a_thread"});
  const std::string main = child.line(), other = child.line();
  child.tell("send");
  EXPECT_EQ(child.wait(), 0u);
  const Names names{{{main, "main"}, {other, "other"}}};
  EXPECT_THAT(of_thread(trace.lines(), main, names),
              ElementsAre("USR1 generated by pthread_kill() for thread other: pends, blocked"));
  EXPECT_THAT(of_thread(trace.lines(), other, names), ElementsAre("USR1 handler H begins", "USR1 handler returns"));
}

TEST(Trace, a_signal_from_another_process) {
  const Trace trace;
  Child child("traced", {"is_sent_to"});
  const std::string main = child.line();
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(kill(pid_of(child), SIGUSR1), 0);
  EXPECT_EQ(child.wait(), 0u);
  const Names names{{{main, "main"}, {std::to_string(getpid()), "test"}}};
  Lines generated;
  for (const Told &told : parts(trace.lines()))
    if (told.text.find("generated") != std::string::npos) generated.push_back(masked(told.text, names));
  ASSERT_EQ(generated.size(), 1u); // with or without a thread that waits by then
  EXPECT_THAT(generated[0], HasSubstr("USR1 generated by kill() of process test for the process"));
  EXPECT_THAT(of_thread(trace.lines(), main, names), Contains("USR1 accepted by sigwait()"));
}

// Four lines for each signal: written, or counted. What the dispatcher tells of the same thread, when it looks whether
// a signal has been forgotten, may be among the lost ones, and comes on top.
TEST(Trace, in_a_storm_nothing_is_lost_untold) {
  const Trace trace;
  Child child("traced", {"storm"});
  EXPECT_EQ(child.wait(), 0u);
  std::uint64_t told = 0, lost = 0;
  static const std::regex form(".* - - ([0-9]+) events lost here");
  for (const std::string &line : trace.lines()) {
    std::smatch match;
    if (std::regex_match(line, match, form)) lost += std::stoull(match[1]);
    else told += line.find(" USR1 ") != std::string::npos;
  }
  EXPECT_GE(told + lost, 4u * 20'000);
  EXPECT_GT(told, 1000u);
}

TEST(Trace, to_stderr) {
  SetEnvironmentVariableA("POSIX_SIGNALS_TRACE", "stderr");
  const Ran ran = run_tool("test_runtime_trace", "--psig-child traced raises");
  SetEnvironmentVariableA("POSIX_SIGNALS_TRACE", nullptr);
  EXPECT_EQ(ran.status, 0u);
  EXPECT_THAT(ran.err, HasSubstr(" USR1 handler returns\n"));
  EXPECT_EQ(std::ranges::count(ran.err, '\n'), 5);
}

TEST(Trace, a_file_that_cannot_be_opened_is_told_once) {
  SetEnvironmentVariableA("POSIX_SIGNALS_TRACE", "C:\\no such directory\\file");
  const Ran ran = run_tool("test_runtime_trace", "--psig-child traced raises");
  SetEnvironmentVariableA("POSIX_SIGNALS_TRACE", nullptr);
  EXPECT_EQ(ran.status, 0u);
  EXPECT_EQ(ran.err, "posix-signals: the file of POSIX_SIGNALS_TRACE cannot be opened: no trace\n");
}

TEST(Trace, an_empty_value_is_none) {
  SetEnvironmentVariableA("POSIX_SIGNALS_TRACE", "");
  const Ran ran = run_tool("test_runtime_trace", "--psig-child traced raises");
  SetEnvironmentVariableA("POSIX_SIGNALS_TRACE", nullptr);
  EXPECT_EQ(ran.err, "");
}

// ---- followed from outside ------------------------------------------------------------------------------------------

// Sections with the names that the ring of a process would have, made by somebody who admits everybody.
class Squatted {
public:
  Squatted(const Child &child, unsigned names) {
    const posix_pidfd_t process = posix_pidfd_open_np(pid_of(child), 0);
    unsigned long long created = 0;
    posix_process_created_np(process, &created);
    posix_pidfd_close_np(process);
    SECURITY_DESCRIPTOR everybody;
    InitializeSecurityDescriptor(&everybody, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&everybody, TRUE, nullptr, FALSE);
    SECURITY_ATTRIBUTES attributes{sizeof(attributes), &everybody, FALSE};
    for (unsigned n = 0; n < names; ++n) {
      const psig::MailboxOwner owner{static_cast<std::uint32_t>(child.pid()), created, 0, 0};
      const HANDLE made = CreateFileMappingW(INVALID_HANDLE_VALUE, &attributes, PAGE_READWRITE, 0,
                                             sizeof(psig::TraceRing), owner.names(n).trace);
      EXPECT_NE(GetLastError(), static_cast<DWORD>(ERROR_ALREADY_EXISTS));
      handles_.push_back(made);
    }
  }
  ~Squatted() {
    for (HANDLE handle : handles_) CloseHandle(handle);
  }
  Squatted(const Squatted &) = delete;
  Squatted &operator=(const Squatted &) = delete;

private:
  std::vector<HANDLE> handles_;
};

// Keeps what is told, until a signal to the process has been.
struct Heard {
  pid_t pid;
  Lines lines;
  bool sent = false;
};
int hear_one(const char *text, void *argument) {
  auto *heard = static_cast<Heard *>(argument);
  if (text == nullptr && !std::exchange(heard->sent, true)) kill(heard->pid, SIGUSR1);
  if (text != nullptr) heard->lines.emplace_back(text);
  return text != nullptr && heard->lines.back().find("handler returns") != std::string::npos;
}

TEST(Follow, a_ring_whose_name_is_taken_has_another) {
  Child child("stands_still");
  ASSERT_TRUE(child.expect("ready"));
  const Squatted taken(child, psig::kNameTries - 1);
  Heard heard{pid_of(child), {}};
  ASSERT_EQ(posix_signal_follow_np(pid_of(child), hear_one, &heard), 0) << errno;
  EXPECT_THAT(heard.lines, Contains(HasSubstr(" USR1 generated by kill() of process ")));
}

TEST(Follow, a_ring_that_somebody_else_has_made_is_not_shown) {
  Child child("stands_still");
  ASSERT_TRUE(child.expect("ready"));
  const Squatted taken(child, psig::kNameTries);
  Heard heard{pid_of(child), {}};
  EXPECT_EQ(errno_of(posix_signal_follow_np(pid_of(child), hear_one, &heard)), ETIMEDOUT);
  EXPECT_THAT(heard.lines, IsEmpty());
}

TEST(Follow, bad_arguments) {
  EXPECT_EQ(errno_of(posix_signal_follow_np(getpid(), hear_one, nullptr)), EINVAL);
  EXPECT_EQ(errno_of(posix_signal_follow_np(0, hear_one, nullptr)), EINVAL);
  EXPECT_EQ(errno_of(posix_signal_follow_np(99'999'996, hear_one, nullptr)), ESRCH);
  EXPECT_EQ(errno_of(posix_signal_follow_np(99'999'996, nullptr, nullptr)), EFAULT);
}

// ---- in strange states ----------------------------------------------------------------------------------------------

TEST(Trace, of_a_process_that_stands_still) {
  const Trace trace;
  Child child("stands_still");
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_EQ(kill(pid_of(child), SIGSTOP), 0);
  trace.wait_for(" STOP default action: the process has stopped");
  ASSERT_EQ(kill(pid_of(child), SIGUSR1), 0);
  trace.wait_for(": when the process goes on");
  ASSERT_EQ(kill(pid_of(child), SIGCONT), 0);
  trace.wait_for(" CONT default action: the process goes on");
  trace.wait_for(" USR1 handler returns");
}

TEST(Trace, of_a_process_that_becomes_another_program) {
  const Trace trace;
  Child child("becomes", {"stands_still"});
  ASSERT_TRUE(child.expect("ready"));
  child.tell("go");
  ASSERT_TRUE(child.expect("ready")); // of the program
  ASSERT_EQ(kill(pid_of(child), SIGUSR1), 0);
  trace.wait_for(" USR1 handler returns"); // in the program; the shadow's part of the file is still open
  const Lines lines = trace.lines();
  EXPECT_EQ(
      std::ranges::count_if(lines, [](const std::string &l) { return l.find("trace begins") != std::string::npos; }),
      2);
  ASSERT_EQ(kill(pid_of(child), SIGTERM), 0);
  EXPECT_EQ(child.wait(), psig::exit_status_of_signal(SIGTERM, false));
  trace.wait_for(" TERM default action: ends the process");
}

} // namespace
