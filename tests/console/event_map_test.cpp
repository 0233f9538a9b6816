// The table of docs/design.md, 6, and what the program may change in it.
#include "console/event_map.h"

#include <gtest/gtest.h>

namespace psig {
namespace {

int signal_at_start(unsigned event) {
  const EventMap map;
  const EventRule *rule = event_rule(event);
  return rule != nullptr ? map.signal_of(*rule) : -1;
}

TEST(EventMap, starts_as_the_design_says) {
  EXPECT_EQ(signal_at_start(kCtrlC), 2);
  EXPECT_EQ(signal_at_start(kCtrlBreak), 32);
  EXPECT_EQ(event_rule(kCtrlBreak)->instead, 15);
  EXPECT_EQ(signal_at_start(kCtrlClose), 1);
  EXPECT_EQ(signal_at_start(kCtrlLogoff), 1);
  EXPECT_EQ(signal_at_start(kCtrlShutdown), 15);
}

int event_of(const EventMap &map, int signo) {
  const EventRule *rule = map.stands_for(signo);
  return rule != nullptr ? static_cast<int>(rule->event) : -1;
}

TEST(EventMap, a_signal_stands_for_what_kill_makes_of_it_elsewhere) {
  const EventMap map;
  for (int signo = 1; signo <= 64; ++signo) {
    int expected = -1;
    if (signo == 2) expected = kCtrlC;
    if (signo == 3 || signo == 32) expected = kCtrlBreak;
    if (signo == 1 || signo == 15) expected = kCtrlClose;
    EXPECT_EQ(event_of(map, signo), expected) << signo;
  }
}

TEST(EventMap, a_signal_stands_for_what_the_program_has_mapped_to_it) {
  EventMap map;
  int former = 0;
  ASSERT_EQ(map.change(kCtrlBreak, 10, &former), 0);
  EXPECT_EQ(event_of(map, 10), kCtrlBreak);
  EXPECT_EQ(event_of(map, 3), -1);
  EXPECT_EQ(event_of(map, 32), -1);
  ASSERT_EQ(map.change(kCtrlShutdown, 15, &former), 0); // as it was, but by the program's word
  EXPECT_EQ(event_of(map, 15), kCtrlShutdown);
  ASSERT_EQ(map.change(kCtrlC, 0, &former), 0);
  EXPECT_EQ(event_of(map, 2), -1);
  ASSERT_EQ(map.change(kCtrlBreak, EventMap::kAtStart, &former), 0);
  EXPECT_EQ(event_of(map, 3), kCtrlBreak);
}

TEST(EventMap, knows_no_other_events) {
  for (unsigned event : {3u, 4u, 7u, 0x80000000u, ~0u}) EXPECT_EQ(event_rule(event), nullptr) << event;
}

TEST(EventMap, holds_the_thread_for_what_ends_the_process_alone) {
  for (unsigned event : {kCtrlC, kCtrlBreak}) EXPECT_FALSE(event_rule(event)->last) << event;
  for (unsigned event : {kCtrlClose, kCtrlLogoff, kCtrlShutdown}) EXPECT_TRUE(event_rule(event)->last) << event;
  EXPECT_TRUE(event_rule(kCtrlLogoff)->session);
  EXPECT_FALSE(event_rule(kCtrlShutdown)->session);
}

TEST(EventMap, change_tells_the_former_signal) {
  EventMap map;
  int former = -1;
  ASSERT_EQ(map.change(kCtrlBreak, 3, &former), 0);
  EXPECT_EQ(former, 32);
  EXPECT_EQ(map.signal_of(*event_rule(kCtrlBreak)), 3);
  ASSERT_EQ(map.change(kCtrlBreak, 0, &former), 0);
  EXPECT_EQ(former, 3);
  EXPECT_EQ(map.signal_of(*event_rule(kCtrlBreak)), 0);
  ASSERT_EQ(map.change(kCtrlBreak, 64, &former), 0);
  EXPECT_EQ(former, 0);
}

TEST(EventMap, a_change_to_the_same_is_one_and_can_be_undone) {
  EventMap map;
  const EventRule &rule = *event_rule(kCtrlBreak);
  int former = -7;
  EXPECT_FALSE(map.changed(rule));
  ASSERT_EQ(map.change(kCtrlBreak, 32, &former), 0);
  EXPECT_TRUE(map.changed(rule));
  EXPECT_EQ(map.signal_of(rule), 32);
  ASSERT_EQ(map.change(kCtrlBreak, EventMap::kAtStart, &former), 0);
  EXPECT_EQ(former, 32);
  EXPECT_FALSE(map.changed(rule));
  EXPECT_EQ(map.signal_of(rule), 32);
}

TEST(EventMap, refuses_what_is_no_event_or_no_signal) {
  EventMap map;
  int former = -7;
  EXPECT_EQ(map.change(3, 2, &former), EINVAL);
  EXPECT_EQ(map.change(kCtrlC, 33, &former), EINVAL);
  EXPECT_EQ(map.change(kCtrlC, 65, &former), EINVAL);
  EXPECT_EQ(map.change(kCtrlC, -2, &former), EINVAL);
  EXPECT_EQ(former, -7);
  EXPECT_EQ(map.signal_of(*event_rule(kCtrlC)), 2);
}

} // namespace
} // namespace psig
