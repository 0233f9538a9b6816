// How long each signal that pends on the process has waited in vain: after the delay (posix_signal_fallback_delay_np)
// the fallback thread may take it. Portable; under the engine lock. [any]
//
// The time belongs to what is pending now. It begins when a thread has been notified and may not come (post.cpp), and
// ends when a thread takes the signal. What comes after that has a delay of its own. When the fallback thread serves a
// queue, the rest of it has waited as long as its head.
//
//     nothing pends, or its taker surely comes
//            | may_not_come(): notified, without certainty  ^ taken(), pends_anew()
//            v                                              |
//     due at a time  --- the time passes --> over() --- the fallback thread takes one
#pragma once

#include "base/sigset.h"

namespace psig {

class FallbackDelay {
public:
  // Nothing of the kind was pending before this one.
  void pends_anew(int signo) { armed_ &= ~bit(signo); }
  // A thread has been told, and may not come before `due`. An earlier doubt stays.
  void may_not_come(int signo, std::uint64_t due) {
    if (has(armed_, signo)) return;
    armed_ |= bit(signo);
    due_[signo] = due;
  }
  // By a thread of the program: so the signal reaches one.
  void taken(int signo) { armed_ &= ~bit(signo); }
  // The process has been stopped meanwhile, and nobody could come.
  void not_before(std::uint64_t due) {
    for (SigSet rest = armed_; rest != 0; rest &= rest - 1)
      if (due_[lowest(rest)] < due) due_[lowest(rest)] = due;
  }
  // Of `pending` those whose delay is over; `*next` becomes the earliest time at which that will be so for another one,
  // if that is before it.
  [[nodiscard]] SigSet over(SigSet pending, std::uint64_t now, std::uint64_t *next) const {
    SigSet result = 0;
    for (SigSet rest = armed_ & pending; rest != 0; rest &= rest - 1) {
      const std::uint64_t due = due_[lowest(rest)];
      if (due <= now) result |= bit(lowest(rest));
      else if (due < *next) *next = due;
    }
    return result;
  }

private:
  SigSet armed_ = 0;
  std::uint64_t due_[kSigMax + 1] = {};
};

} // namespace psig
