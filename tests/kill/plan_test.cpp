// What kill() does to whom: the policy, by example and over all combinations.
#include "kill/plan.h"

#include <gtest/gtest.h>

using namespace psig;

namespace {

constexpr int kHup = 1, kInt = 2, kQuit = 3, kAbrt = 6, kKill = 9, kUsr1 = 10, kTerm = 15, kCont = 18, kStop = 19,
              kTstp = 20, kWinch = 28, kBreak = 32, kRt = 34;
constexpr Traits kPlainConsole = kConsoleProgram | kConsole | kHere;
constexpr Traits kAllTraits = (1u << 15) - 1;

struct Expectation {
  Traits traits;
  int signo;
  Act act;
  Event event;
};

class plan_test : public testing::TestWithParam<Expectation> {};

} // namespace

TEST_P(plan_test, chooses) {
  const Expectation &expected = GetParam();
  const Plan plan = plan_kill(expected.traits, expected.signo);
  EXPECT_EQ(plan.act, expected.act) << plan.reason;
  EXPECT_EQ(plan.event, expected.event) << plan.reason;
  EXPECT_EQ(plan.error, 0);
}

INSTANTIATE_TEST_SUITE_P(
    by_example, plan_test,
    testing::Values(Expectation{0, 0, Act::kProbe, Event::kNone},
                    Expectation{kPlainConsole, 0, Act::kProbe, Event::kNone},
                    Expectation{kLibrary, kKill, Act::kTerminate, Event::kNone},
                    Expectation{kLibrary | kPlainConsole, kTerm, Act::kMailbox, Event::kNone},
                    Expectation{kPlainConsole, kInt, Act::kEvent, Event::kCtrlC},
                    // Never Ctrl-Break, which programs that listen to SIGINT alone do not survive.
                    Expectation{kPlainConsole | kCtrlCOff, kInt, Act::kEvent, Event::kCtrlC},
                    Expectation{kPlainConsole | kCtrlCOff, kTerm, Act::kEvent, Event::kClose},
                    Expectation{kPlainConsole | kCtrlCIgnored, kInt, Act::kIgnored, Event::kNone},
                    Expectation{kPlainConsole | kCtrlCIgnored, kTerm, Act::kEvent, Event::kClose},
                    Expectation{kPlainConsole, kQuit, Act::kEvent, Event::kBreak},
                    Expectation{kPlainConsole, kBreak, Act::kEvent, Event::kBreak},
                    Expectation{kPlainConsole, kTerm, Act::kEvent, Event::kClose},
                    Expectation{kPlainConsole, kHup, Act::kEvent, Event::kClose},
                    // No leader, whatever the system can do: never the whole console.
                    Expectation{kPlainConsole | kGroupEvents | kHelper, kTerm, Act::kEvent, Event::kClose},
                    Expectation{kPlainConsole | kGroupEvents | kLeader, kTerm, Act::kGroupEvent, Event::kBreak},
                    // Ctrl-C cannot be sent to a group, CTRL_CLOSE neither.
                    Expectation{kPlainConsole | kGroupEvents | kLeader, kInt, Act::kEvent, Event::kCtrlC},
                    Expectation{kPlainConsole | kGroupEvents | kLeader, kHup, Act::kEvent, Event::kClose},
                    Expectation{kPlainConsole | kGroupEvents | kLeader | kCtrlCOff, kInt, Act::kEvent, Event::kCtrlC},
                    // As a member of a group that is being signalled, only for itself.
                    Expectation{kPlainConsole | kGroupEvents | kLeader | kMember, kTerm, Act::kEvent, Event::kClose},
                    // No such thing under Wine.
                    Expectation{kPlainConsole | kLeader, kTerm, Act::kEvent, Event::kClose},
                    Expectation{kConsoleProgram | kConsole | kGroupEvents | kLeader | kHelper, kTerm, Act::kHelperGroup,
                                Event::kBreak},
                    Expectation{kConsoleProgram | kConsole | kGroupEvents | kLeader, kTerm, Act::kEvent, Event::kClose},
                    Expectation{kPlainConsole | kOtherMachine | kHelper, kInt, Act::kHelperEvent, Event::kCtrlC},
                    Expectation{kConsoleProgram, kTerm, Act::kEvent, Event::kClose}, // detached from its console
                    Expectation{kWindows, kTerm, Act::kCloseWindows, Event::kNone},
                    Expectation{kWindows | kPlainConsole, kTerm, Act::kEvent, Event::kClose},
                    Expectation{0, kTerm, Act::kTerminate, Event::kNone},
                    Expectation{0, kAbrt, Act::kTerminate, Event::kNone},
                    Expectation{kPlainConsole, kAbrt, Act::kTerminate, Event::kNone},
                    Expectation{kPlainConsole, kKill, Act::kTerminate, Event::kNone},
                    Expectation{kWindows, kStop, Act::kSuspend, Event::kNone},
                    Expectation{kPlainConsole, kTstp, Act::kSuspend, Event::kNone},
                    Expectation{kPlainConsole | kSuspended, kCont, Act::kResume, Event::kNone}));

TEST(plan, other_signals_are_refused_without_effect) {
  for (const int signo : {kUsr1, kWinch, kRt, 13, 17})
    for (const Traits traits : {Traits{0}, kPlainConsole, Traits{kWindows}})
      EXPECT_EQ(plan_kill(traits, signo).error, ENOSYS) << signo;
}

TEST(plan, refused_rather_than_ended) {
  EXPECT_EQ(plan_kill(kPlainConsole | kOtherMachine, kTerm).error, ENOSYS);
  EXPECT_EQ(plan_kill(kPlainConsole | kNoThread, kTerm).error, EPERM);
}

TEST(plan, every_combination_of_traits_keeps_the_rules) {
  for (Traits traits = 0; traits <= kAllTraits; ++traits) {
    const bool denied = (traits & kDenied) != 0;
    const bool leads = (traits & (kLeader | kGroupEvents | kMember)) == (kLeader | kGroupEvents);
    const bool can_be_asked = (traits & (kLibrary | kConsoleProgram | kWindows)) != 0;
    for (int signo = 0; signo <= kSigMax; ++signo) {
      const Plan plan = plan_kill(traits, signo);
      ASSERT_EQ(plan.act == Act::kRefuse, plan.error != 0);
      ASSERT_STRNE(plan.reason, "");
      ASSERT_TRUE(!denied || plan.error == EPERM);
      ASSERT_TRUE(denied || signo != 0 || plan.act == Act::kProbe);
      // A group is aimed at only through its known leader, where the system can, and by Ctrl-Break alone.
      const bool group = plan.act == Act::kGroupEvent || plan.act == Act::kHelperGroup;
      ASSERT_TRUE(!group || (leads && plan.event == Event::kBreak));
      // SIGINT is Ctrl-C for whoever gets an event.
      ASSERT_TRUE(signo != kInt || plan.event == Event::kCtrlC || plan.event == Event::kNone);
      // What can be asked is ended by the two signals only that mean it.
      ASSERT_TRUE(plan.act != Act::kTerminate || signo == kKill || signo == kAbrt || !can_be_asked);
      ASSERT_TRUE(plan.act != Act::kEvent || (traits & (kOtherMachine | kNoThread)) == 0);
    }
  }
}
