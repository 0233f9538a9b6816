// The log-on session's end and WM_CLOSE, as the system sends them to the windows of a program without a console.
#include <windows.h>

#include <gmock/gmock.h>

#include <posix/signal.h>

#include "console/control_event.h"
#include "support/child.h"

using psig_test::Child;

namespace {

Child::Program windowed() {
  char path[MAX_PATH];
  GetModuleFileNameA(nullptr, path, sizeof(path));
  const std::string self = path;
  return {self.substr(0, self.find_last_of("\\/") + 1) + "console_windowed.exe"};
}

HWND window_of(const Child &child) {
  struct Search {
    DWORD pid;
    HWND found;
  } search{child.pid(), nullptr};
  EnumWindows(
      [](HWND window, LPARAM argument) -> BOOL {
        auto *wanted = reinterpret_cast<Search *>(argument);
        DWORD pid = 0;
        char kind[32] = "";
        GetWindowThreadProcessId(window, &pid);
        GetClassNameA(window, kind, sizeof(kind));
        if (pid == wanted->pid && kind == std::string("posix-signals")) wanted->found = window;
        return wanted->found == nullptr;
      },
      reinterpret_cast<LPARAM>(&search));
  return search.found;
}

// It comes some time after the handler; nothing tells when.
HWND await_window(const Child &child) {
  for (int n = 0; n < 30'000; ++n) {
    if (const HWND window = window_of(child)) return window;
    Sleep(1);
  }
  return nullptr;
}

HANDLE send_on_a_thread(HWND window, UINT message, WPARAM wide) {
  struct Message {
    HWND window;
    UINT message;
    WPARAM wide;
  };
  return CreateThread(
      nullptr, 0,
      [](void *argument) -> DWORD {
        const auto *what = static_cast<Message *>(argument);
        SendMessageA(what->window, what->message, what->wide, 0);
        delete what;
        return 0;
      },
      new Message{window, message, wide}, 0, nullptr);
}

std::string kernel(int sig) { return std::to_string(sig) + " kernel"; }

TEST(SessionWindow, the_sessions_end_is_sigterm_and_holds_the_system_until_the_exit) {
  const psig_test::SystemLimit limit("WaitToKillAppTimeout", psig_test::kTenMinutes);
  Child child(windowed(), {"handles"}, DETACHED_PROCESS);
  ASSERT_TRUE(child.expect("ready"));
  const HWND window = await_window(child);
  ASSERT_NE(window, nullptr);
  EXPECT_FALSE(IsWindowVisible(window));
  EXPECT_EQ(GetAncestor(window, GA_PARENT), GetDesktopWindow()); // gets what is broadcast
  EXPECT_EQ(SendMessageA(window, WM_QUERYENDSESSION, 0, 0), TRUE);
  SendMessageA(window, WM_ENDSESSION, FALSE, 0); // somebody has said no
  child.tell("ping");
  EXPECT_EQ(child.line(), "done"); // nothing has come of it
  EXPECT_EQ(SendMessageA(window, WM_QUERYENDSESSION, 0, 0), TRUE);
  const HANDLE thread = send_on_a_thread(window, WM_ENDSESSION, TRUE);
  EXPECT_EQ(child.line(), kernel(SIGTERM));
  EXPECT_EQ(WaitForSingleObject(thread, 0), static_cast<DWORD>(WAIT_TIMEOUT));
  child.tell("go");
  EXPECT_EQ(child.wait(), 7u);
  EXPECT_EQ(WaitForSingleObject(thread, 30000), WAIT_OBJECT_0);
  CloseHandle(thread);
}

TEST(SessionWindow, a_close_is_sighup) {
  Child child(windowed(), {"handles"}, DETACHED_PROCESS);
  ASSERT_TRUE(child.expect("ready"));
  const HWND window = await_window(child);
  ASSERT_NE(window, nullptr);
  for (int n = 0; n < 3; ++n) {
    SendMessageA(window, WM_CLOSE, 0, 0); // as taskkill; nobody is held
    EXPECT_EQ(child.line(), kernel(SIGHUP));
  }
  child.tell("go");
  EXPECT_EQ(child.wait(), 7u);
}

TEST(SessionWindow, whoever_waits_for_the_signal_gets_it) {
  Child child(windowed(), {"waits"}, DETACHED_PROCESS);
  ASSERT_TRUE(child.expect("ready"));
  const HWND window = await_window(child);
  ASSERT_NE(window, nullptr);
  ASSERT_TRUE(PostMessageA(window, WM_CLOSE, 0, 0));
  EXPECT_EQ(child.line(), std::to_string(SIGHUP) + " accepted");
  child.tell("go");
  EXPECT_EQ(child.wait(), 7u);
}

// The program's own windows have been asked as well, and may be saving.
TEST(SessionWindow, what_nobody_handles_is_no_end) {
  Child child(windowed(), {"handles"}, DETACHED_PROCESS);
  ASSERT_TRUE(child.expect("ready"));
  const HWND window = await_window(child);
  ASSERT_NE(window, nullptr);
  child.tell("forget");
  EXPECT_EQ(child.line(), "done");
  SendMessageA(window, WM_CLOSE, 0, 0);
  SendMessageA(window, WM_ENDSESSION, TRUE, 0);
  child.tell("ping");
  EXPECT_EQ(child.line(), "done");
  child.tell("go");
  EXPECT_EQ(child.wait(), 7u);
}

// A round through a window of its own shows that there is none of ours.
TEST(SessionWindow, is_made_for_those_alone_that_want_a_signal) {
  Child plain(windowed(), {"plain"}, DETACHED_PROCESS), handles(windowed(), {"handles"}, DETACHED_PROCESS);
  ASSERT_TRUE(plain.expect("ready"));
  ASSERT_TRUE(handles.expect("ready"));
  ASSERT_NE(await_window(handles), nullptr);
  EXPECT_EQ(window_of(plain), nullptr);
}

// kill() goes to the mailbox all the same.
TEST(SessionWindow, is_no_way_for_kill) {
  Child child(windowed(), {"handles"}, DETACHED_PROCESS);
  ASSERT_TRUE(child.expect("ready"));
  ASSERT_NE(await_window(child), nullptr);
  posix_kill_plan plan;
  ASSERT_EQ(posix_kill_explain_np(static_cast<pid_t>(child.pid()), SIGTERM, &plan), 0);
  EXPECT_EQ(plan.action, POSIX_KILL_MAILBOX);
  ASSERT_EQ(kill(static_cast<pid_t>(child.pid()), SIGTERM), 0);
  EXPECT_EQ(child.line(), std::to_string(SIGTERM) + " other");
  child.tell("go");
  EXPECT_EQ(child.wait(), 7u);
}

} // namespace
