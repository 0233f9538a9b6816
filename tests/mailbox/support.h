// What the tests between processes share.
#pragma once

#include <windows.h>

#include <posix/signal.h>
#include <posix/unistd.h>

#include <cerrno>
#include <cstdlib>
#include <initializer_list>
#include <string>

#include "support/child.h"
#include "nt/ipc/section.h"
#include "mailbox/layout.h"
#include "mailbox/names.h"

namespace psig_test {

inline constexpr int kRt = SIGRTMIN + 1;

inline int scaled(int full) { return std::getenv("PSIG_FULL") != nullptr ? full : full / 20; }

inline sigset_t set_of(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (int signo : signals) sigaddset(&set, signo);
  return set;
}

// Blocks signals in the test itself, not in its children, before main(): GoogleTest makes a thread of its own, which
// begins with the mask that the main thread has then, and would take what only the main thread blocks.
struct BlockedFromStart {
  BlockedFromStart(std::initializer_list<int> signals) {
    const sigset_t set = set_of(signals);
    if (std::string(GetCommandLineA()).find("--psig-child") == std::string::npos) {
      sigprocmask(SIG_BLOCK, &set, nullptr);
    }
  }
};

inline sigval value_of(int value) {
  sigval result{};
  result.sival_int = value;
  return result;
}

// The errno of a call that failed, 0 of one that did not.
inline int errno_of(int result) { return result == 0 ? 0 : errno; }

inline pid_t pid_of(const Child &child) { return static_cast<pid_t>(child.pid()); }

// A process without the library: one of the system's, which never runs.
class Unmanaged {
public:
  Unmanaged() {
    STARTUPINFOA start{};
    start.cb = sizeof(start);
    char command[] = "cmd.exe";
    PROCESS_INFORMATION made{};
    if (!CreateProcessA(nullptr, command, nullptr, nullptr, FALSE, CREATE_SUSPENDED, nullptr, nullptr, &start, &made)) {
      std::abort();
    }
    CloseHandle(made.hThread);
    process_ = made.hProcess;
    pid_ = made.dwProcessId;
  }
  ~Unmanaged() {
    end();
    CloseHandle(process_);
  }
  Unmanaged(const Unmanaged &) = delete;
  Unmanaged &operator=(const Unmanaged &) = delete;
  [[nodiscard]] pid_t pid() const { return static_cast<pid_t>(pid_); }
  [[nodiscard]] HANDLE handle() const { return process_; }
  void end() const {
    TerminateProcess(process_, 1);
    WaitForSingleObject(process_, INFINITE);
  }

private:
  HANDLE process_ = nullptr;
  DWORD pid_ = 0;
};

inline unsigned long long created_at(HANDLE process) {
  FILETIME created, exited, kernel, user;
  GetProcessTimes(process, &created, &exited, &kernel, &user);
  return static_cast<unsigned long long>(created.dwHighDateTime) << 32 | created.dwLowDateTime;
}

inline psig::MailboxOwner owner_of(HANDLE process) { return {GetProcessId(process), created_at(process), 0, 0}; }
inline psig::MailboxNames names_of(HANDLE process, unsigned attempt = 0) { return owner_of(process).names(attempt); }

// The mailbox of another process, to be read or spoilt; null if there is none. The caller closes it.
inline psig::Mailbox *open_mailbox(HANDLE process, psig::nt::Section *section) {
  const psig::nt::Trust *trust = psig::nt::own_trust();
  return trust != nullptr && psig::nt::section_open(names_of(process).section, psig::nt::NamedKind::kSection,
                                                    sizeof(psig::Mailbox), *trust, section) == 0
             ? static_cast<psig::Mailbox *>(section->view)
             : nullptr;
}

} // namespace psig_test
