// The signal table: numbers, names and default actions of all signals.
#include "base/signal_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

using namespace psig;

TEST(signal_table, every_signal_has_a_name_of_its_own) {
  std::set<std::string> names;
  for (int n = 1; n <= kSigMax; ++n) {
    const SignalEntry &entry = signal_entry(n);
    ASSERT_NE(entry.description, nullptr) << n;
    EXPECT_EQ(entry.abbrev != nullptr, is_signo(n)) << n;
    if (entry.abbrev == nullptr) continue;
    EXPECT_TRUE(names.insert(entry.abbrev).second) << entry.abbrev;
  }
  EXPECT_EQ(names.size(), 63u);
}

TEST(signal_table, linux_numbers) {
  const std::pair<int, const char *> expected[] = {
      {1, "HUP"},       {2, "INT"},      {3, "QUIT"},  {4, "ILL"},    {5, "TRAP"},    {6, "ABRT"},     {7, "BUS"},
      {8, "FPE"},       {9, "KILL"},     {10, "USR1"}, {11, "SEGV"},  {12, "USR2"},   {13, "PIPE"},    {14, "ALRM"},
      {15, "TERM"},     {16, "STKFLT"},  {17, "CHLD"}, {18, "CONT"},  {19, "STOP"},   {20, "TSTP"},    {21, "TTIN"},
      {22, "TTOU"},     {23, "URG"},     {24, "XCPU"}, {25, "XFSZ"},  {26, "VTALRM"}, {27, "PROF"},    {28, "WINCH"},
      {29, "POLL"},     {30, "PWR"},     {31, "SYS"},  {32, "BREAK"}, {34, "RTMIN"},  {35, "RTMIN+1"}, {49, "RTMIN+15"},
      {50, "RTMAX-14"}, {63, "RTMAX-1"}, {64, "RTMAX"}};
  for (const auto &[number, name] : expected) EXPECT_STREQ(signal_entry(number).abbrev, name) << number;
}

TEST(signal_table, numbers_that_are_no_signal) {
  for (const int n : {0, -1, 33, 65, 1000}) EXPECT_EQ(signal_entry(n).abbrev, nullptr) << n;
}

// XBD <signal.h>, table of default actions; Linux where POSIX is silent.
TEST(signal_table, default_actions) {
  const SigSet core = bit(3) | bit(4) | bit(5) | bit(6) | bit(7) | bit(8) | bit(11) | bit(24) | bit(25) | bit(31);
  const SigSet ignore = bit(17) | bit(23) | bit(28);
  EXPECT_EQ(signals_with(DefaultAction::kCore), core);
  EXPECT_EQ(signals_with(DefaultAction::kIgnore), ignore);
  EXPECT_EQ(signals_with(DefaultAction::kStop), kStopSet);
  EXPECT_EQ(signals_with(DefaultAction::kContinue), kContinueSet);
  const SigSet all = kAllSignals & ~bit(33);
  EXPECT_EQ(signals_with(DefaultAction::kTerminate), all & ~core & ~ignore & ~kStopSet & ~kContinueSet);
}

TEST(signal_table, unblockable_are_kill_and_stop) { EXPECT_EQ(kUnblockable, bit(9) | bit(19)); }
