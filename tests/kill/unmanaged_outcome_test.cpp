// kill() to processes without the library: what became of a request, and what one would do.
#include <gmock/gmock.h>

#include "nt/process/target_calls.h"
#include "nt/module/imports.h"
#include "kill/requests.h"
#include "kill/victim.h"

namespace {

using namespace psig_test;

// Of the last request to a process that has been held open; -1 and errno if that cannot be told.
int outcome_of(const Child &child, int patience) {
  int outcome = -1;
  const posix_pidfd_t process = posix_pidfd_open_np(pid_of(child), 0);
  if (process == -1) return -1;
  if (posix_kill_outcome_np(process, &patience, &outcome) != 0) outcome = -1;
  posix_pidfd_close_np(process);
  return outcome;
}

TEST_F(UnmanagedTest, requests_are_followed_up) {
  Victim handles("tells"), never("never");
  EXPECT_EQ(outcome_of(handles, 0), POSIX_REQUEST_NONE);
  ASSERT_EQ(kill(handles.pid(), SIGTERM), 0);
  ASSERT_EQ(kill(never.pid(), SIGTERM), 0);
  EXPECT_EQ(outcome_of(handles, 60'000), POSIX_REQUEST_HANDLED);
  EXPECT_EQ(never.event(), event(kCtrlClose));
  EXPECT_EQ(outcome_of(never, 50), POSIX_REQUEST_PENDING);
  ASSERT_EQ(kill(never.pid(), SIGQUIT), 0);
  EXPECT_EQ(outcome_of(never, 50), POSIX_REQUEST_BEHIND);
  ASSERT_EQ(kill(handles.pid(), SIGSTOP), 0);
  ASSERT_EQ(kill(handles.pid(), SIGINT), 0);
  EXPECT_EQ(outcome_of(handles, 50), POSIX_REQUEST_PENDING); // it stands still
  ASSERT_EQ(kill(handles.pid(), SIGCONT), 0);
  EXPECT_EQ(outcome_of(handles, 60'000), POSIX_REQUEST_HANDLED);
}

TEST_F(UnmanagedTest, request_that_ends_it_is_told_from_one_that_is_handled) {
  for (const char *kind : {"ends", "plain"}) {
    Victim child(kind);
    int outcome = -1;
    const posix_pidfd_t process = posix_pidfd_open_np(child.pid(), 0);
    ASSERT_NE(process, -1);
    ASSERT_EQ(kill(child.pid(), SIGTERM), 0);
    EXPECT_EQ(posix_kill_outcome_np(process, nullptr, &outcome), 0);
    EXPECT_EQ(outcome, POSIX_REQUEST_ENDED) << kind;
    EXPECT_EQ(posix_pidfd_close_np(process), 0);
  }
}

// As one that switches Ctrl-C off after the look: the planner itself asks nothing that would be suppressed.
TEST_F(UnmanagedTest, suppressed_request_is_told) {
  if (!psig::nt::under_wine()) GTEST_SKIP() << "what the routine returns on Windows is not documented";
  Victim child("ignores");
  psig::nt::Process process;
  psig::nt::Handle thread = nullptr;
  ASSERT_EQ(psig::nt::process_open(static_cast<std::uint32_t>(child.pid()), &process), 0);
  ASSERT_EQ(psig::nt::g_target_calls.event_inside(process, kCtrlC, false, &thread), 0);
  psig::request_made(process, thread);
  EXPECT_EQ(outcome_of(child, 60'000), POSIX_REQUEST_SUPPRESSED);
  psig::nt::process_close(&process);
  EXPECT_TRUE(child.answers());
}

// Only the last few are kept, and what is kept of others is not what one asks for.
TEST_F(UnmanagedTest, old_requests_are_forgotten) {
  Victim first("never"), other("tells");
  ASSERT_EQ(kill(first.pid(), SIGTERM), 0);
  EXPECT_EQ(first.event(), event(kCtrlClose));
  for (int i = 0; i < 15; ++i) ASSERT_EQ(kill(other.pid(), SIGTERM), 0);
  EXPECT_EQ(outcome_of(first, 0), POSIX_REQUEST_PENDING);
  ASSERT_EQ(kill(other.pid(), SIGTERM), 0);
  EXPECT_EQ(outcome_of(first, 0), POSIX_REQUEST_NONE);
  for (int i = 0; i < 16; ++i) EXPECT_EQ(other.event(), event(kCtrlClose));
  int outcome = 0;
  EXPECT_EQ(errno_of(posix_kill_outcome_np(-1, nullptr, &outcome)), EBADF);
  EXPECT_EQ(errno_of(posix_kill_outcome_np(1, nullptr, nullptr)), EFAULT);
}

TEST_F(UnmanagedTest, plan_is_told_and_not_carried_out) {
  Victim child("tells");
  struct posix_kill_plan plan;
  ASSERT_EQ(posix_kill_explain_np(child.pid(), SIGTERM, &plan), 0);
  EXPECT_EQ(plan.action, POSIX_KILL_EVENT);
  EXPECT_EQ(plan.event, kCtrlClose);
  EXPECT_EQ(plan.error, 0);
  EXPECT_THAT(plan.target, testing::HasSubstr("console program"));
  ASSERT_EQ(posix_kill_explain_np(child.pid(), SIGUSR1, &plan), 0);
  EXPECT_EQ(plan.action, POSIX_KILL_NOTHING);
  EXPECT_EQ(plan.error, ENOSYS);
  ASSERT_EQ(posix_kill_explain_np(getpid(), SIGUSR1, &plan), 0);
  EXPECT_EQ(plan.action, POSIX_KILL_SELF);
  EXPECT_EQ(errno_of(posix_kill_explain_np(0, SIGTERM, &plan)), EINVAL);
  EXPECT_EQ(errno_of(posix_kill_explain_np(child.pid(), 65, &plan)), EINVAL);
  EXPECT_EQ(errno_of(posix_kill_explain_np(child.pid(), SIGTERM, nullptr)), EFAULT);
  EXPECT_TRUE(child.answers());
  child.terminate();
  child.wait();
  EXPECT_EQ(errno_of(posix_kill_explain_np(child.pid(), SIGTERM, &plan)), ESRCH);
}

} // namespace
