// An engine of one's own behind the C entries: the tests here link src/signal/api and src/base only.
#pragma once

#include <gmock/gmock.h>

#include "signal/engine_table.h"

namespace psig::test {

class Engine {
public:
  Engine();
  ~Engine();
#define X(result, name, parameters) MOCK_METHOD(result, name, parameters);
  PSIG_ENGINE_ENTRIES(X)
#undef X
  MOCK_METHOD(Errno, sleep, (int, bool, unsigned long long, unsigned long long *));
  MOCK_METHOD(unsigned long long, alarm, (unsigned long long, unsigned long long));
  MOCK_METHOD(Errno, getpgid, (pid_t, pid_t *));
  MOCK_METHOD(Errno, setpgid, (pid_t, pid_t));
  MOCK_METHOD(Errno, getsid, (pid_t, pid_t *));
  MOCK_METHOD(long, limit, (int));
};

// One per test; a call that the test does not expect fails it.
class ApiTest : public testing::Test {
protected:
  void SetUp() override {
    errno = 0;
    EXPECT_CALL(engine_, jump_begin).Times(testing::AnyNumber());
  }
  testing::StrictMock<Engine> engine_;
};

} // namespace psig::test
