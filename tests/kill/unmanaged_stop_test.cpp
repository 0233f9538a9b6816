// kill() to processes without the library: stopping them, and asking one that stands still.
#include "nt/process/target_calls.h"
#include "kill/victim.h"

namespace {

using namespace psig_test;

bool stands_still(const Child &child) {
  psig::nt::Process process;
  if (psig::nt::process_open(static_cast<std::uint32_t>(child.pid()), &process) != 0) return false;
  const bool suspended = psig::nt::process_suspended(process);
  psig::nt::process_close(&process);
  return suspended;
}

TEST_F(UnmanagedTest, stops_and_goes_on) {
  Victim child("threads");
  for (const int signo : {SIGSTOP, SIGTSTP}) {
    ASSERT_EQ(errno_of(kill(child.pid(), signo)), 0);
    ASSERT_EQ(errno_of(kill(child.pid(), SIGSTOP)), 0); // once more is no more
    EXPECT_TRUE(stands_still(child));
    ASSERT_EQ(errno_of(kill(child.pid(), SIGCONT)), 0);
    EXPECT_FALSE(stands_still(child));
    ASSERT_EQ(errno_of(kill(child.pid(), SIGCONT)), 0); // of a running one: nothing
    EXPECT_TRUE(child.answers());
  }
}

// A thread that has ended stays in the system's list while anybody has a handle to it, and does not run.
TEST_F(UnmanagedTest, stops_and_goes_on_with_an_ended_thread_held_open) {
  Victim child("tells");
  const HANDLE process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, static_cast<DWORD>(child.pid()));
  ASSERT_NE(process, nullptr);
  const auto end = reinterpret_cast<LPTHREAD_START_ROUTINE>(reinterpret_cast<void *>(&ExitThread));
  const HANDLE thread = CreateRemoteThread(process, nullptr, 0, end, nullptr, 0, nullptr);
  ASSERT_NE(thread, nullptr);
  WaitForSingleObject(thread, INFINITE);
  ASSERT_EQ(kill(child.pid(), SIGSTOP), 0);
  EXPECT_TRUE(stands_still(child));
  ASSERT_EQ(kill(child.pid(), SIGCONT), 0);
  EXPECT_TRUE(child.answers());
  CloseHandle(thread);
  CloseHandle(process);
}

TEST_F(UnmanagedTest, stopped_one_is_asked_when_it_goes_on) {
  Victim child("tells");
  ASSERT_EQ(kill(child.pid(), SIGSTOP), 0);
  ASSERT_EQ(errno_of(kill(child.pid(), SIGTERM)), 0);
  EXPECT_TRUE(stands_still(child));
  ASSERT_EQ(kill(child.pid(), SIGCONT), 0);
  EXPECT_EQ(child.event(), event(kCtrlClose));
  ASSERT_EQ(kill(child.pid(), SIGSTOP), 0);
  ASSERT_EQ(kill(child.pid(), SIGKILL), 0); // needs no going on
  EXPECT_EQ(child.wait(), 0xE0530089u);
}

} // namespace
