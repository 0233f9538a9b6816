// Controls to signals, and the states between.
#include "console/service_rules.h"

#include <gtest/gtest.h>

namespace psig {
namespace {

using enum ServiceState;

int signal_at_start(unsigned control) {
  const ControlMap map;
  const ControlRule *rule = control_rule(control);
  return rule != nullptr ? map.signal_of(*rule, control) : -1;
}

TEST(ServiceRules, start_as_documented) {
  EXPECT_EQ(signal_at_start(kControlStop), 15);
  EXPECT_EQ(signal_at_start(kControlShutdown), 15);
  EXPECT_EQ(signal_at_start(kControlPreshutdown), 15);
  EXPECT_EQ(signal_at_start(kControlParamChange), 1);
  EXPECT_EQ(signal_at_start(kControlPause), 20);
  EXPECT_EQ(signal_at_start(kControlContinue), 18);
  EXPECT_EQ(signal_at_start(128), 0);
  EXPECT_EQ(signal_at_start(255), 0);
}

TEST(ServiceRules, know_no_other_controls) {
  for (unsigned control : {0u, 4u, 7u, 13u, 14u, 16u, 127u, 256u, ~0u}) EXPECT_EQ(control_rule(control), nullptr);
}

TEST(ServiceRules, change_tells_the_former_signal) {
  ControlMap map;
  int former = -1;
  ASSERT_EQ(map.change(200, 10, &former), 0);
  EXPECT_EQ(former, 0);
  EXPECT_EQ(map.signal_of(*control_rule(200), 200), 10);
  EXPECT_EQ(map.signal_of(*control_rule(201), 201), 0);
  ASSERT_EQ(map.change(200, 64, &former), 0);
  EXPECT_EQ(former, 10);
}

TEST(ServiceRules, a_bad_change_changes_nothing) {
  ControlMap map;
  int former = -1;
  EXPECT_EQ(map.change(kControlInterrogate, 15, &former), EINVAL);
  EXPECT_EQ(map.change(256, 15, &former), EINVAL);
  EXPECT_EQ(map.change(~0u, 15, &former), EINVAL);
  for (int signo : {-1, 33, 65}) EXPECT_EQ(map.change(kControlStop, signo, &former), EINVAL) << signo;
  EXPECT_EQ(former, -1);
  EXPECT_EQ(map.signal_of(*control_rule(kControlStop), kControlStop), 15);
}

TEST(ServiceRules, nothing_is_accepted_while_it_starts_and_stops) {
  const ControlMap map;
  for (ServiceState state : {kStopped, kStartPending, kStopPending}) EXPECT_EQ(map.accepts(state), 0u);
  for (ServiceState state : {kRunning, kPaused, kPausePending, kContinuePending}) EXPECT_EQ(map.accepts(state), 0x10Fu);
}

TEST(ServiceRules, what_is_mapped_to_nothing_is_not_accepted) {
  ControlMap map;
  int former;
  ASSERT_EQ(map.change(kControlPause, 0, &former), 0);
  ASSERT_EQ(map.change(kControlPreshutdown, 0, &former), 0);
  EXPECT_EQ(map.accepts(kRunning), 0xDu);
}

TEST(ServiceRules, every_state_can_be_ended) {
  for (unsigned control : {kControlStop, kControlShutdown, kControlPreshutdown})
    for (ServiceState state : {kStartPending, kStopPending, kRunning, kContinuePending, kPausePending, kPaused})
      EXPECT_EQ(service_after_control(state, *control_rule(control)), kStopPending);
  EXPECT_EQ(service_after_control(kStopped, *control_rule(kControlStop)), kStopped);
}

TEST(ServiceRules, pause_and_continue) {
  const ControlRule &pause = *control_rule(kControlPause), &go_on = *control_rule(kControlContinue);
  EXPECT_EQ(service_after_control(kRunning, pause), kPausePending);
  EXPECT_EQ(service_after_control(kPaused, pause), kPaused);
  EXPECT_EQ(service_after_control(kStopPending, pause), kStopPending);
  EXPECT_EQ(service_after_control(kPaused, go_on), kContinuePending);
  EXPECT_EQ(service_after_control(kPausePending, go_on), kContinuePending);
  EXPECT_EQ(service_after_control(kRunning, go_on), kRunning);
  EXPECT_EQ(service_after_control(kRunning, *control_rule(kControlParamChange)), kRunning);
}

TEST(ServiceRules, paused_is_said_when_it_is) {
  EXPECT_EQ(service_after_news(kPausePending, {.begun = true}), kPausePending);
  EXPECT_EQ(service_after_news(kPausePending, {.begun = true, .stopped = true}), kPaused);
  EXPECT_EQ(service_after_news(kPausePending, {.begun = true, .paused = true}), kPaused); // in its own way
  EXPECT_EQ(service_after_news(kRunning, {.begun = true, .stopped = true}), kPaused);     // by somebody else
}

TEST(ServiceRules, running_is_said_when_it_is) {
  EXPECT_EQ(service_after_news(kStartPending, {}), kStartPending);
  EXPECT_EQ(service_after_news(kStartPending, {.begun = true}), kRunning);
  EXPECT_EQ(service_after_news(kContinuePending, {.begun = true, .stopped = true}), kContinuePending);
  EXPECT_EQ(service_after_news(kContinuePending, {.begun = true, .continued = true}), kRunning);
  EXPECT_EQ(service_after_news(kPaused, {.begun = true, .by_stop = true}), kRunning); // continued by somebody else
  EXPECT_EQ(service_after_news(kPaused, {.begun = true}), kPaused);
}

TEST(ServiceRules, the_end_is_the_end) {
  const ServiceNews all{.begun = true, .ending = true, .stopped = true, .paused = true, .continued = true};
  for (ServiceState state : {kStartPending, kStopPending, kRunning, kContinuePending, kPausePending, kPaused})
    EXPECT_EQ(service_after_news(state, all), kStopPending);
  EXPECT_EQ(service_after_news(kStopped, all), kStopped);
}

} // namespace
} // namespace psig
