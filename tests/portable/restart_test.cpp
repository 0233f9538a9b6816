// Every call of restart_calls.h, with SA_RESTART and without: what signals do to it while it waits.
#include "children.h"
#include "restart_calls.h"

#include <cstdio>

using namespace portable;

namespace {

std::vector<WaitingCall> all_calls() {
  std::vector<WaitingCall> all;
  for (const auto &calls : {calls_on_descriptors(), calls_on_sockets(), calls_of_threads(), calls_for_time()})
    all.insert(all.end(), calls.begin(), calls.end());
  return all;
}

// The thread that is in the call. Nothing says from outside that it waits yet, so it is sent signals at a pace.
class Caller {
public:
  explicit Caller(const Situation &situation)
      : id_(pthread_self()), thread_([this, &situation] {
          id_ = pthread_self();
          there_ = true;
          result_ = situation.call();
          over_ = true;
        }) {
    until([this] { return there_.load(); });
  }
  ~Caller() { join(); }
  Caller(const Caller &) = delete;
  Caller &operator=(const Caller &) = delete;
  // Returns when its handler has run, or the call is over.
  void signal() const {
    const int before = g_count.load();
    pthread_kill(id_, SIGUSR1);
    const timespec pace{0, 1'000'000};
    do nanosleep(&pace, nullptr);
    while (g_count.load() == before && !over_);
  }
  [[nodiscard]] bool over() const { return over_; }
  int join() {
    if (thread_.joinable()) thread_.join();
    return result_;
  }

private:
  std::atomic<pthread_t> id_;
  std::atomic<bool> there_{false}, over_{false};
  int result_ = 0;
  std::thread thread_;
};

class restart_test : public SignalTest, public testing::WithParamInterface<WaitingCall> {
protected:
  // The call, with a handler of these flags: it ends with EINTR, or goes on until it is released.
  static void expect(bool eintr, int flags) {
    const Situation situation = GetParam().make();
    handle(SIGUSR1, note, flags);
    Caller caller(situation);
    if (eintr) {
      while (!caller.over()) caller.signal();
      EXPECT_EQ(caller.join(), EINTR);
      return;
    }
    for (int n = 0; n < 10; ++n) {
      caller.signal();
      ASSERT_FALSE(caller.over()) << n;
    }
    situation.release();
    EXPECT_EQ(caller.join(), 0);
  }
};

const char *words(Rule rule) {
  switch (rule) {
  case Rule::kRestarted: return "goes on | EINTR";
  case Rule::kEintr: return "EINTR | EINTR";
  case Rule::kNeverEintr: return "goes on | goes on";
  }
  return "";
}

void print_table() {
  std::printf("| call | waits for | handler with SA_RESTART | without |\n|---|---|---|---|\n");
  for (const WaitingCall &call : all_calls())
    std::printf("| `%s` | %s | %s |\n", call.name, call.waits_for, words(call.rule));
}

std::string name_of(const testing::TestParamInfo<WaitingCall> &info) {
  return std::to_string(info.index) + "_" + info.param.name;
}

ROLE(table) {
  print_table();
  return 0;
}

} // namespace

TEST_P(restart_test, with_sa_restart) {
  if (GetParam().not_here) GTEST_SKIP() << "portable_socket_io tries it";
#ifndef _WIN32
  if (GetParam().linux_differs) GTEST_SKIP() << "EINTR on Linux (6.1), against XSH sigaction";
#endif
  expect(GetParam().rule == Rule::kEintr, SA_RESTART);
}

TEST_P(restart_test, without) {
  if (GetParam().not_here) GTEST_SKIP() << "portable_socket_io tries it";
  expect(GetParam().rule != Rule::kNeverEintr, 0);
}

INSTANTIATE_TEST_SUITE_P(calls, restart_test, testing::ValuesIn(all_calls()), name_of);
