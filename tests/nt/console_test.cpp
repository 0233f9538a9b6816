// nt/console: without a terminal, as tests run, what is asked has an answer all the same.
#include <gtest/gtest.h>

#include "nt/console/console.h"
#include "nt/console/console_tty.h"
#include "nt/module/imports.h"
#include "nt/process/process_handle.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

class NtConsole : public testing::Test {
protected:
  static void SetUpTestSuite() { imports_start(); }
};

TEST_F(NtConsole, switch_against_ctrl_c_is_read_as_it_was_set) {
  const bool before = console_ctrl_c_off();
  console_ctrl_c_set(false);
  EXPECT_TRUE(console_ctrl_c_off());
  console_ctrl_c_set(true);
  EXPECT_FALSE(console_ctrl_c_off());
  console_ctrl_c_set(!before);
}

TEST_F(NtConsole, limits_are_the_system_s_or_the_documented_ones) {
  for (const SystemLimit limit : {SystemLimit::kHungApp, SystemLimit::kWaitToKill, SystemLimit::kWaitToKillService}) {
    EXPECT_GE(system_limit_ms(limit), 1000u);
    EXPECT_LE(system_limit_ms(limit), 600'000u);
  }
}

TEST_F(NtConsole, pipe_is_no_terminal) {
  HANDLE read, write;
  ASSERT_TRUE(CreatePipe(&read, &write, nullptr, 0));
  TtySize size;
  for (const HANDLE handle : {read, write, static_cast<HANDLE>(nullptr), INVALID_HANDLE_VALUE}) {
    EXPECT_EQ(tty_kind(handle), Tty::kNone);
    EXPECT_FALSE(tty_size(handle, &size));
  }
  CloseHandle(read);
  CloseHandle(write);
}

TEST_F(NtConsole, members_are_known_by_pid) {
  if (console_id() == 0) GTEST_SKIP() << "there is no console";
  EXPECT_TRUE(console_has(GetCurrentProcessId()));
  EXPECT_FALSE(console_has(0xFFFFFFFC));
}

TEST_F(NtConsole, keys_become_bytes_of_the_code_page) {
  char bytes[8];
  EXPECT_EQ(tty_bytes(u"abc", 3, bytes, sizeof(bytes)), 3u);
  EXPECT_EQ(std::string(bytes, 3), "abc");
  EXPECT_EQ(tty_bytes(u"", 0, bytes, sizeof(bytes)), 0u);
}

} // namespace
} // namespace psig::nt
