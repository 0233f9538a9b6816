// What the explorations of the engine have in common.
#pragma once

#include <gtest/gtest.h>

#include "explore/world.h"

inline constexpr int kUsr1 = 10, kUsr2 = 12, kAlarm = 14;

class EngineExplore : public testing::Test {
protected:
  // No order of the model's steps breaks it.
  void holds(explore::Limits limits = {}) {
    model.resumed = runs;
    const explore::Result result = explore::run(model, limits);
    EXPECT_EQ(result.failure, "");
    RecordProperty("orders", std::to_string(result.executions));
    std::printf("             %llu orders, %llu states\n", static_cast<unsigned long long>(result.executions),
                static_cast<unsigned long long>(result.states));
  }
  // No thread can go on, and this must hold then.
  void ends_with(void (*check)()) {
    model.stuck = check;
    model.check = check;
  }
  explore::Model model;
  void (*runs)() = world::resumed;
};

// The bound on latency: a count of second looks, which are a hundred milliseconds at worst in a program.
inline void delivered_without_retry(int signo = kUsr1) {
  explore::expect(world::ran(signo) == 1, "the signal has not been delivered once");
  explore::expect(world::retries() == 0, "it took a retry");
}
