// Control events as the system makes them: a thread that begins at CtrlRoutine, which needs neither a console nor a key
// (tests/console/keys.c has the keys); and children that tell of the signals they become.
#pragma once

#include <windows.h>

#include <gmock/gmock.h>

#include <posix/signal.h>

#include <cstdint>
#include <cstring>
#include <string>

#include "console/lines.h"
#include "support/child.h"

namespace psig_test {

// The control thread inside the process; it ends when the last handler has been asked.
inline HANDLE event_in(HANDLE process, unsigned event) {
  const auto routine = reinterpret_cast<LPTHREAD_START_ROUTINE>(
      reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA("kernelbase"), "CtrlRoutine")));
  const HANDLE thread = CreateRemoteThread(process, nullptr, 0, routine,
                                           reinterpret_cast<void *>(static_cast<uintptr_t>(event)), 0, nullptr);
  EXPECT_NE(thread, nullptr);
  return thread;
}

inline HANDLE event_in(const Child &child, unsigned event) { return event_in(child.handle(), event); }
inline void send_event(const Child &child, unsigned event) { CloseHandle(event_in(child, event)); }

inline bool ended(HANDLE thread, DWORD milliseconds) {
  return WaitForSingleObject(thread, milliseconds) == WAIT_OBJECT_0;
}

inline constexpr int kAll[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGBREAK, SIGUSR1};

inline void tell_signal(int sig, siginfo_t *info, void *) {
  say(std::to_string(sig) + (info->si_code == SI_KERNEL ? " kernel" : " other"));
}

inline void handle(int sig, void (*handler)(int, siginfo_t *, void *)) {
  struct sigaction action {};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO;
  sigaction(sig, &action, nullptr);
}

// pause() until a handler has done it. One that comes between the look and the wait ends the wait all the same.
template <typename Done> void pause_until(Done done) {
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  while (!done()) sigsuspend(&before);
  sigprocmask(SIG_SETMASK, &before, nullptr);
}

// How long the system waits for an ending program, as the user has set it for the time of a test: HungAppTimeout, or
// WaitToKillAppTimeout.
class SystemLimit {
public:
  SystemLimit(const char *name, const char *milliseconds) : name_(name) {
    DWORD bytes = sizeof(before_);
    there_ = RegGetValueA(HKEY_CURRENT_USER, kKey, name_, RRF_RT_REG_SZ, nullptr, before_, &bytes) == ERROR_SUCCESS;
    set(milliseconds);
  }
  ~SystemLimit() {
    if (there_) set(before_);
    else RegDeleteKeyValueA(HKEY_CURRENT_USER, kKey, name_);
  }
  SystemLimit(const SystemLimit &) = delete;
  SystemLimit &operator=(const SystemLimit &) = delete;

private:
  void set(const char *value) {
    RegSetKeyValueA(HKEY_CURRENT_USER, kKey, name_, REG_SZ, value, static_cast<DWORD>(strlen(value) + 1));
  }
  static constexpr const char *kKey = "Control Panel\\Desktop";
  const char *name_;
  bool there_;
  char before_[32];
};

inline constexpr const char *kTenMinutes = "600000"; // a limit that no test meets, however slow the machine is

} // namespace psig_test
