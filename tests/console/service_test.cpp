// Programs as services of the real service control manager: each test makes one of its own, and removes it at its end.
// The service and the test talk over a pipe, since a service has no standard streams.
#include <windows.h>

#include <atomic>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include <posix/service.h>
#include <posix/signal.h>
#include <posix/unistd.h>

#include "support/child.h"

using psig_test::Child;

namespace {

// ---- the service's side --------------------------------------------------------------------------------------------

HANDLE g_pipe;

std::string read_line(HANDLE from) {
  std::string line;
  char c;
  DWORD got;
  while (ReadFile(from, &c, 1, &got, nullptr) && got == 1 && c != '\n') line += c;
  return line;
}

bool write_line(HANDLE to, const std::string &text) {
  const std::string line = text + '\n';
  DWORD written;
  return WriteFile(to, line.data(), static_cast<DWORD>(line.size()), &written, nullptr) != 0;
}

HANDLE g_commands; // another one, since a synchronous read would hold up a handler's write

HANDLE connect(const std::string &name) {
  return CreateFileA(name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
}
void say(const std::string &line) { write_line(g_pipe, line); }
std::string hear() { return read_line(g_commands); }

std::string number(int value) { return std::to_string(value); }

void tell_signal(int sig, siginfo_t *info, void *) {
  say(number(sig) + (info->si_code == SI_KERNEL ? " kernel" : " other"));
}

void handle(int sig, void (*handler)(int, siginfo_t *, void *)) {
  struct sigaction action {};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigaction(sig, &action, nullptr);
}

std::atomic<bool> g_left{false};

// Does what it is told, by the words below.
int obey(int argc, char **argv) {
  std::string arguments = "began";
  for (int n = 3; n < argc; ++n) arguments += std::string(" ") + argv[n];
  say(arguments);
  for (;;) {
    const std::string line = hear();
    const std::string word = line.substr(0, line.find(' '));
    int first = 0, second = 0;
    sscanf(line.c_str(), "%*s %d %d", &first, &second);
    if (word == "handle") handle(first, tell_signal);
    if (word == "ignore") signal(first, SIG_IGN);
    if (word == "exit") exit(first);
    if (word == "return" || word.empty()) return first;
    if (word == "map") posix_service_map_np(first, second);
    if (word == "raise") raise(first);
    if (word == "again") {
      const int answer = posix_service_main_np(obey, argc, argv);
      say(number(answer) + (answer == -1 && errno == EBUSY ? " EBUSY" : ""));
    }
    if (word == "block" || word == "wait") {
      sigset_t set;
      sigemptyset(&set);
      sigaddset(&set, first);
      sigprocmask(SIG_BLOCK, &set, nullptr);
      say("blocked");
      if (word == "wait") {
        int got = 0;
        sigwait(&set, &got);
        say("accepted " + number(got));
      }
      continue;
    }
    if (word == "hold") { // a handler that takes until it is told to go on
      handle(first, [](int sig, siginfo_t *, void *) {
        say("enter " + number(sig));
        while (hear() != "leave") {}
        say("left");
        g_left = true;
      });
      say("done");
      while (!g_left) pause(); // reads no line of the handler's
      continue;
    }
    say("done");
  }
}

int connect_and_serve(int argc, char **argv) {
  g_pipe = connect(argv[0] + std::string("-out"));
  g_commands = connect(argv[0] + std::string("-in"));
  std::vector<char *> words = {argv[0], argv[0], argv[0]};
  for (int n = 1; n < argc; ++n) words.push_back(argv[n]);
  const int status = posix_service_main_np(obey, static_cast<int>(words.size()), words.data());
  return status;
}

CHILD(service) { return connect_and_serve(argc, argv); }

// ---- the test's side -----------------------------------------------------------------------------------------------

class Pipes {
public:
  explicit Pipes(const std::string &name)
      : in_(CreateNamedPipeA((name + "-in").c_str(), PIPE_ACCESS_DUPLEX, 0, 1, 4096, 4096, 0, nullptr)),
        out_(CreateNamedPipeA((name + "-out").c_str(), PIPE_ACCESS_DUPLEX, 0, 1, 4096, 4096, 0, nullptr)) {}
  ~Pipes() {
    CloseHandle(in_);
    CloseHandle(out_);
  }
  Pipes(const Pipes &) = delete;
  Pipes &operator=(const Pipes &) = delete;
  void accept() const {
    for (HANDLE pipe : {out_, in_})
      EXPECT_TRUE(ConnectNamedPipe(pipe, nullptr) || GetLastError() == ERROR_PIPE_CONNECTED);
  }
  std::string line() const { return read_line(out_); }
  void tell(const std::string &text) const { EXPECT_TRUE(write_line(in_, text)) << text; }

private:
  HANDLE in_, out_;
};

class Service {
public:
  explicit Service(std::vector<const char *> arguments = {})
      : name_("psig-test-" + std::to_string(GetCurrentProcessId()) + "-" + std::to_string(GetTickCount64())),
        pipes_("\\\\.\\pipe\\" + name_), manager_(OpenSCManagerA(nullptr, nullptr, SC_MANAGER_ALL_ACCESS)) {
    char self[MAX_PATH];
    GetModuleFileNameA(nullptr, self, sizeof(self));
    const std::string command = std::string("\"") + self + "\" --psig-child service \\\\.\\pipe\\" + name_ + " given";
    service_ = CreateServiceA(manager_, name_.c_str(), name_.c_str(), SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS,
                              SERVICE_DEMAND_START, SERVICE_ERROR_IGNORE, command.c_str(), nullptr, nullptr, nullptr,
                              nullptr, nullptr);
    if (service_ == nullptr || !StartServiceA(service_, static_cast<DWORD>(arguments.size()), arguments.data())) {
      std::fprintf(stderr, "no service: error %lu\n", GetLastError());
      std::abort();
    }
    pipes_.accept();
    process_ = OpenProcess(PROCESS_ALL_ACCESS, FALSE, pid());
    EXPECT_NE(process_, nullptr);
  }
  ~Service() {
    if (WaitForSingleObject(process_, 0) == WAIT_TIMEOUT) TerminateProcess(process_, 99);
    WaitForSingleObject(process_, INFINITE);
    CloseHandle(process_);
    DeleteService(service_);
    CloseServiceHandle(service_);
    CloseServiceHandle(manager_);
  }
  Service(const Service &) = delete;
  Service &operator=(const Service &) = delete;

  [[nodiscard]] SERVICE_STATUS_PROCESS status() const {
    SERVICE_STATUS_PROCESS status{};
    DWORD needed;
    EXPECT_TRUE(QueryServiceStatusEx(service_, SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE *>(&status),
                                     sizeof(status), &needed));
    return status;
  }
  [[nodiscard]] unsigned long pid() const { return status().dwProcessId; }
  // The manager tells of no change by itself: it is asked until it says so, or 60 s are over.
  [[nodiscard]] bool becomes(DWORD state) const {
    return until([state](const SERVICE_STATUS_PROCESS &status) { return status.dwCurrentState == state; });
  }
  template <typename Condition> bool until(Condition condition) const {
    const ULONGLONG end = GetTickCount64() + 60000;
    while (!condition(status())) {
      if (GetTickCount64() > end) return false;
      Sleep(1);
    }
    return true;
  }
  [[nodiscard]] DWORD control(DWORD control) const {
    SERVICE_STATUS status;
    return ControlService(service_, control, &status) ? 0 : GetLastError();
  }
  void shutdown_event() const {
    const auto routine = reinterpret_cast<LPTHREAD_START_ROUTINE>(
        reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA("kernelbase"), "CtrlRoutine")));
    const HANDLE thread = CreateRemoteThread(process_, nullptr, 0, routine,
                                             reinterpret_cast<void *>(uintptr_t{CTRL_SHUTDOWN_EVENT}), 0, nullptr);
    EXPECT_NE(thread, nullptr);
    CloseHandle(thread);
  }
  DWORD wait() {
    EXPECT_EQ(WaitForSingleObject(process_, 60000), WAIT_OBJECT_0);
    DWORD code = 0;
    GetExitCodeProcess(process_, &code);
    return code;
  }
  std::string line() const { return pipes_.line(); }
  void tell(const std::string &text) const { pipes_.tell(text); }
  void command(const std::string &text) const {
    tell(text);
    EXPECT_EQ(line(), "done") << text;
  }
  void began() const { EXPECT_EQ(line().substr(0, 5), "began"); }
  void stopped_with(DWORD specific) {
    EXPECT_TRUE(becomes(SERVICE_STOPPED));
    const SERVICE_STATUS_PROCESS last = status();
    EXPECT_EQ(last.dwWin32ExitCode, specific == 0 ? 0u : static_cast<DWORD>(ERROR_SERVICE_SPECIFIC_ERROR));
    EXPECT_EQ(last.dwServiceSpecificExitCode, specific);
    EXPECT_EQ(wait(), specific);
  }

private:
  std::string name_;
  Pipes pipes_;
  SC_HANDLE manager_, service_;
  HANDLE process_;
};

TEST(Service, outside_of_one_the_body_is_all_there_is) {
  const std::string name = "psig-test-outside-" + std::to_string(GetCurrentProcessId());
  const Pipes pipes("\\\\.\\pipe\\" + name);
  Child child("service", {"\\\\.\\pipe\\" + name, "given"});
  pipes.accept();
  EXPECT_EQ(pipes.line(), "began given");
  pipes.tell("again"); // and the body may try again
  EXPECT_EQ(pipes.line(), "began given");
  pipes.tell("return 5");
  EXPECT_EQ(pipes.line(), "5");
  EXPECT_EQ(pipes.line(), "done");
  pipes.tell("return 6");
  EXPECT_EQ(child.wait(), 6u);
}

TEST(Service, the_arguments_of_the_start_follow_those_of_the_command_line) {
  Service service({"one", "two words", "\xE4\xFC"}); // Latin in the system's code page
  EXPECT_EQ(service.line(), "began given one two words \xE4\xFC");
  service.tell("again");
  EXPECT_EQ(service.line(), "-1 EBUSY");
  EXPECT_EQ(service.line(), "done");
  service.tell("return 0");
  service.stopped_with(0);
}

TEST(Service, is_running_as_soon_as_the_body_is) {
  Service service;
  service.began();
  ASSERT_TRUE(service.becomes(SERVICE_RUNNING));
  const SERVICE_STATUS_PROCESS status = service.status();
  EXPECT_EQ(status.dwServiceType, static_cast<DWORD>(SERVICE_WIN32_OWN_PROCESS));
  EXPECT_EQ(status.dwControlsAccepted, 0x10Fu);
  EXPECT_EQ(status.dwCheckPoint, 0u);
  service.tell("exit 9");
  service.stopped_with(9);
}

TEST(Service, stop_is_sigterm_and_time_is_asked_for_while_its_handler_runs) {
  Service service;
  service.began();
  service.command("hold " + number(SIGTERM));
  ASSERT_TRUE(service.becomes(SERVICE_RUNNING));
  EXPECT_EQ(service.control(SERVICE_CONTROL_STOP), 0u);
  EXPECT_EQ(service.line(), "enter " + number(SIGTERM));
  const SERVICE_STATUS_PROCESS first = service.status();
  EXPECT_EQ(first.dwCurrentState, static_cast<DWORD>(SERVICE_STOP_PENDING));
  EXPECT_EQ(first.dwControlsAccepted, 0u);
  EXPECT_GT(first.dwWaitHint, 0u);
  EXPECT_GT(first.dwCheckPoint, 0u);
  EXPECT_TRUE(service.until([&](const SERVICE_STATUS_PROCESS &now) { return now.dwCheckPoint > first.dwCheckPoint; }));
  service.tell("leave");
  EXPECT_EQ(service.line(), "left");
  EXPECT_EQ(service.status().dwCurrentState, static_cast<DWORD>(SERVICE_STOP_PENDING)); // until the process ends
  service.tell("exit 3");
  service.stopped_with(3);
}

TEST(Service, stop_without_a_handler_ends_it_as_sigterm_does) {
  Service service;
  service.began();
  ASSERT_TRUE(service.becomes(SERVICE_RUNNING));
  EXPECT_EQ(service.control(SERVICE_CONTROL_STOP), 0u);
  service.stopped_with(0xE0530080 + SIGTERM);
}

TEST(Service, a_death_that_nobody_asked_for_is_one_without_a_word) {
  for (const int sig : {SIGKILL, SIGQUIT}) {
    Service service;
    service.began();
    ASSERT_TRUE(service.becomes(SERVICE_RUNNING));
    service.tell("raise " + number(sig));
    EXPECT_EQ(service.wait(), 0xE0530080u + static_cast<unsigned>(sig));
    EXPECT_NE(service.status().dwWin32ExitCode, static_cast<DWORD>(ERROR_SERVICE_SPECIFIC_ERROR)) << sig;
  }
}

// The console tells services of a shutdown, too, and the manager does.
TEST(Service, a_shutdown_that_is_told_twice_is_one_signal) {
  Service service;
  service.began();
  service.command("handle " + number(SIGTERM));
  ASSERT_TRUE(service.becomes(SERVICE_RUNNING));
  service.shutdown_event();
  EXPECT_EQ(service.line(), number(SIGTERM) + " kernel");
  EXPECT_TRUE(service.becomes(SERVICE_STOP_PENDING));
  service.shutdown_event();
  service.command("ping"); // and nothing before
  service.tell("exit 0");
  service.stopped_with(0);
}

TEST(Service, an_ignored_signal_is_no_stop) {
  Service service;
  service.began();
  service.command("ignore " + number(SIGTERM));
  ASSERT_TRUE(service.becomes(SERVICE_RUNNING));
  (void)service.control(SERVICE_CONTROL_STOP); // the manager is told that it cannot; Wine 8 passes that on to nobody
  service.command("ping");
  EXPECT_EQ(service.status().dwCurrentState, static_cast<DWORD>(SERVICE_RUNNING));
}

TEST(Service, paramchange_is_sighup_for_whoever_handles_it) {
  Service service;
  service.began();
  ASSERT_TRUE(service.becomes(SERVICE_RUNNING));
  (void)service.control(SERVICE_CONTROL_PARAMCHANGE); // refused: its default action would end the service
  service.command("ping");
  service.command("handle " + number(SIGHUP));
  EXPECT_EQ(service.control(SERVICE_CONTROL_PARAMCHANGE), 0u);
  EXPECT_EQ(service.line(), number(SIGHUP) + " kernel");
  EXPECT_EQ(service.status().dwCurrentState, static_cast<DWORD>(SERVICE_RUNNING));
  service.tell("wait " + number(SIGHUP));
  EXPECT_EQ(service.line(), "blocked");
  EXPECT_EQ(service.control(SERVICE_CONTROL_PARAMCHANGE), 0u);
  EXPECT_EQ(service.line(), "accepted " + number(SIGHUP));
}

TEST(Service, controls_of_its_own_are_signals_by_the_map) {
  Service service;
  service.began();
  service.command("handle " + number(SIGRTMIN));
  ASSERT_TRUE(service.becomes(SERVICE_RUNNING));
  (void)service.control(200); // not mapped: nothing comes
  service.command("map 200 " + number(SIGRTMIN));
  for (int n = 0; n < 20; ++n) ASSERT_EQ(service.control(200), 0u); // none is lost: a real-time signal
  for (int n = 0; n < 20; ++n) ASSERT_EQ(service.line(), number(SIGRTMIN) + " kernel");
  service.command("map " + number(SERVICE_CONTROL_PAUSE) + " 0");
  EXPECT_TRUE(service.until([](const SERVICE_STATUS_PROCESS &now) { return now.dwControlsAccepted == 0x10D; }));
}

// ---- pause and continue --------------------------------------------------------------------------------------------

TEST(Service, pause_stops_it_and_continue_lets_it_go_on) {
  Service service;
  service.began();
  ASSERT_TRUE(service.becomes(SERVICE_RUNNING));
  for (int n = 0; n < 50; ++n) {
    ASSERT_EQ(service.control(SERVICE_CONTROL_PAUSE), 0u);
    ASSERT_TRUE(service.becomes(SERVICE_PAUSED));
    posix_process_status status;
    ASSERT_EQ(posix_process_status_np(static_cast<pid_t>(service.pid()), &status), 0);
    ASSERT_EQ(status.state, POSIX_PROCESS_STOPPED); // not before it is
    service.tell("ping");
    ASSERT_EQ(service.control(SERVICE_CONTROL_CONTINUE), 0u);
    ASSERT_EQ(service.line(), "done");
    ASSERT_TRUE(service.becomes(SERVICE_RUNNING));
  }
}

TEST(Service, whoever_stops_and_continues_it_the_manager_knows) {
  Service service;
  service.began();
  ASSERT_TRUE(service.becomes(SERVICE_RUNNING));
  const auto pid = static_cast<pid_t>(service.pid());
  ASSERT_EQ(kill(pid, SIGSTOP), 0);
  EXPECT_TRUE(service.becomes(SERVICE_PAUSED));
  ASSERT_EQ(kill(pid, SIGCONT), 0);
  EXPECT_TRUE(service.becomes(SERVICE_RUNNING));
  ASSERT_EQ(kill(pid, SIGSTOP), 0);
  EXPECT_TRUE(service.becomes(SERVICE_PAUSED));
  EXPECT_EQ(service.control(SERVICE_CONTROL_CONTINUE), 0u);
  EXPECT_TRUE(service.becomes(SERVICE_RUNNING));
  service.command("ping");
}

TEST(Service, a_paused_one_can_be_stopped) {
  Service service;
  service.began();
  service.command("handle " + number(SIGTERM));
  ASSERT_TRUE(service.becomes(SERVICE_RUNNING));
  ASSERT_EQ(service.control(SERVICE_CONTROL_PAUSE), 0u);
  ASSERT_TRUE(service.becomes(SERVICE_PAUSED));
  ASSERT_EQ(service.control(SERVICE_CONTROL_STOP), 0u);
  EXPECT_EQ(service.line(), number(SIGTERM) + " kernel");
  EXPECT_EQ(service.status().dwCurrentState, static_cast<DWORD>(SERVICE_STOP_PENDING));
  service.tell("exit 0");
  service.stopped_with(0);
}

TEST(Service, it_may_pause_in_its_own_way) {
  Service service;
  service.began();
  service.command("handle " + number(SIGCONT));
  service.command("hold " + number(SIGTSTP));
  ASSERT_TRUE(service.becomes(SERVICE_RUNNING));
  ASSERT_EQ(service.control(SERVICE_CONTROL_PAUSE), 0u);
  EXPECT_EQ(service.line(), "enter " + number(SIGTSTP));
  EXPECT_EQ(service.status().dwCurrentState, static_cast<DWORD>(SERVICE_PAUSE_PENDING));
  service.tell("leave");
  EXPECT_EQ(service.line(), "left");
  EXPECT_TRUE(service.becomes(SERVICE_PAUSED));
  service.command("ping"); // it goes on all the same
  ASSERT_EQ(service.control(SERVICE_CONTROL_CONTINUE), 0u);
  EXPECT_EQ(service.line(), number(SIGCONT) + " kernel");
  EXPECT_TRUE(service.becomes(SERVICE_RUNNING));
}

TEST(Service, a_signal_that_is_waited_for_is_handled_as_it_is_accepted) {
  Service service;
  service.began();
  ASSERT_TRUE(service.becomes(SERVICE_RUNNING));
  service.tell("block " + number(SIGTSTP));
  EXPECT_EQ(service.line(), "blocked");
  ASSERT_EQ(service.control(SERVICE_CONTROL_PAUSE), 0u);
  EXPECT_EQ(service.status().dwCurrentState, static_cast<DWORD>(SERVICE_PAUSE_PENDING));
  service.tell("wait " + number(SIGTSTP));
  EXPECT_EQ(service.line(), "blocked");
  EXPECT_EQ(service.line(), "accepted " + number(SIGTSTP));
  EXPECT_TRUE(service.becomes(SERVICE_PAUSED));
}

} // namespace
