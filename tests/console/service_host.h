// A service of the real service control manager, made for one test and removed at its end.
#pragma once

#include <windows.h>

#include <gmock/gmock.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "console/control_event.h"
#include "console/lines.h"

namespace psig_test {

class Pipes {
public:
  explicit Pipes(const std::string &name)
      : in_(CreateNamedPipeA((name + "-in").c_str(), PIPE_ACCESS_DUPLEX, 0, 1, 4096, 4096, 0, nullptr)),
        out_(CreateNamedPipeA((name + "-out").c_str(), PIPE_ACCESS_DUPLEX, 0, 1, 4096, 4096, 0, nullptr)) {}
  ~Pipes() {
    CloseHandle(in_);
    CloseHandle(out_);
  }
  Pipes(const Pipes &) = delete;
  Pipes &operator=(const Pipes &) = delete;
  void accept() const {
    for (HANDLE pipe : {out_, in_})
      EXPECT_TRUE(ConnectNamedPipe(pipe, nullptr) || GetLastError() == ERROR_PIPE_CONNECTED);
  }
  std::string line() const { return read_line(out_); }
  void tell(const std::string &text) const { EXPECT_TRUE(write_line(in_, text)) << text; }

private:
  HANDLE in_, out_;
};

class Service {
public:
  explicit Service(std::vector<const char *> arguments = {})
      : name_("psig-test-" + std::to_string(GetCurrentProcessId()) + "-" + std::to_string(GetTickCount64())),
        pipes_("\\\\.\\pipe\\" + name_), manager_(OpenSCManagerA(nullptr, nullptr, SC_MANAGER_ALL_ACCESS)) {
    char self[MAX_PATH];
    GetModuleFileNameA(nullptr, self, sizeof(self));
    const std::string command = std::string("\"") + self + "\" --psig-child service \\\\.\\pipe\\" + name_ + " given";
    service_ = CreateServiceA(manager_, name_.c_str(), name_.c_str(), SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS,
                              SERVICE_DEMAND_START, SERVICE_ERROR_IGNORE, command.c_str(), nullptr, nullptr, nullptr,
                              nullptr, nullptr);
    if (service_ == nullptr || !StartServiceA(service_, static_cast<DWORD>(arguments.size()), arguments.data())) {
      std::fprintf(stderr, "no service: error %lu\n", GetLastError());
      std::abort();
    }
    pipes_.accept();
    process_ = OpenProcess(PROCESS_ALL_ACCESS, FALSE, pid());
    EXPECT_NE(process_, nullptr);
  }
  ~Service() {
    if (WaitForSingleObject(process_, 0) == WAIT_TIMEOUT) TerminateProcess(process_, 99);
    WaitForSingleObject(process_, INFINITE);
    CloseHandle(process_);
    DeleteService(service_);
    CloseServiceHandle(service_);
    CloseServiceHandle(manager_);
  }
  Service(const Service &) = delete;
  Service &operator=(const Service &) = delete;

  [[nodiscard]] SERVICE_STATUS_PROCESS status() const {
    SERVICE_STATUS_PROCESS status{};
    DWORD needed;
    EXPECT_TRUE(QueryServiceStatusEx(service_, SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE *>(&status),
                                     sizeof(status), &needed));
    return status;
  }
  [[nodiscard]] unsigned long pid() const { return status().dwProcessId; }
  // The manager tells of no change by itself: it is asked until it says so, or 60 s are over.
  [[nodiscard]] bool becomes(DWORD state) const {
    return until([state](const SERVICE_STATUS_PROCESS &status) { return status.dwCurrentState == state; });
  }
  template <typename Condition> bool until(Condition condition) const {
    const ULONGLONG end = GetTickCount64() + 60000;
    while (!condition(status())) {
      if (GetTickCount64() > end) return false;
      Sleep(1);
    }
    return true;
  }
  [[nodiscard]] DWORD control(DWORD control) const {
    SERVICE_STATUS status;
    return ControlService(service_, control, &status) ? 0 : GetLastError();
  }
  void shutdown_event() const { CloseHandle(event_in(process_, CTRL_SHUTDOWN_EVENT)); }
  DWORD wait() {
    EXPECT_EQ(WaitForSingleObject(process_, 60000), WAIT_OBJECT_0);
    DWORD code = 0;
    GetExitCodeProcess(process_, &code);
    return code;
  }
  std::string line() const { return pipes_.line(); }
  void tell(const std::string &text) const { pipes_.tell(text); }
  void command(const std::string &text) const {
    tell(text);
    EXPECT_EQ(line(), "done") << text;
  }
  void began() const { EXPECT_EQ(line().substr(0, 5), "began"); }
  void stopped_with(DWORD specific) {
    EXPECT_TRUE(becomes(SERVICE_STOPPED));
    const SERVICE_STATUS_PROCESS last = status();
    EXPECT_EQ(last.dwWin32ExitCode, specific == 0 ? 0u : static_cast<DWORD>(ERROR_SERVICE_SPECIFIC_ERROR));
    EXPECT_EQ(last.dwServiceSpecificExitCode, specific);
    EXPECT_EQ(wait(), specific);
  }

private:
  std::string name_;
  Pipes pipes_;
  SC_HANDLE manager_, service_;
  HANDLE process_;
};

} // namespace psig_test
