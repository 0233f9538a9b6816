#include "explore/world.h"

#include "nt/crt/crt_errors.h"
#include "nt/thread/foreign_calls.h"
#include "nt/thread/event.h"
#include "nt/thread/exception_hook.h"
#include "nt/module/imports.h"
#include "nt/system/memory.h"
#include "nt/module/modules.h"
#include "nt/thread/rest.h"
#include "nt/thread/suspended_thread.h"
#include "nt/thread/thread.h"
#include "nt/thread/thread_identity.h"
#include "nt/thread/unwind.h"
#include "nt/thread/word_wait.h"
#include "signal/arch/trampoline.h"
#include "signal/crt_call.h"
#include "signal/return_swap.h"
#include "signal/trace_post.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

using namespace psig;

namespace {

constexpr int kThreads = 5;
constexpr unsigned kSlot = 3;
constexpr unsigned long kFirstTid = 1000;
constexpr std::size_t kTebSize = 0x1800;
constexpr unsigned kTebProcessBlock = 0x60;

// Addresses of code. A return address follows a call.
alignas(64) unsigned char g_own_code[64], g_system_code[64], g_head[64], g_tail[64];
std::uintptr_t address(const unsigned char *code) { return reinterpret_cast<std::uintptr_t>(code) + 16; }

struct Fiber {
  std::uint32_t entry = 0; // what a suspender has made of its context: 1: the trampoline's entry, 2: its look
  std::atomic<std::uint32_t> alive{1};
  std::uintptr_t ip = 0, resume_ip = 0;
  std::uintptr_t frames[8]; // of its stack: return addresses
  unsigned depth = 0;
  [[nodiscard]] std::uintptr_t *stack_pointer() { return frames + 8 - depth; }
};

alignas(64) unsigned char g_tebs[kThreads][kTebSize], g_process_block[kTebSize];
Fiber g_fiber[kThreads];
int g_ran[kSigMax + 1][kThreads];
void (*g_also[kSigMax + 1])(int);
alignas(64) unsigned char g_memory[sizeof(Thread) * 40];
std::size_t g_memory_used;
int g_retries, g_cancelled[kThreads];
std::atomic<std::uint32_t> g_restless{0}; // the id of a thread that is where it may not stand still
std::uint64_t g_due;
std::atomic<std::uint32_t> g_dispatcher_due{0};
std::atomic<bool> g_wake_all{false};
std::atomic<std::uint32_t> g_dirty{0}, g_event{0}, g_wait_event[kThreads];
std::atomic<std::uint64_t> g_mailbox{0}; // up to eight signals, the oldest lowest
Lock<LockRank::kSuspend> g_suspend_lock;
Lock<LockRank::kTurn> g_turn;
int g_turn_of; // a thread
unsigned g_turn_depth;

int here() { return explore::self() < 0 ? 0 : explore::self(); }
int index_of(nt::Handle handle) { return static_cast<int>(reinterpret_cast<std::intptr_t>(handle)) - 1; }
int index_of_teb(std::uintptr_t teb) {
  return static_cast<int>((teb - reinterpret_cast<std::uintptr_t>(g_tebs)) / kTebSize);
}

// The code that a thread runs in while one of these lives.
class In {
public:
  explicit In(const unsigned char *code, bool at_once = false) : fiber_(g_fiber[here()]), before_(fiber_.ip) {
    if (!at_once) explore::step(&fiber_.ip);
    fiber_.ip = address(code);
  }
  ~In() {
    fiber_.ip = before_;
    explore::step(&fiber_.ip);
  }
  In(const In &) = delete;
  In &operator=(const In &) = delete;

private:
  Fiber &fiber_;
  std::uintptr_t before_;
};

void count(int signo) {
  ++g_ran[signo][here()];
  if (g_also[signo] != nullptr) g_also[signo](signo);
}

// trampoline.S, from an entry to its last three instructions, which count as what they lead to (leave_trampoline()).
// `swapped`: the slot, if by psig_return_trampoline.
void trampoline(const std::uintptr_t *swapped) {
  Thread *thread = psig::self();
  Thread::Gate &gate = thread->gate;
  Fiber &fiber = g_fiber[here()];
  for (;;) { // run:
    {
      const In head(g_head, true); // the entry, save_registers, and psig_entering() of trampoline.cpp
      gate.guards.store(1);
      if (swapped != nullptr) { // complete()
        const std::uintptr_t to = swap_spend(thread, reinterpret_cast<std::uintptr_t>(std::exchange(swapped, nullptr)));
        explore::expect(to == address(g_own_code), "a call returns to nowhere");
      }
      drain(thread, nullptr);
    }
    const In tail(g_tail);   // psig_trampoline_tail:
    gate.guards.exchange(0); // xchg [rax + kGateGuards], ecx
    bool again = false;
    if (std::exchange(fiber.entry, 0) == 2) again = true;
    else if (gate.alert.load() != 0) { // cmp [rax + kGateAlert], 0
      gate.guards.store(1);            // mov [rax + kGateGuards], 1; jmp run
      again = true;
    }
    if (!again) {
      explore::step(&fiber.ip); // 5: to psig_trampoline_leave: the frame is read
      again = std::exchange(fiber.entry, 0) == 2;
    }
    if (!again) return;
  }
}

bool suspended_fits(const mcontext_t *context) { return context->Rip == address(g_head) || context->Rip == 2; }

} // namespace

// ---- the trace, which is off here ----------------------------------------------------------------------------------
namespace psig {
constinit TraceRing *g_trace_ring = nullptr;
void trace_put(TraceRing *, TraceEntry) { std::abort(); }
void TracedPost::look(std::uint32_t) { std::abort(); }
void TracedPost::tell(const Decision &, const Thread *) { std::abort(); }
} // namespace psig

// ---- src/nt and src/signal/arch, as far as the engine calls them ---------------------------------------------------
namespace psig {

std::uint32_t lock_self() { return static_cast<std::uint32_t>(nt::current_tid()); }
void lock_sleep(std::atomic<std::uint32_t> *word, std::uint32_t seen) {
  explore::sleep_on(word, word->unexplored(), seen, explore::kForever);
}
void lock_check_failed(const char *what, const char *lock, const char *other) {
  std::fprintf(stderr, "%s: %s, %s\n", what, lock, other != nullptr ? other : "-");
  std::abort();
}
void lock_wake(std::atomic<std::uint32_t> *word) { explore::wake(word, g_wake_all.load()); }

namespace nt {

std::uintptr_t teb() { return reinterpret_cast<std::uintptr_t>(g_tebs[here()]); }
std::uint64_t now_ns() { return explore::now(); }
void word_sleep(std::atomic<std::uint32_t> *word, std::uint32_t seen, std::uint64_t deadline) {
  explore::sleep_on(word, word->unexplored(), seen, deadline);
}
unsigned long milliseconds_until(std::uint64_t) { return kMilliForever; } // nobody sets a time here
std::uint64_t deadline_after_ms(unsigned long) { return kForever; }
ForeignCalls g_foreign{};
void locks_wake_all(bool on) { g_wake_all.store(on); }
void word_wake_all(std::atomic<std::uint32_t> *word) { explore::wake(word, true); }
// An event that resets itself.
void event_set(void *event) {
  auto *word = static_cast<std::atomic<std::uint32_t> *>(event);
  if (word == nullptr) return;
  word->store(1);
  explore::wake(word, true);
}
Handle auto_event_create() { return &g_wait_event[here()]; }
void handle_close(Handle) {}
unsigned thread_suspensions(Handle) { return 1; }
void thread_pause(unsigned) { // between two rounds: until another look is worth it
  if (g_suspend_lock.held_by(lock_self())) return;
  if (const std::uint32_t restless = g_restless.load(); restless != 0)
    explore::sleep_on(&g_restless, g_restless.unexplored(), restless, explore::kForever);
}
unsigned long thread_tid(Handle thread) { return kFirstTid + static_cast<unsigned long>(index_of(thread)); }
Handle thread_open(unsigned long tid) { return reinterpret_cast<Handle>(tid - kFirstTid + 1); }
bool thread_alive(Handle thread) { return g_fiber[index_of(thread)].alive.load() != 0; }
bool thread_of_control_event(Handle) { return false; }
bool thread_is_created(Handle) { return true; }
bool thread_identity(Handle, ThreadIdentity *) { return true; } // nobody waits for a thread here
Handle thread_again(Handle, const ThreadIdentity &) { return nullptr; }
std::uintptr_t thread_teb(Handle thread) { return reinterpret_cast<std::uintptr_t>(g_tebs[index_of(thread)]); }
Handle thread_start(void (*)(void *), void *) { return nullptr; }
bool teb_peek_tid(std::uintptr_t teb, unsigned long *tid) {
  *tid = kFirstTid + static_cast<unsigned long>(index_of_teb(teb));
  return true;
}
bool tls_peek(std::uintptr_t teb, unsigned slot, void **value) {
  *value = tls_get(teb, slot);
  return true;
}
bool tls_poke(std::uintptr_t teb, unsigned slot, void *value) { return tls_set(teb, slot, value); }
bool tls_set_own(unsigned slot, void *value) { return tls_set(teb(), slot, value); }
void memory_release(void *) {}
void *memory_commit(std::size_t size) {
  if (size > sizeof g_memory) { // the list of those that a stop holds
    alignas(64) static unsigned char list[1 << 21];
    return size <= sizeof list ? list : nullptr;
  }
  void *memory = g_memory + g_memory_used;
  g_memory_used += size;
  return g_memory_used <= sizeof g_memory ? memory : nullptr;
}

// A call is made to end while it is there; afterwards the next I/O of the thread would be.
std::atomic<std::uint32_t> g_io[kThreads];
bool thread_cancel_io(Handle thread) {
  std::atomic<std::uint32_t> &io = g_io[index_of(thread)];
  std::uint32_t in = 1;
  if (io.compare_exchange_strong(in, 2)) {
    explore::wake(&io, true);
    return true;
  }
  if (in == 3) ++g_cancelled[index_of(thread)]; // the program's own
  return false;
}

Imports g_imports{};
SystemCalls g_calls{
    .suspend =
        [](Handle thread) {
          if (g_fiber[index_of(thread)].alive.load() == 0) return false;
          explore::suspend(index_of(thread));
          return true;
        },
    .resume = [](Handle thread) { explore::resume(index_of(thread)); },
    .get_context =
        [](Handle thread, mcontext_t *context) {
          *context = {};
          context->Rip = g_fiber[index_of(thread)].ip;
          return true;
        },
    .set_context =
        [](Handle thread, const mcontext_t *context) {
          explore::expect(suspended_fits(context), "a thread is made to go on somewhere else");
          Fiber &fiber = g_fiber[index_of(thread)];
          fiber.entry = context->Rip == 2 ? 2 : 1;
          if (fiber.entry == 1) fiber.resume_ip = std::exchange(fiber.ip, context->Rip);
          explore::wake(&g_fiber[index_of(thread)].entry, true);
          return true;
        },
    .queue_apc = [](Handle, ApcFunction, std::uintptr_t) { return false; },
    .queue_special_apc = nullptr,
    // Of the first alone: nobody signals the others here.
    .wait_any =
        [](const Handle *handles, unsigned, std::uint64_t deadline) {
          auto *word = static_cast<std::atomic<std::uint32_t> *>(handles[0]);
          explore::sleep_on(word, word->unexplored(), 0, deadline);
          return word->exchange(0) != 0 ? 0 : -1;
        },
    .shadow_stacks = false,
};

SuspendLock::SuspendLock() {
  g_suspend_lock.acquire();
  held_ = true;
}
SuspendLock::~SuspendLock() { g_suspend_lock.release(); }
bool SuspendLock::held_by_caller() { return g_suspend_lock.held_by(lock_self()); }
SuspendedThread::SuspendedThread(const SuspendLock &, Handle thread, mcontext_t *context) : thread_(thread) {
  const int index = index_of(thread);
  if (g_fiber[index].alive.load() == 0) return;
  explore::suspend(index);
  Fiber &fiber = g_fiber[index];
  explore::before(&fiber.ip, explore::Kind::kUpdate);
  explore::after(&fiber.ip, explore::Kind::kUpdate, 0);
  *context = {};
  context->Rip = fiber.ip;
  context->Rsp = reinterpret_cast<std::uintptr_t>(fiber.stack_pointer());
  context->ContextFlags = 0x80000000; // exceptions are reported, and there is none
  held_ = true;
}
SuspendedThread::~SuspendedThread() {
  if (held_) explore::resume(index_of(thread_));
}

bool module_find(std::uintptr_t ip, Module *out) {
  *out = {};
  out->interruptible = ip != address(g_system_code);
  return true;
}
Under unwind_under(const Module &, std::uintptr_t) { return Under::kNothing; }
bool unwind_step(const Module &, const StackLimits &, mcontext_t *context) {
  for (const Fiber &fiber : g_fiber)
    if (context->Rsp == reinterpret_cast<std::uintptr_t>(fiber.frames + 8)) return false; // the thread's beginning
  context->Rip = *reinterpret_cast<std::uintptr_t *>(context->Rsp);
  context->Rsp += 8;
  return true;
}
bool at_rest(const mcontext_t *, unsigned long tid, std::uintptr_t) { return tid != g_restless.load(); }
bool memory_peek(std::uintptr_t address, std::uintptr_t *word) {
  *word = *reinterpret_cast<const std::uintptr_t *>(address);
  return true;
}
int CrtErrorWords::ask() { return 0; }
std::uint32_t crt_mask() { return 0; }
void exception_hook_install(void (*)()) {}
[[noreturn]] void context_resume(const mcontext_t *) { std::abort(); }

} // namespace nt

void crt_call_forget(Thread *) {}
std::uintptr_t return_trampoline() { return address(g_head) + 1; }
bool in_trampoline_head(std::uintptr_t ip) { return ip == address(g_head); }
bool in_entering(std::uintptr_t) { return false; } // of the head here
bool in_trampoline_tail(std::uintptr_t ip) { return ip == address(g_tail); }
bool in_trampoline(std::uintptr_t ip) {
  return in_trampoline_head(ip) || in_trampoline_tail(ip) || ip == return_trampoline();
}
std::uintptr_t stack_pointer_of(const mcontext_t *context) { return context->Rsp; }
std::uintptr_t instruction_pointer_of(const mcontext_t *context) { return context->Rip; }
std::uintptr_t trampoline_stack_need() { return 0; }
void redirect_to_trampoline(Thread *, mcontext_t *context) { context->Rip = address(g_head); }
void restart_tail(mcontext_t *context) { context->Rip = 2; }
void leave_trampoline(mcontext_t *) {} // see trampoline()
void pthread_ended(pthread_t) {}
void record_to_siginfo(const Record &, siginfo_t *) {}
void context_clear_rest(mcontext_t *) {}
bool context_edited(const mcontext_t *, const ContextCopy *) { return false; }
bool context_moved(const mcontext_t *, const ContextCopy *) { return false; }
void context_remember(const mcontext_t *, ContextCopy *) {}
void context_to_frame(const mcontext_t *, Frame *) {}
void frame_to_context(const Frame *, mcontext_t *) {}
bool library_thread_begin(void (*)(void *), void *) { return true; }
Thread *library_thread_started() { return nullptr; }
extern "C" void psig_call_on(void *, void (*)(void *), void *) { std::abort(); }
extern "C" void RtlCaptureContext(posix_mcontext *context) { // as in a thread's beginning: a walk ends there
  *context = {};
  context->Rsp = reinterpret_cast<std::uintptr_t>(g_fiber[0].frames + 8);
}

} // namespace psig

// ---- the world's own ----------------------------------------------------------------------------------------------
namespace world {
namespace {

void name_all() {
  static char names[kThreads][16][24];
  for (int i = 0; i < kThreads; ++i) {
    int n = 0;
    const auto call = [&](const void *where, const char *as) {
      std::snprintf(names[i][n], sizeof names[i][n], "%s[%d]", as, i);
      explore::name(where, names[i][n++]);
    };
    call(&g_fiber[i].entry, "context");
    call(&g_fiber[i].ip, "code");
    call(&g_fiber[i].frames, "stack");
    call(&nt::g_io[i], "i/o");
    call(&g_wait_event[i], "wait_event");
    if (Thread *t = thread(i)) {
      call(&t->gate.guards, "guards");
      call(&t->gate.alert, "alert");
      call(&t->wake_sequence, "wake_sequence");
      call(&t->waiting, "waiting");
      call(&t->accepting, "accepting");
      call(&t->blocked, "blocked");
      call(t->pending.word(), "pending");
      call(&t->io, "io");
      call(&t->pins, "pins");
    }
  }
  explore::name(&g_engine.lock, "engine lock");
  explore::name(g_engine.process.pending.word(), "process pending");
  explore::name(&g_engine.process.accepted, "accepted");
  explore::name(&g_dirty, "dirty");
  explore::name(&g_mailbox, "mailbox");
  explore::name(&g_dispatcher_due, "due");
  explore::name(&g_wake_all, "wake all");
  explore::name(&g_restless, "restless");
  explore::name(&g_suspend_lock, "suspend lock");
  explore::name(&g_turn, "turn");
  explore::name(&g_engine.receiving, "receiving");
}

int next_signal() {
  std::uint64_t sent = g_mailbox.load();
  while (!g_mailbox.compare_exchange_strong(sent, sent >> 8)) {}
  return static_cast<int>(sent & 0xFF);
}

// src/mailbox/receive.cpp, receive() and post_all(), with a mailbox of one word.
void receive() {
  turn_take();
  g_engine.receiving.fetch_add(1);
  const unsigned depth = g_turn_depth;
  g_dirty.exchange(0);
  while (const int signo = next_signal()) {
    (void)post(nullptr, {.signo = signo}, false);
    if (g_turn_of == explore::self()) continue;
    turn_take();
    g_turn_depth = depth;
  }
  g_engine.receiving.fetch_sub(1);
  turn_give();
}

void upcalls() {
  g_upcalls = {};
  g_upcalls.terminate = [](const Record &, bool) { explore::expect(false, "the process is ended"); };
  g_upcalls.receive = receive;
  g_upcalls.queue_has_room = [] {};
  g_upcalls.resume = [] {};
  g_upcalls.handled = [](int) {};
  g_upcalls.watch = [](std::uint64_t due) {
    ++g_retries;
    g_due = due;
    g_dispatcher_due.store(1);
    explore::wake(&g_dispatcher_due, true);
  };
}

} // namespace

void turn_take() {
  if (g_turn_of != explore::self()) g_turn.acquire();
  g_turn_of = explore::self();
  ++g_turn_depth;
}

void turn_give() {
  if (g_turn_of != explore::self() || --g_turn_depth != 0) return;
  g_turn_of = -1;
  g_turn.release();
}

void turn_wakes() { g_turn.wake_at_release(); }

void turn_let_go() {
  if (g_turn_of != explore::self()) return;
  g_turn_depth = 1;
  turn_give();
}

void start(int threads) {
  std::memset(g_tebs, 0, sizeof g_tebs);
  std::memset(static_cast<void *>(g_memory), 0, sizeof g_memory);
  std::memset(g_ran, 0, sizeof g_ran);
  std::memset(g_also, 0, sizeof g_also);
  std::memset(g_cancelled, 0, sizeof g_cancelled);
  g_own_code[11] = 0xE8;
  for (const Fiber &fiber : g_fiber) // of the former execution
    for (const std::uintptr_t &frame : fiber.frames)
      if (const auto slot = reinterpret_cast<std::uintptr_t>(&frame); swap_original(slot) != 0)
        (void)swap_spend(nullptr, slot);
  g_retries = 0;
  g_restless.store(0);
  g_wake_all.store(false), g_dispatcher_due.store(0), g_dirty.store(0), g_event.store(0), g_mailbox.store(0);
  for (std::atomic<std::uint32_t> &event : g_wait_event) event.store(0);
  lock_check::reset();
  new (&g_suspend_lock) Lock<LockRank::kSuspend>;
  new (&g_turn) Lock<LockRank::kTurn>;
  g_turn_of = -1;
  g_turn_depth = 0;
  new (&g_engine) Engine{};
  g_engine.mailbox_dirty.store(&g_dirty);
  g_delivery_methods.store(POSIX_SIGNAL_DELIVER_HIJACK | POSIX_SIGNAL_DELIVER_RETURN);
  upcalls();
  for (int i = 0; i < kThreads; ++i) {
    new (&g_fiber[i]) Fiber;
    g_fiber[i].ip = address(g_own_code);
    nt::g_io[i].store(0);
    const auto teb = reinterpret_cast<std::uintptr_t>(g_tebs[i]);
    nt::teb_field<std::uintptr_t>(teb, nt::kTebThreadId) = kFirstTid + static_cast<std::uintptr_t>(i);
    nt::teb_field<std::uintptr_t>(teb, nt::kTebSelf) = teb;
    nt::teb_field<void *>(teb, kTebProcessBlock) = g_process_block;
    nt::teb_field<std::uintptr_t>(teb, nt::kTebStackBase) = ~std::uintptr_t{0} - 64; // every stack is within
  }
  static bool chunk_known = false; // attach.cpp keeps it
  g_memory_used = chunk_known ? sizeof g_memory : 0;
  chunk_known = true;
  attach_start(kSlot, kFirstTid);
  for (int i = 1; i < threads; ++i) (void)attach(kFirstTid + static_cast<unsigned long>(i));
  name_all();
}

void resumed() {
  Fiber &fiber = g_fiber[here()];
  while (fiber.entry == 1) {
    fiber.entry = 0;
    fiber.ip = fiber.resume_ip;
    trampoline(nullptr);
  }
}

Thread *thread(int index) { // find_tid() without the lock: there is one real thread
  for (ThreadSignals *t = g_engine.process.threads; t != nullptr; t = t->next)
    if (auto *thread = static_cast<Thread *>(t); thread->tid == kFirstTid + static_cast<unsigned long>(index))
      return thread;
  return nullptr;
}

void handle(int signo, SigSet mask, std::uint32_t flags, void (*also)(int)) {
  g_also[signo] = also;
  (void)g_engine.process.actions.set(
      signo, {.handler = reinterpret_cast<std::uintptr_t>(&count), .mask = mask, .flags = flags});
}

int ran(int signo, int thread) {
  if (thread >= 0) return g_ran[signo][thread];
  int sum = 0;
  for (int i = 0; i < kThreads; ++i) sum += g_ran[signo][i];
  return sum;
}
int retries() { return g_retries; }
void restless(int thread) {
  g_restless.store(static_cast<std::uint32_t>(kFirstTid) + static_cast<std::uint32_t>(thread));
}
void rest() {
  g_restless.store(0);
  explore::wake(&g_restless, true);
}
int cancelled(int thread) { return g_cancelled[thread]; }

void kill(int signo) {
  const DeliveryGuard delivery;
  (void)post(nullptr, {.signo = signo}, false);
}

void pthread_kill(int index, int signo) {
  const DeliveryGuard delivery;
  (void)post(thread(index), {.signo = signo}, false);
}

void block(SigSet set) {
  const DeliveryGuard delivery;
  mask_set(delivery.thread(), delivery.thread()->blocked.load() | set);
}

void unblock(SigSet set) {
  const DeliveryGuard delivery;
  mask_set(delivery.thread(), delivery.thread()->blocked.load() & ~set);
}

void own_code() { explore::step(&g_fiber[here()].ip); }

void stay() {
  Fiber &fiber = g_fiber[here()];
  for (;;) explore::sleep_on(&fiber.entry, &fiber.entry, 0, explore::kForever);
}

// The stack grows downwards: the return address of the call that a thread is in lies at its stack pointer.
void system_call(void (*callback)()) {
  Fiber &fiber = g_fiber[here()];
  std::uintptr_t *slot = fiber.stack_pointer() - 1;
  *slot = address(g_own_code);
  ++fiber.depth;
  fiber.ip = address(g_system_code);
  explore::step(&fiber.ip);
  if (callback != nullptr) {
    const In own(g_own_code);
    callback();
  }
  explore::step(&fiber.frames);
  const std::uintptr_t to = *slot; // ret
  --fiber.depth;
  fiber.ip = address(g_own_code);
  if (to == return_trampoline()) trampoline(slot);
  else explore::expect(to == address(g_own_code), "a call returns to nowhere");
  explore::step(&fiber.ip);
}

void dispatch_due(int most) {
  static const std::uint32_t never = 0;
  while (most-- > 0) {
    explore::sleep_on(&g_dispatcher_due, g_dispatcher_due.unexplored(), 0, explore::kForever);
    g_dispatcher_due.exchange(0);
    const std::uint64_t due = g_due;
    if (due > explore::now()) explore::sleep_on(&never, &never, 0, due);
    const std::uint64_t next = fallback_check();
    if (next != nt::kForever) g_upcalls.watch(next); // dispatcher.cpp, check_if_due()
  }
}

void begin_io(bool ours) { nt::g_io[here()].store(ours ? 1 : 3); }

void complete_io(int thread) {
  std::uint32_t in = 1;
  if (nt::g_io[thread].compare_exchange_strong(in, 4)) explore::wake(&nt::g_io[thread], true);
}

bool end_io() {
  std::atomic<std::uint32_t> &io = nt::g_io[here()];
  while (io.load() == 1) explore::sleep_on(&io, io.unexplored(), 1, explore::kForever);
  return io.exchange(0) != 2;
}

void end() {
  if (Thread *thread = psig::self()) detach(thread);
  g_fiber[here()].alive.store(0);
}

bool mailbox_await() {
  explore::sleep_on(&g_event, g_event.unexplored(), 0, explore::kForever);
  return (g_event.exchange(0) & 2) != 0;
}

void mailbox_send(int signo) {
  for (std::uint64_t sent = g_mailbox.load();;) {
    int place = 0;
    while (sent >> place != 0) place += 8;
    if (g_mailbox.compare_exchange_strong(sent, sent | static_cast<std::uint64_t>(signo) << place)) break;
  }
  g_dirty.exchange(1);
  event_wake(2);
}

void event_wake(unsigned which) {
  g_event.fetch_or(which);
  explore::wake(&g_event, true);
}

} // namespace world
