// Which signals a service's controls become, and which state the service reports meanwhile. Portable.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/errno_result.h"
#include "base/sigset.h"

namespace psig {

// SERVICE_STOPPED and so on.
enum class ServiceState : std::uint32_t {
  kStopped = 1,
  kStartPending = 2,
  kStopPending = 3,
  kRunning = 4,
  kContinuePending = 5,
  kPausePending = 6,
  kPaused = 7,
};
[[nodiscard]] constexpr bool service_pending(ServiceState state) {
  return state == ServiceState::kStartPending || state == ServiceState::kStopPending ||
         state == ServiceState::kContinuePending || state == ServiceState::kPausePending;
}

enum ServiceControl : unsigned {
  kControlStop = 1,
  kControlPause = 2,
  kControlContinue = 3,
  kControlInterrogate = 4, // the manager's own question
  kControlShutdown = 5,
  kControlParamChange = 6,
  kControlPreshutdown = 15,
  kControlFirstOwn = 128,
  kControlLastOwn = 255,
};

struct ControlRule {
  unsigned control;
  int signo;             // at start; 0: none
  std::uint32_t accepts; // SERVICE_ACCEPT_..., by which the manager knows that it may send it
  bool ends;             // the service is to end, once, also when it is stopped
  bool handled_only;     // not by the default action: a request to read its configuration does not ask to end
};
// Null: no control that can be a signal.
[[nodiscard]] const ControlRule *control_rule(unsigned control);

class ControlMap {
public:
  [[nodiscard]] int signal_of(const ControlRule &rule, unsigned control) const; // 0: not accepted
  // EINVAL: no such control, or neither 0 nor a signal.
  [[nodiscard]] Errno change(unsigned control, int signo, int *former);
  [[nodiscard]] std::uint32_t accepts(ServiceState state) const;

private:
  std::atomic<std::uint8_t> changed_[kControlLastOwn + 1]{}; // signo + 1; 0: as in the table
};

// The state that a control leads to at once: the same one if there is nothing to be done about it.
[[nodiscard]] ServiceState service_after_control(ServiceState state, const ControlRule &rule);

// What has become of the process since.
struct ServiceNews {
  bool begun = false;     // the body runs
  bool ending = false;    // it has returned, or the system shuts down
  bool stopped = false;   // every thread stands still
  bool paused = false;    // the signal of PAUSE has been seen to
  bool continued = false; // that of CONTINUE
  bool by_stop = false;   // kPaused is because it was stopped
};
[[nodiscard]] ServiceState service_after_news(ServiceState state, const ServiceNews &news);

} // namespace psig
