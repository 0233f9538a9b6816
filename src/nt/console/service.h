// The service control manager, for a process that is one service.
#pragma once

#include <cstdint>

namespace psig::nt {

// Win32 errors that a control is answered with, and that the dispatch may end with.
inline constexpr unsigned kServiceAccepts = 0;            // NO_ERROR
inline constexpr unsigned kServiceKnowsNot = 120;         // ERROR_CALL_NOT_IMPLEMENTED
inline constexpr unsigned kServiceCannotNow = 1061;       // ERROR_SERVICE_CANNOT_ACCEPT_CTRL
inline constexpr unsigned kServiceAlreadyRunning = 1056;  // ERROR_SERVICE_ALREADY_RUNNING
inline constexpr unsigned kServiceNotStartedAsOne = 1063; // ERROR_FAILED_SERVICE_CONTROLLER_CONNECT

struct ServiceCalls {
  void (*began)(unsigned argc, const wchar_t *const *argv); // once, on a thread of the system's; name, arguments
  unsigned (*control)(unsigned control);                    // on a thread of the system's, one after the other
};
// Serves until `service_report` has said kStopped; the error, or 0. Once in a process. [thread]
[[nodiscard]] unsigned service_dispatch(const ServiceCalls &calls);

struct ServiceReport {
  std::uint32_t state, accepts; // SERVICE_STOPPED ..., SERVICE_ACCEPT_...
  std::uint32_t exit_status;    // of kStopped: the process's
  std::uint32_t checkpoint, wait_hint_ms;
};
void service_report(const ServiceReport &report); // [thread]

// Whether the calling thread is one that the system has made for its services. [loader]
[[nodiscard]] bool service_thread_of_system();

} // namespace psig::nt
