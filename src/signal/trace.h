// Tracing: what becomes of each signal, told by the stages of the flow as they decide it (docs/tracing.md, adr/0027).
//
//   stage -> trace_...() -> the ring -> the trace's own thread, which writes it out (src/runtime/trace_output.cpp)
//                                    -> another process that follows (src/mailbox/follow.cpp)
//
// Off, each place costs a load and a branch that is not taken. On, an entry is made wherever the library runs: on a
// suspended thread's behalf, in exception dispatch, under the engine lock. It takes no lock and does not wait; the one
// call of the system is SetEvent, for the thread that writes, if that sleeps. [any] [suspended] [dispatch]
#pragma once

#include "base/errno_result.h"
#include "base/record.h"
#include "signal/trace_ring.h"

namespace psig {

enum class TraceEvent : std::uint8_t {
  kGenerated =
      1,      // how: TraceOrigin; result: TraceFate; thread: the target, 0 the process; code, pid, value: the record's
  kChosen,    // thread; result: 1 anew, when another one could not take it
  kTold,      // thread; how: TraceMethod
  kEntered,   // a handler begins; value: its address
  kReturned,  // and returns
  kJumped,    // a thread has jumped out of one, or of several
  kAccepted,  // by sigwait() and its kin
  kDiscarded, // it was pending; how: TraceDiscard
  kDefault,   // how: TraceDefault; value: the exit status
  kSent,      // to another process, or several; pid; code: an errno
  kPassedOn,  // to the program that exec has started; pid
};
enum class TraceOrigin : std::uint8_t { kByCode, kConsole, kService, kOrphaned, kTimer, kFault };
enum class TraceFate : std::uint8_t {
  kIgnored,
  kNobody, // pends where nobody can take it now
  kTaken,  // pends, and somebody is told
  kMerged, // with one that pends already
  kRefused,
  kDefault,
  kContinues, // and that was all
};
enum class TraceMethod : std::uint8_t {
  kSelf,
  kWakeUp,
  kIo,
  kInside, // the library, and looks before it leaves
  kApc,
  kSpecialApc,
  kHijack,
  kReturn,
  kFallback,
  kStopped, // is told when the process goes on
  kNot,     // cannot be reached now, is tried again
};
enum class TraceDiscard : std::uint8_t { kIgnoredNow, kCancelled }; // by a stop signal, or SIGCONT
enum class TraceDefault : std::uint8_t { kEnds, kEndsWithCore, kStops, kStopped, kContinued, kAsked };

// Null: off. No std::atomic, of which the explorer (adr/0013) would count every access as a step of its own.
extern TraceRing *g_trace_ring;
inline TraceRing *tracing() { return __atomic_load_n(&g_trace_ring, __ATOMIC_ACQUIRE); }

// Fills in time and thread, and rings for who writes it out.
void trace_put(TraceRing *ring, TraceEntry entry);

// `make` makes the entry, if anybody wants it: out of line, so that the stages keep small frames.
template <typename Make> [[gnu::noinline, gnu::cold]] void trace_now(TraceRing *ring, Make make) {
  trace_put(ring, make());
}
template <typename Make> void trace(Make make) {
  if (TraceRing *ring = tracing(); ring != nullptr) [[unlikely]]
    trace_now(ring, make);
}

inline void trace_told(std::uint32_t tid, int signo, TraceMethod how) {
  trace([=] {
    return TraceEntry{.event = TraceEvent::kTold,
                      .signo = static_cast<std::uint8_t>(signo),
                      .how = static_cast<std::uint8_t>(how),
                      .thread = tid};
  });
}
inline void trace_chosen(std::uint32_t tid, int signo, bool anew) {
  trace([=] {
    return TraceEntry{.event = TraceEvent::kChosen,
                      .signo = static_cast<std::uint8_t>(signo),
                      .result = static_cast<std::uint8_t>(anew),
                      .thread = tid};
  });
}
// What says all by itself: kEntered kReturned kJumped kAccepted.
inline void trace_event(TraceEvent event, int signo, std::uint64_t value = 0) {
  trace([=] { return TraceEntry{.event = event, .signo = static_cast<std::uint8_t>(signo), .value = value}; });
}
inline void trace_discarded(int signo, TraceDiscard how) {
  trace([=] {
    return TraceEntry{.event = TraceEvent::kDiscarded,
                      .signo = static_cast<std::uint8_t>(signo),
                      .how = static_cast<std::uint8_t>(how)};
  });
}
inline void trace_default(int signo, TraceDefault how, std::uint32_t status = 0) {
  trace([=] {
    return TraceEntry{.event = TraceEvent::kDefault,
                      .signo = static_cast<std::uint8_t>(signo),
                      .how = static_cast<std::uint8_t>(how),
                      .value = status};
  });
}
inline void trace_sent(TraceEvent event, int signo, std::int64_t pid, Errno error) {
  trace(
      [=] { return TraceEntry{.event = event, .signo = static_cast<std::uint8_t>(signo), .code = error, .pid = pid}; });
}
inline void trace_fault(const Record &record, std::uint32_t tid, std::uint32_t status, TraceFate fate) {
  trace([&] {
    return TraceEntry{.event = TraceEvent::kGenerated,
                      .signo = static_cast<std::uint8_t>(record.signo),
                      .how = static_cast<std::uint8_t>(TraceOrigin::kFault),
                      .result = static_cast<std::uint8_t>(fate),
                      .code = record.code,
                      .thread = tid,
                      .pid = status,
                      .value = record.extra[0]};
  });
}

// ---- who writes it out (src/runtime/trace_output.cpp) ---------------------------------------------------------------
void trace_begin(TraceRing *ring); // null: no more
// The writing thread: its event; that it has written all up to this number; that it is going to wait.
void trace_writer_is(void *event);
void trace_written(std::uint64_t number);
[[nodiscard]] bool trace_writer_rests(const TraceReader &reader); // false: there is more already
void trace_writer_works();
// Before the end of the process: waits, at most for two seconds, until all that is in the ring has been written out.
void trace_flush();

} // namespace psig
