// Exit codes to POSIX ends and back (docs/design.md, 8).
#include <gtest/gtest.h>

#include "base/exit_status.h"

namespace psig {
namespace {

int waited(std::uint32_t exit_code) { return wait_status(child_end(exit_code)); }

TEST(ExitStatus, a_signals_death_comes_back_as_that_signal) {
  for (int signo = 1; signo <= 64; ++signo) {
    if (signo == 33) continue;
    for (const bool core : {false, true}) {
      const ChildState state = child_end(exit_status_of_signal(signo, core));
      EXPECT_EQ(state.code, core && signo != 2 ? ChildCode::kDumped : ChildCode::kKilled) << signo;
      EXPECT_EQ(state.status, signo);
      EXPECT_EQ(wait_status(state) & 0x7F, signo);
      EXPECT_EQ((wait_status(state) & 0x80) != 0, core && signo != 2);
    }
  }
}

TEST(ExitStatus, a_faults_record_adds_the_core_and_the_signal) {
  constexpr std::uint32_t kAccess = 0xC0000005;
  EXPECT_EQ(wait_status(child_end(kAccess, {kAccess, 11, true})), 11 | 0x80);
  EXPECT_EQ(wait_status(child_end(kAccess, {kAccess, 7, false})), 7) << "one status, several signals";
  EXPECT_EQ(wait_status(child_end(kAccess, {0xC0000094, 8, true})), 11) << "the record of something else";
  EXPECT_EQ(wait_status(child_end(kAccess, {kAccess, 99, true})), 11) << "no signal";
  EXPECT_EQ(wait_status(child_end(3, {3, 11, true})), 3 << 8) << "no fault's status";
  EXPECT_EQ(wait_status(child_end(exit_status_of_signal(3, false), {exit_status_of_signal(3, false), 3, true})), 3);
}

TEST(ExitStatus, what_is_no_signals_death_is_an_exit) {
  for (const std::uint32_t code : {0u, 1u, 7u, 255u, 259u, 0xE0530080u, 0xE05300A1u, 0xE0530090u + 0x31u, 0xE0532089u,
                                   0xC0000135u, 0xC0000142u, 0xFFFFFFFFu}) {
    const ChildState state = child_end(code);
    EXPECT_EQ(state.code, ChildCode::kExited) << std::hex << code;
    EXPECT_EQ(state.status, code) << "waitid() tells all 32 bits";
    EXPECT_EQ(wait_status(state) & 0x7F, 0);
  }
}

TEST(ExitStatus, wait_tells_eight_bits_and_never_calls_a_failure_success) {
  EXPECT_EQ(waited(0), 0);
  EXPECT_EQ(waited(7), 7 << 8);
  EXPECT_EQ(waited(0x1FF), 0xFF << 8);
  EXPECT_EQ(waited(0x100), 0xFF << 8);
  EXPECT_EQ(waited(0xFFFFFFFF), 0xFF << 8);
}

TEST(ExitStatus, faults_are_the_signals_they_would_have_been) {
  EXPECT_EQ(waited(0xC0000005), 11);
  EXPECT_EQ(waited(0xC00000FD), 11);
  EXPECT_EQ(waited(0xC0000094), 8);
  EXPECT_EQ(waited(0xC000001D), 4);
  EXPECT_EQ(waited(0x80000003), 5);
  EXPECT_EQ(waited(0xC0000409), 6);
  EXPECT_EQ(waited(0xC0000374), 6);
  EXPECT_EQ(waited(0xC000013A), 2);
}

TEST(ExitStatus, stops_and_continuations) {
  EXPECT_EQ(wait_status({ChildCode::kStopped, 19}), 19 << 8 | 0x7F);
  EXPECT_EQ(wait_status({ChildCode::kContinued, 18}), 0xFFFF);
}

} // namespace
} // namespace psig
