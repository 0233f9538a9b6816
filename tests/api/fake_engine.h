// An engine of one's own behind the C entries: the tests here link src/signal/api and src/base only.
#pragma once

#include <gmock/gmock.h>

#include "signal/engine_table.h"

namespace psig::test {

class Engine {
public:
  Engine();
  ~Engine();
  MOCK_METHOD(Errno, raise, (int));
  MOCK_METHOD(Errno, kill, (pid_t, int));
  MOCK_METHOD(Errno, sigqueue, (pid_t, int, void *));
  MOCK_METHOD(Errno, thread_kill, (pthread_t, int));
  MOCK_METHOD(Errno, thread_queue, (pthread_t, int, void *));
  MOCK_METHOD(Errno, tgkill, (pid_t, pid_t, int));
  MOCK_METHOD(Errno, action, (int, const struct sigaction *, struct sigaction *));
  MOCK_METHOD(Errno, mask, (int, const sigset_t *, sigset_t *));
  MOCK_METHOD(Errno, pending, (sigset_t *));
  MOCK_METHOD(Errno, altstack, (const stack_t *, stack_t *));
  MOCK_METHOD(Errno, suspend, (const sigset_t *));
  MOCK_METHOD(Errno, timedwait, (const sigset_t *, siginfo_t *, const struct timespec *));
  MOCK_METHOD(Errno, sleep, (unsigned long long, unsigned long long *));
  MOCK_METHOD(unsigned long long, alarm, (unsigned long long, unsigned long long));
  MOCK_METHOD(Errno, getpgid, (pid_t, pid_t *));
  MOCK_METHOD(Errno, setpgid, (pid_t, pid_t));
  MOCK_METHOD(Errno, getsid, (pid_t, pid_t *));
  MOCK_METHOD(long, limit, (int));
  MOCK_METHOD(void, jump_save, (sigset_t *));
  MOCK_METHOD(void, jump_landed, (const sigset_t *));
};

// One per test; a call that the test does not expect fails it.
class ApiTest : public testing::Test {
protected:
  void SetUp() override { errno = 0; }
  testing::StrictMock<Engine> engine_;
};

} // namespace psig::test
