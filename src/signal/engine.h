// The engine's shared state and the verbs of the flow (docs/how-a-signal-travels.md):
//   post -> generate -> router -> pending -> reach => enter -> take -> handler
//
// Lock: g_engine.lock. A thread that holds it has a delivery guard.
#pragma once

#include <utility>

#include "base/lock.h"
#include "signal/generate.h"
#include "signal/thread.h"
#include "signal/trace.h"
#include "signal/upcalls.h"

namespace psig {

struct Engine {
  Lock<LockRank::kEngine> lock;
  ProcessSignals process PSIG_GUARDED_BY(lock);
  std::atomic<const std::atomic<std::uint32_t> *> mailbox_dirty{nullptr}; // non-zero: the mailbox has something for us
  std::atomic<std::atomic<SigSet> *> mailbox_ignored{nullptr};            // for children: what is set to SIG_IGN
  std::atomic<bool> stopped{false};                                       // process.stopped, for those without the lock
  std::atomic<bool> replaced{false};                                      // by exec: what comes is another process's
  std::atomic<bool> mailbox_stalled{false};                               // it waits for room in the process's queue
  std::atomic<std::uint32_t> receiving{0}; // threads that bring in what was there: neither there nor pending yet
  std::atomic<SigSet> fallback_running{0};
  std::atomic<std::uint32_t> thread_count{0}; // of the table
  std::atomic<bool> cpu_timers_idle{false};   // CPU time stands still, as far as timers have looked at it
  std::atomic<bool> dozing{false};            // every thread was seen to wait: who ends a wait calls Upcalls::awake
  std::atomic<SigSet> followed{0};            // whose end somebody wants to be told of (Upcalls::handled)

  // Without the lock, since they are atomic: as they are just now.
  [[nodiscard]] SigSet pending_now() const PSIG_UNCHECKED { return process.pending.bits(); }
  [[nodiscard]] SigSet accepted_now() const PSIG_UNCHECKED { return process.accepted.load(); }
  [[nodiscard]] SigSet caught_now() const PSIG_UNCHECKED { return process.actions.caught(); }
  [[nodiscard]] SigSet caught_on_altstack_now() const PSIG_UNCHECKED { return process.actions.caught_on_altstack(); }
  [[nodiscard]] std::uint32_t queue_limit_now() const PSIG_UNCHECKED { return process.pool.limit(); }
};

extern Engine g_engine;
// Apart from the engine, which is all zeroes at start.
extern std::atomic<unsigned> g_delivery_methods; // POSIX_SIGNAL_DELIVER_...
extern std::atomic<int> g_fallback_delay_ms;     // below 0: never

// What this process can have: with shadow stacks nothing that writes a context or a return address.
inline unsigned possible_methods() {
  constexpr unsigned kWriting = POSIX_SIGNAL_DELIVER_HIJACK | POSIX_SIGNAL_DELIVER_RETURN;
  constexpr unsigned kOthers = POSIX_SIGNAL_DELIVER_APC | POSIX_SIGNAL_DELIVER_SPECIAL_APC |
                               POSIX_SIGNAL_DELIVER_FALLBACK | POSIX_SIGNAL_DELIVER_WAIT;
  return nt::g_calls.shadow_stacks ? kOthers : kOthers | kWriting;
}

// ---- post.cpp: the only way a signal comes into being --------------------------------------------------------------
// `target` null: directed at the process. `origin` is for the trace. [any], under a delivery guard
[[nodiscard]] Errno post(Thread *target, const Record &record, bool must_queue,
                         TraceOrigin origin = TraceOrigin::kByCode);
// The same with a node that is the sender's own (pending.h), unless `valid` says, under the engine lock, that it is not
// to be any more: it queues, or nothing of it pends (false).
bool post_own(Thread *target, const Record &record, std::uint32_t node, bool (*valid)(const void *argument),
              const void *argument);
// Such nodes, one for a timer: 0 when the queue is full. Given back, or what pends in it taken back for the process or
// for that thread.
[[nodiscard]] std::uint32_t own_node_claim(std::uint32_t owner);
void own_node_release(std::uint32_t node);
void own_node_withdraw(Thread *target, std::uint32_t node);
// Invariant 5: process-directed signals of `which` that this thread can no longer take look for another one.
void reroute(SigSet which);

// How long until a thread that could not be reached is tried again: doubled each time, to a bound.
inline constexpr std::uint32_t kMostDoublings = 6;
[[nodiscard]] std::uint64_t retry_interval(std::uint32_t failures);
// Has the dispatcher reach for it again, at this nt::now_ns() time. [any]
void schedule_retry(Thread *thread, std::uint64_t due);
// For children: after a change of the action. (entry_state.cpp)
void publish_ignored(int signo) PSIG_REQUIRES(g_engine.lock);
// After a stop: default actions that had to wait for its end.
void act_on_pending();
// After a stop, or when masks have become known: tells every thread what has come for it meanwhile.
void notify_all_threads();

// ---- deliver.cpp ---------------------------------------------------------------------------------------------------
// The interrupted registers, where there are any; null for deliveries that are plain calls.
struct Frame;
// Takes and runs everything deliverable, within `allowed`. Guarded on entry and on return. [target]
void drain(Thread *thread, Frame *frame, SigSet allowed = kAllSignals);
// The same for one signal, if there is one. Nothing is received.
void deliver_one(Thread *thread);
[[nodiscard]] bool deliverable(const Thread *thread);
// Removes one signal for this thread, with its action; the only place that removes. [target]
[[nodiscard]] bool take(Thread *thread, SigSet allowed, Record *record, Action *action);
// Brings in what other processes have sent. [any]
void receive_mailbox();
// The same, and delivers it: before a call changes what becomes of signals, what had been sent acts as it did. [any]
void deliver_what_was_sent();

// Guards the calling thread against delivery; the destructor delivers what has come meanwhile.
class DeliveryGuard {
public:
  enum Adopted { kAdopted };
  DeliveryGuard();
  explicit DeliveryGuard(Adopted); // takes over a guard that the thread has already
  ~DeliveryGuard();
  DeliveryGuard(const DeliveryGuard &) = delete;
  DeliveryGuard &operator=(const DeliveryGuard &) = delete;
  [[nodiscard]] Thread *thread() const { return thread_; }

private:
  Thread *thread_;
};

// ---- handler.cpp ---------------------------------------------------------------------------------------------------
// Runs one handler with its mask, on its stack, and restores. Guarded on entry and on return. [target]
void run_handler(Thread *thread, const Record &record, const Action &action, Frame *frame);

// ---- reach.cpp, hijack.cpp, apc.cpp --------------------------------------------------------------------------------
enum class Reached : unsigned char {
  kSurely,
  kPerhaps, // at the end of the system call it is in
  kQueued,  // an APC is out, which it may never spend; nothing else could be done just now
  kCannot,
};
// Tells a thread that something waits for it. Holds no lock that it may hold. [any], guarded
// `signo`, what for, is for the trace; 0: several, perhaps.
Reached reach(Thread *thread, int signo = 0);
Reached hijack(Thread *thread, int signo);
bool apc_send(Thread *thread);
Reached special_apc_send(Thread *thread);

// ---- mask.cpp ------------------------------------------------------------------------------------------------------
// Sets the mask and reroutes what it newly blocks; does not drain. [target]
void mask_set(Thread *thread, SigSet mask);

// ---- attach.cpp ----------------------------------------------------------------------------------------------------
void attach_start(unsigned slot, unsigned long main_tid);
// Of this process; null if there is no such thread. Not under the engine lock.
Thread *attach(unsigned long tid, bool library = false);
bool has_begun(Thread *thread);       // false: it is still being made, and will drain as it starts
void resolve_creator(Thread *thread); // a provisional thread that runs user code
void detach(Thread *thread);
bool program_has_threads();            // known to be its own: one that only starts may be the library's
void detach_if_exited(Thread *thread); // one that ended without its detach
bool remove_if_exited(Thread *thread) PSIG_REQUIRES(g_engine.lock); // the same; hands nothing on
extern std::atomic<std::uint32_t> g_creations;         // of threads, under way: a new thread's mask is not known yet
extern std::atomic<std::uint32_t> g_library_creations; // of these the library's own, which do not say yet that they are
// A thread of the library's own, which is never to be chosen as a target; it calls library_thread_started() first.
// Null, or false, if it cannot be made. The other two are around a thread that is made otherwise.
[[nodiscard]] nt::Handle library_thread_start(void (*function)(void *), void *argument);
[[nodiscard]] bool library_thread_begin(void (*function)(void *), void *argument); // without a handle
void library_thread_creating();
void library_thread_failed();     // its creation has ended
Thread *library_thread_started(); // first thing in it; under a delivery guard from then on
Thread *find_tid(unsigned long tid) PSIG_REQUIRES(g_engine.lock);
Thread *find_pthread(pthread_t pthread) PSIG_REQUIRES(g_engine.lock);
void pthread_ended(pthread_t pthread);
[[nodiscard]] bool pthread_has_ended(pthread_t pthread);
// Keeps an entry of the table, and its handle, while somebody looks at it without the lock.
class PinnedThread {
public:
  PinnedThread() = default;
  explicit PinnedThread(Thread *thread) PSIG_REQUIRES(g_engine.lock);
  PinnedThread(PinnedThread &&other) noexcept : thread_(std::exchange(other.thread_, nullptr)) {}
  PinnedThread &operator=(PinnedThread &&other) noexcept {
    std::swap(thread_, other.thread_);
    return *this;
  }
  ~PinnedThread();
  explicit operator bool() const { return thread_ != nullptr; }
  [[nodiscard]] Thread *get() const { return thread_; }
  // The pin stays, without an owner, until somebody makes one of it again.
  [[nodiscard]] Thread *keep() { return std::exchange(thread_, nullptr); }
  [[nodiscard]] static PinnedThread kept(Thread *thread) {
    PinnedThread pin;
    pin.thread_ = thread;
    return pin;
  }
  Thread *operator->() const { return thread_; }

private:
  Thread *thread_ = nullptr;
};
// Walks the table without holding the lock between steps: the first thread at or after *position that `wanted` accepts;
// none at the end. Threads that come or go meanwhile may be missed.
[[nodiscard]] PinnedThread pin_next(unsigned *position, bool (*wanted)(const Thread *thread));

// ---- fallback_thread.cpp --------------------------------------------------------------------------------------------
// Called by the dispatcher after the fallback delay: what is still pending although somebody has it unblocked runs
// there. Returns when it wants to be called again (now_ns() time), or nt::kForever.
[[nodiscard]] std::uint64_t fallback_check();
void fallback_delays_restart(); // the process has been stopped: nobody could take anything meanwhile
bool on_fallback_thread();
std::atomic<std::uint32_t> &fallback_turns(); // a word that changes when a handler on the fallback thread has ended

// Conversions at the edge of the flow.
void record_to_siginfo(const Record &record, siginfo_t *info);
Record record_from_self(int signo, int code);

} // namespace psig
