// Programs without the library to be signalled (tests/unmanaged/victim.c), and what must be the same after each test.
#pragma once

#include <gmock/gmock.h>

#include <atomic>
#include <string>
#include <vector>

#include "mailbox/support.h"

namespace psig_test {

inline constexpr int kCtrlC = 0, kCtrlBreak = 1, kCtrlClose = 2;

inline Child::Program victim(const char *kind) {
  char self[MAX_PATH];
  GetModuleFileNameA(nullptr, self, sizeof self);
  std::string path = self;
  path.erase(path.find_last_of("\\/"));
  return {path + "\\..\\unmanaged\\victim_" + kind + ".exe"};
}

class Victim : public Child {
public:
  explicit Victim(const char *kind, unsigned flags = 0, void *security = nullptr, const char *program = "console")
      : Child(victim(program), {kind}, flags, security) {
    if (!expect("ready")) std::abort();
  }
  [[nodiscard]] pid_t pid() const { return pid_of(*this); }
  std::string event() { return line(); }
  bool answers() {
    tell("ping");
    return line() == "pong";
  }
};

inline std::string event(int number) { return "event " + std::to_string(number); }

inline std::atomic<int> g_events_here{0};
inline BOOL WINAPI count_event(DWORD) {
  g_events_here.fetch_add(1);
  return TRUE;
}

inline std::vector<DWORD> console_processes() {
  std::vector<DWORD> list(256);
  list.resize(GetConsoleProcessList(list.data(), 256));
  return list;
}

class VictimTest : public testing::Test {
protected:
  void SetUp() override {
    SetConsoleCtrlHandler(count_event, TRUE);
    g_events_here.store(0);
    console_before_ = console_processes();
  }
  void TearDown() override {
    EXPECT_EQ(console_processes(), console_before_); // pitfall: a process that a control event adds to the list
    EXPECT_EQ(g_events_here, 0);
    SetConsoleCtrlHandler(count_event, FALSE);
  }

private:
  std::vector<DWORD> console_before_;
};

class UnmanagedTest : public VictimTest {}; // of the tests of unmanaged processes

} // namespace psig_test
