// Integrity levels, which Wine keeps but does not enforce: a process of the same user that has lowered its own level
// may not signal one that has not, and the other way round it may.
#include <gtest/gtest.h>

#include "mailbox/support.h"
#include "nt/module/imports.h"

namespace {

using namespace psig_test;

const BlockedFromStart g_blocked{SIGUSR1};

// Down is always allowed, and there is no way back.
bool lower_own_integrity() {
  unsigned char low[SECURITY_MAX_SID_SIZE];
  DWORD size = sizeof low;
  HANDLE token = nullptr;
  if (!CreateWellKnownSid(WinLowLabelSid, nullptr, low, &size) ||
      !OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_DEFAULT | TOKEN_QUERY, &token))
    return false;
  TOKEN_MANDATORY_LABEL label = {{low, SE_GROUP_INTEGRITY}};
  const bool done = SetTokenInformation(token, TokenIntegrityLevel, &label, sizeof label + size) != 0;
  CloseHandle(token);
  return done;
}

// What each of three calls says of its parent: 0, or an errno.
CHILD(low) {
  signal(SIGTERM, [](int) {
    say("handled");
    _exit(0);
  });
  if (!lower_own_integrity()) return 90;
  const pid_t parent = std::atoi(argv[0]);
  const sigval value = {};
  say(std::to_string(kill(parent, SIGUSR1) == 0 ? 0 : errno));
  say(std::to_string(sigqueue(parent, SIGUSR1, value) == 0 ? 0 : errno));
  say(std::to_string(kill(parent, SIGKILL) == 0 ? 0 : errno));
  for (;;) pause();
}

TEST(Integrity, a_process_of_lower_integrity_cannot_signal) {
  if (psig::nt::under_wine()) GTEST_SKIP() << "Wine does not enforce integrity levels";
  Child child("low", {std::to_string(getpid())});
  for (const char *call : {"kill", "sigqueue", "SIGKILL"}) EXPECT_EQ(child.line(), std::to_string(EPERM)) << call;
  sigset_t pending;
  sigpending(&pending);
  EXPECT_EQ(sigismember(&pending, SIGUSR1), 0);
  EXPECT_EQ(kill(static_cast<pid_t>(child.pid()), SIGTERM), 0);
  EXPECT_EQ(child.line(), "handled");
  EXPECT_EQ(child.wait(), 0u);
}

} // namespace
