// Programs as services of the real service control manager.
#include <posix/service.h>
#include <posix/signal.h>

#include "console/service_host.h"
#include "support/child.h"

namespace {

using namespace psig_test;

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
