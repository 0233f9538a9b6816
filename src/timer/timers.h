// All timers of the process, and what becomes of them as time passes. Portable: it gets clocks, memory and what is
// pending by functions. Under the timers' lock. [any]
//
// A timer is in the heap of its time line. Absolute ones of CLOCK_REALTIME are in that of UTC, which follows changes of
// the clock, and all others are in the monotonic one; those of CPU time are there by when they are to be looked at. One
// whose signal is pending is in neither. It costs nothing until the signal is taken, and a division then finds what it
// has missed (XSH timer_getoverrun).
#pragma once

#include "base/errno_result.h"
#include "timer/due_heap.h"
#include "timer/period.h"

namespace psig {

enum class TimerClock : std::uint8_t { kReal, kMonotonic, kBoot, kProcess, kUser, kThread };
constexpr bool is_cpu(TimerClock clock) { return clock >= TimerClock::kProcess; }

enum class Notify : std::uint8_t {
  kNone,
  kSignal,   // of the timer's own, with a node of its own
  kCall,     // SIGEV_THREAD
  kItimer,   // SIGALRM: a signal like others
  kProfiler, // SIGPROF, SIGVTALRM: one by one
  kSleeper,  // wakes a thread of ours
};

// pthread_attr_t of the copy that was called, which alone looks into it.
struct CallAttributes {
  bool given;
  alignas(8) unsigned char bytes[48];
};

struct Timer : Due {
  std::uint32_t index = 0; // in the table, from 1 on
  std::uint32_t generation = 0;
  bool used = false;
  TimerClock clock = TimerClock::kMonotonic;
  Notify notify = Notify::kNone;
  bool utc = false;     // absolute, by CLOCK_REALTIME
  bool queued = false;  // it has expired, and what tells of it has not been taken
  bool posting = false; // the server is about to tell, without the lock
  bool dead = false;    // nobody finds it any more, or yet
  bool left = false;    // deleted while it was posted: the server frees it
  bool parked = false;  // of CPU time, while everybody sleeps: not in a heap
  int signo = 0;
  int overrun = 0;
  std::uint32_t setting = 0; // counts timer_settime(): what was posted for a former one is void
  std::uint32_t node = 0;
  std::uint64_t due = 0; // on its clock's time line, ns; 0: disarmed
  std::uint64_t interval = 0;
  std::uint64_t seen = 0, seen_at = 0; // CPU time at the last look that found it moved, and when that was
  std::uint64_t value = 0;             // union sigval
  void *thread = nullptr;              // whom the signal, or the waking, is for: a Thread
  void *cpu_of = nullptr;              // a handle of the thread whose time it counts; null: the process's
  struct TimerCalls *calls = nullptr;  // SIGEV_THREAD: the queue of the copy that was called
  void *function = nullptr;            // of the program's
  CallAttributes attributes{};
  Timer *next = nullptr; // in the queue of calls, among the free, or among the parked
};

struct TimerLeft {
  std::uint64_t value = 0, interval = 0;
};

class Timers {
public:
  static constexpr std::uint32_t kItimers = 3, kMost = 32'768;      // TIMER_MAX
  static constexpr std::uint32_t kRoom = kItimers + kMost + 16'384; // and a sleeper for each thread

  struct World {
    void *(*reserve)(std::size_t bytes); // addresses
    bool (*commit)(void *at, std::size_t bytes);
    std::uint64_t (*monotonic)();
    std::uint64_t (*real)();
    bool (*cpu)(const Timer &timer, std::uint64_t *time); // false: the thread has ended
    unsigned (*runners)();                                // how many may use CPU time at once
    bool (*asleep)();                                     // no thread of the program can use any before it wakes these
    bool (*pending)(int signo);                           // of the process, not taken yet
  };

  [[nodiscard]] bool begin(const World *world); // false: no addresses
  [[nodiscard]] Timer *itimer(int which) { return &timers_[which]; }
  [[nodiscard]] Timer *create(); // null for want of memory, or above the limit
  [[nodiscard]] Timer *create_sleeper();
  void free(Timer *timer);
  [[nodiscard]] Timer *at(std::uint32_t index) { return &timers_[index - 1]; }
  [[nodiscard]] static int id_of(const Timer &timer) {
    return static_cast<int>(timer.generation % 0x7FFF << 16 | timer.index);
  }
  [[nodiscard]] Timer *find(int id); // null: none of the program's has it
  [[nodiscard]] Timer *any();        // some timer of the program's; null: there is none

  void set(Timer *timer, std::uint64_t value, bool absolute, std::uint64_t interval); // 0 disarms
  [[nodiscard]] TimerLeft left(const Timer *timer) const;
  // The next one that has expired, or null. One of kSignal and kCall is `queued` from then on.
  [[nodiscard]] Timer *expired();
  void taken(Timer *timer);   // what told of it has been: `overrun` is what it missed, and it goes on
  void dropped(Timer *timer); // nobody will take it: it goes on, but without haste
  void unpark();              // somebody may use CPU time again
  [[nodiscard]] bool any_parked() const { return parked_ != nullptr; }

  // When the earliest of each time line is due; kNever: none.
  [[nodiscard]] std::uint64_t next_monotonic() const { return due_of(monotonic_); }
  [[nodiscard]] std::uint64_t next_utc() const { return due_of(utc_); }
  [[nodiscard]] std::uint32_t armed() const { return monotonic_.count() + utc_.count(); }
  // The last look at a CPU time found that it stands still.
  [[nodiscard]] bool idle() const { return idle_; }

private:
  [[nodiscard]] static std::uint64_t due_of(const DueHeap &heap) {
    return heap.first() != nullptr ? heap.first()->at : kNever;
  }
  [[nodiscard]] bool now_of(const Timer &timer, std::uint64_t *now) const;
  [[nodiscard]] Timer *claim();
  void arm(Timer *timer, std::uint64_t now);
  void look_later(Timer *timer, std::uint64_t cpu);
  void park(Timer *timer);
  void disarm(Timer *timer);
  [[nodiscard]] bool expire(Timer *timer);
  [[nodiscard]] bool tick(Timer *timer, std::uint64_t now);

  const World *world_ = nullptr;
  Timer *timers_ = nullptr;
  DueHeap monotonic_, utc_;
  Due **rooms_[2] = {};
  bool idle_ = false;
  std::uint32_t touched_ = 0, committed_ = 0, created_ = 0;
  Timer *free_ = nullptr, *parked_ = nullptr;
};

} // namespace psig
