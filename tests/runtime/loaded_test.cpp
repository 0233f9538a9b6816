// A program that has the library as a DLL and never calls it is sent signals like any other: what kill() has reported
// as sent takes effect (src/runtime/dll_main.cpp).
#include <gtest/gtest.h>

#include <string>

#include <windows.h>

#include <posix/signal.h>
#include <posix/sys/wait.h>

#include "support/child.h"

using namespace psig_test;

namespace {

constexpr unsigned kFailed = 30'000; // ms: a signal that is lost is lost for ever

std::string beside(const char *program) {
  char path[MAX_PATH];
  GetModuleFileNameA(nullptr, path, MAX_PATH);
  const std::string own = path;
  return own.substr(0, own.find_last_of('\\') + 1) + program;
}

void ends_by(int signo, const char *program, const char *does) {
  Child child(Child::Program{beside(program)}, {does});
  ASSERT_TRUE(child.expect("ready")) << does << ": " << child.wait();
  ASSERT_EQ(kill(static_cast<pid_t>(child.pid()), signo), 0);
  unsigned long code = 0;
  ASSERT_TRUE(child.wait_for(kFailed, &code)) << program << " " << does << ": sent, and never taken";
  EXPECT_EQ(posix_signal_of_exit_status_np(static_cast<unsigned>(code), nullptr), signo);
}

} // namespace

TEST(loaded, without_any_call_sigterm_ends_it) { ends_by(SIGTERM, "victim_loaded.exe", "wait"); }

TEST(loaded, without_any_call_a_busy_one_ends_too) { ends_by(SIGUSR1, "victim_loaded.exe", "spin"); }

TEST(loaded, and_freed_at_once_sigterm_ends_it) { ends_by(SIGTERM, "victim_loaded.exe", "free"); }

TEST(loaded, its_first_calls_meet_its_start) {
  for (int n = 0; n < 10; ++n) ends_by(SIGTERM, "victim_loaded.exe", "call");
}

TEST(loaded, imported_without_any_call_sigterm_ends_it) { ends_by(SIGTERM, "victim_imported.exe", "wait"); }
