// Which signal a control event becomes: the table of docs/design.md, 6, which the program may change. Portable.
#pragma once

#include <atomic>

#include "base/errno_result.h"

namespace psig {

enum ConsoleEvent : unsigned { kCtrlC = 0, kCtrlBreak = 1, kCtrlClose = 2, kCtrlLogoff = 5, kCtrlShutdown = 6 };

struct EventRule {
  ConsoleEvent event;
  int signo;        // at start
  int instead;      // while the signal's action is the default one; 0: no other
  bool job;         // for the foreground process group only
  bool last;        // the system ends the process once the control thread returns, which is held for it
  bool session;     // of the log-on session: only for a process whose windows can be seen
  bool wait_longer; // the limit is that of a log-off, not that of a window that hangs
};

[[nodiscard]] const EventRule *event_rule(unsigned event); // null: no such event

class EventMap {
public:
  static constexpr int kAtStart = -1; // POSIX_CONSOLE_AT_START
  // 0: the event is not taken, and the next handler asked.
  [[nodiscard]] int signal_of(const EventRule &rule) const;
  [[nodiscard]] bool changed(const EventRule &rule) const; // by the program, if only to what it was
  // The event that a signal from another process stands for; null: none. It is the one that the program has mapped to
  // this signal, else what kill() makes of the signal where the library is not (docs/adr/0005).
  [[nodiscard]] const EventRule *stands_for(int signo) const;
  // EINVAL: no such event, or neither 0 nor a signal nor kAtStart.
  [[nodiscard]] Errno change(unsigned event, int signo, int *former);

private:
  static constexpr unsigned kEvents = 7;
  std::atomic<int> changed_[kEvents]{}; // signo + 1; 0: as in the table
};

} // namespace psig
