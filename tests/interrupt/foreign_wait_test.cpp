// Waits of Windows in the program's own code: handlers run while they last, the answer is that of the bare call, and no
// signal is lost between the last look and the wait.
#include "interrupt/foreign_wait.h"

#include <csetjmp>
#include <cstdlib>
#include <iterator>

#include <posix/setjmp.h>

#include "nt/thread/foreign_calls.h"
#include "signal/engine.h"
#include "signal/threads.h"

using namespace psig_test;
using namespace psig;

namespace {

class Object {
public:
  explicit Object(HANDLE handle) : handle_(handle) {}
  ~Object() { CloseHandle(handle_); }
  Object(const Object &) = delete;
  Object &operator=(const Object &) = delete;
  operator HANDLE() const { return handle_; } // NOLINT(google-explicit-constructor)

private:
  HANDLE handle_;
};

class Event : public Object {
public:
  explicit Event(bool manual = false) : Object(CreateEventW(nullptr, manual, FALSE, nullptr)) {}
};

// Every call that waits for one handle or several, as one that waits for one.
struct Call {
  const char *name;
  DWORD (*wait)(HANDLE handle, DWORD milliseconds);
  bool alertable = false;
};
const Call kCalls[] = {
    {"WaitForSingleObject", [](HANDLE h, DWORD ms) { return WaitForSingleObject(h, ms); }},
    {"WaitForSingleObjectEx", [](HANDLE h, DWORD ms) { return WaitForSingleObjectEx(h, ms, FALSE); }},
    {"WaitForSingleObjectEx, alertable", [](HANDLE h, DWORD ms) { return WaitForSingleObjectEx(h, ms, TRUE); }, true},
    {"WaitForMultipleObjects", [](HANDLE h, DWORD ms) { return WaitForMultipleObjects(1, &h, FALSE, ms); }},
    {"WaitForMultipleObjects, all", [](HANDLE h, DWORD ms) { return WaitForMultipleObjects(1, &h, TRUE, ms); }},
    {"WaitForMultipleObjectsEx, alertable",
     [](HANDLE h, DWORD ms) { return WaitForMultipleObjectsEx(1, &h, FALSE, ms, TRUE); }, true},
    {"SignalObjectAndWait",
     [](HANDLE h, DWORD ms) {
       const DWORD before = GetLastError();
       const Event other(true);
       SetLastError(before);
       const DWORD answer = SignalObjectAndWait(other, h, ms, FALSE);
       const DWORD error = GetLastError();
       EXPECT_EQ(WaitForSingleObject(other, 0), answer != WAIT_FAILED ? WAIT_OBJECT_0 : WAIT_TIMEOUT);
       SetLastError(error);
       return answer;
     }},
    {"MsgWaitForMultipleObjects",
     [](HANDLE h, DWORD ms) { return MsgWaitForMultipleObjects(1, &h, FALSE, ms, QS_ALLINPUT); }},
    {"MsgWaitForMultipleObjectsEx, alertable",
     [](HANDLE h, DWORD ms) { return MsgWaitForMultipleObjectsEx(1, &h, ms, QS_ALLINPUT, MWMO_ALERTABLE); }, true},
};

DWORD g_answer;

bool waits(DWORD tid) {
  const DeliveryGuard delivery;
  const LockGuard guard(g_engine.lock);
  const Thread *thread = find_tid(tid);
  return thread != nullptr && thread->waiting.load() != kNotWaiting;
}

// Not before it waits: an APC that was on its way already would end an alertable wait.
template <typename Waiter> void signal_in_wait(Waiter &waiter, int sig = SIGUSR1) {
  until([&] { return waits(waiter.tid); });
  waiter.signal(sig);
}

// A thread that waits for a time, and stays: whose signals come too late for its wait has them after it.
template <typename Body> class TimedWaiter {
public:
  explicit TimedWaiter(Body body) : thread_(Run{this}), body_(std::move(body)) { go_ = true; }
  ~TimedWaiter() { join(); }
  TimedWaiter(const TimedWaiter &) = delete;
  TimedWaiter &operator=(const TimedWaiter &) = delete;
  // In its wait, if it is in there still or comes to it.
  void signal(int times = 1) {
    for (int n = 0; n < times; ++n) {
      until([&] { return over_.load() || waits(thread_.tid); });
      thread_.signal(SIGUSR1);
    }
  }
  // When the wait has ended by itself.
  void join() {
    home_ = true;
    thread_.join();
  }

private:
  struct Run {
    TimedWaiter *self;
    void operator()() const {
      until([this] { return self->go_.load(); });
      self->body_();
      self->over_ = true;
      until([this] { return self->home_.load(); });
    }
  };
  std::atomic<bool> go_{false}, over_{false}, home_{false};
  BareThread<Run> thread_;
  Body body_;
};

struct ForeignWait : EngineTest {
  void SetUp() override {
    EngineTest::SetUp();
    posix_signal_fallback_delay_np(-1); // nothing here is the fallback thread's
  }
};

TEST_F(ForeignWait, the_handler_runs_at_once_and_the_wait_goes_on) {
  for (const Call &call : kCalls) {
    SCOPED_TRACE(call.name);
    const Event event;
    BareThread waiter([&] { g_answer = call.wait(event, INFINITE); });
    for (int i = 0; i < 3; ++i) signal_in_wait(waiter);
    EXPECT_EQ(WaitForSingleObject(waiter.handle(), 0), DWORD{WAIT_TIMEOUT});
    SetEvent(event);
    waiter.join();
    EXPECT_EQ(g_answer, DWORD{WAIT_OBJECT_0});
  }
}

TEST_F(ForeignWait, what_is_signalled_already_wins_and_the_handler_runs_as_the_call_returns) {
  for (const Call &call : kCalls) {
    SCOPED_TRACE(call.name);
    const Event event;
    SetEvent(event);
    EXPECT_EQ(call.wait(event, INFINITE), DWORD{WAIT_OBJECT_0});
    EXPECT_EQ(call.wait(event, 0), DWORD{WAIT_TIMEOUT});
    EXPECT_EQ(call.wait(event, 1), DWORD{WAIT_TIMEOUT});
  }
}

TEST_F(ForeignWait, the_time_that_is_left_is_kept) {
  for (const Call &call : kCalls) {
    SCOPED_TRACE(call.name);
    const Event event;
    ULONGLONG begun = 0, ended = 0;
    TimedWaiter waiter([&] {
      begun = GetTickCount64();
      g_answer = call.wait(event, 300);
      ended = GetTickCount64();
    });
    waiter.signal(5);
    waiter.join();
    EXPECT_EQ(g_answer, DWORD{WAIT_TIMEOUT});
    EXPECT_GE(ended - begun, 280u); // the tick's own grain
  }
}

TEST_F(ForeignWait, sleeps_go_on) {
  ULONGLONG begun = 0, ended = 0;
  DWORD answer = 7;
  TimedWaiter sleeper([&] {
    begun = GetTickCount64();
    Sleep(100);
    answer = SleepEx(200, FALSE);
    ended = GetTickCount64();
  });
  sleeper.signal(5);
  sleeper.join();
  EXPECT_EQ(answer, 0u);
  EXPECT_GE(ended - begun, 270u);
}

// ---- answers -------------------------------------------------------------------------------------------------------

TEST_F(ForeignWait, a_bad_handle_is_told_as_by_the_bare_call) {
  HANDLE none = reinterpret_cast<HANDLE>(0x7FFFF0);
  for (const Call &call : kCalls) {
    SCOPED_TRACE(call.name);
    for (HANDLE bad : {none, HANDLE{nullptr}}) {
      SetLastError(0);
      EXPECT_EQ(call.wait(bad, INFINITE), WAIT_FAILED);
      EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_HANDLE});
    }
  }
  SetLastError(0);
  EXPECT_EQ(WaitForMultipleObjects(0, &none, FALSE, INFINITE), WAIT_FAILED);
  EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}

void spoil(int) {
  SetLastError(4711);
  g_handled.fetch_add(1);
}

TEST_F(ForeignWait, the_last_error_stays_when_it_does_not_fail) {
  handle(SIGUSR1, spoil);
  for (const Call &call : kCalls) {
    SCOPED_TRACE(call.name);
    const Event event;
    DWORD error = 0;
    const int before = g_handled;
    BareThread waiter([&] {
      SetLastError(42);
      (void)call.wait(event, INFINITE);
      error = GetLastError();
    });
    until([&] { return waits(waiter.tid); });
    tgkill(getpid(), static_cast<pid_t>(waiter.tid), SIGUSR1);
    until([&] { return g_handled > before; });
    SetEvent(event);
    waiter.join();
    EXPECT_EQ(error, 42u);
  }
}

TEST_F(ForeignWait, an_abandoned_mutex_is_told) {
  for (const Call &call : kCalls) {
    SCOPED_TRACE(call.name);
    const Object mutex(CreateMutexW(nullptr, FALSE, nullptr));
    BareThread([&] { WaitForSingleObject(mutex, INFINITE); }).join();
    EXPECT_EQ(call.wait(mutex, INFINITE), DWORD{WAIT_ABANDONED});
    EXPECT_TRUE(ReleaseMutex(mutex));
  }
}

TEST_F(ForeignWait, itself_is_never_over) {
  for (HANDLE own : {GetCurrentThread(), GetCurrentProcess()}) {
    TimedWaiter waiter([&] { g_answer = WaitForSingleObject(own, 100); });
    waiter.signal();
    waiter.join();
    EXPECT_EQ(g_answer, DWORD{WAIT_TIMEOUT});
  }
}

// ---- alertable waits -----------------------------------------------------------------------------------------------

std::atomic<int> g_apcs{0};
void WINAPI own_apc(ULONG_PTR) { g_apcs.fetch_add(1); }

TEST_F(ForeignWait, an_alertable_wait_ends_for_the_programs_own_apc_only) {
  for (const Call &call : kCalls) {
    if (!call.alertable) continue;
    SCOPED_TRACE(call.name);
    const Event event;
    g_apcs = 0;
    BareThread waiter([&] { g_answer = call.wait(event, INFINITE); });
    signal_in_wait(waiter);
    EXPECT_EQ(WaitForSingleObject(waiter.handle(), 0), DWORD{WAIT_TIMEOUT});
    QueueUserAPC(own_apc, waiter.handle(), 0);
    waiter.join();
    EXPECT_EQ(g_answer, DWORD{WAIT_IO_COMPLETION});
    EXPECT_EQ(g_apcs, 1);
  }
}

TEST_F(ForeignWait, a_wait_that_is_not_alertable_runs_no_apc) {
  for (const Call &call : kCalls) {
    if (call.alertable) continue;
    SCOPED_TRACE(call.name);
    const Event event;
    g_apcs = 0;
    int during = -1;
    BareThread waiter([&] {
      g_answer = call.wait(event, INFINITE);
      during = g_apcs;
      SleepEx(0, TRUE);
    });
    signal_in_wait(waiter);
    QueueUserAPC(own_apc, waiter.handle(), 0);
    signal_in_wait(waiter);
    SetEvent(event);
    waiter.join();
    EXPECT_EQ(g_answer, DWORD{WAIT_OBJECT_0});
    EXPECT_EQ(during, 0);
    EXPECT_EQ(g_apcs, 1);
  }
}

// ---- several -------------------------------------------------------------------------------------------------------

TEST_F(ForeignWait, the_first_of_several_that_is_signalled) {
  constexpr unsigned kMany = 63;
  HANDLE events[kMany];
  for (HANDLE &event : events) event = CreateEventW(nullptr, FALSE, FALSE, nullptr);
  for (unsigned count : {2u, 5u, kMany}) {
    BareThread waiter([&] { g_answer = WaitForMultipleObjects(count, events, FALSE, INFINITE); });
    signal_in_wait(waiter);
    SetEvent(events[count - 1]);
    waiter.join();
    EXPECT_EQ(g_answer, count - 1);
    SetEvent(events[count - 1]), SetEvent(events[0]);
    EXPECT_EQ(WaitForMultipleObjects(count, events, FALSE, INFINITE), 0u);
    EXPECT_EQ(WaitForMultipleObjects(count, events, FALSE, INFINITE), count - 1) << "nothing but the first was taken";
  }
  for (HANDLE event : events) CloseHandle(event);
}

// A thread that ends when it is told to.
class Worker : public Event {
public:
  [[nodiscard]] HANDLE thread() const { return thread_.handle(); }

private:
  struct Body {
    Worker *worker;
    void operator()() const { WaitForSingleObject(*worker, INFINITE); }
  };
  BareThread<Body> thread_{Body{this}};
};

TEST_F(ForeignWait, all_of_several_threads_and_a_mutex) {
  Worker first, second;
  const Object mutex(CreateMutexW(nullptr, TRUE, nullptr));
  const HANDLE all[] = {first.thread(), mutex, second.thread()};
  std::atomic<bool> owns{false};
  BareThread waiter([&] {
    g_answer = WaitForMultipleObjects(3, all, TRUE, INFINITE);
    owns = ReleaseMutex(mutex) != 0;
  });
  signal_in_wait(waiter);
  SetEvent(first);
  ReleaseMutex(mutex);
  signal_in_wait(waiter);
  EXPECT_EQ(WaitForSingleObject(mutex, 0), DWORD{WAIT_OBJECT_0}) << "nothing is taken before everything can be";
  SetEvent(second);
  signal_in_wait(waiter);
  ReleaseMutex(mutex);
  waiter.join();
  EXPECT_EQ(g_answer, DWORD{WAIT_OBJECT_0});
  EXPECT_TRUE(owns);
  EXPECT_EQ(WaitForMultipleObjects(3, all, TRUE, INFINITE), DWORD{WAIT_OBJECT_0}) << "at once";
}

Event *g_go;
std::atomic<bool> g_stays;
void stay(int) {
  g_stays = true;
  WaitForSingleObject(*g_go, INFINITE);
}

// Makes the value of a handle that has been closed that of another object, unless another thread has been faster.
class Reused {
public:
  explicit Reused(HANDLE former) {
    while (count_ < std::size(events_)) {
      events_[count_] = CreateEventW(nullptr, TRUE, FALSE, nullptr);
      if (events_[count_++] == former) return;
    }
  }
  ~Reused() {
    while (count_ > 0) CloseHandle(events_[--count_]);
  }
  Reused(const Reused &) = delete;
  Reused &operator=(const Reused &) = delete;

private:
  HANDLE events_[64];
  std::size_t count_ = 0;
};

// As winpthreads closes that of the main thread while another is in pthread_join().
TEST_F(ForeignWait, a_thread_is_waited_for_though_its_handle_is_closed_meanwhile) {
  for (const bool ends_meanwhile : {false, true}) {
    Event go;
    g_go = &go;
    g_stays = false;
    handle(SIGUSR2, stay);
    Worker worker;
    HANDLE other;
    DuplicateHandle(GetCurrentProcess(), worker.thread(), GetCurrentProcess(), &other, 0, FALSE, DUPLICATE_SAME_ACCESS);
    BareThread waiter([&] { g_answer = WaitForSingleObject(other, INFINITE); });
    until([&] { return waits(waiter.tid); });
    ASSERT_EQ(tgkill(getpid(), static_cast<pid_t>(waiter.tid), SIGUSR2), 0);
    until([] { return g_stays.load(); });
    CloseHandle(other);
    const Reused events(other);
    if (ends_meanwhile) SetEvent(worker), WaitForSingleObject(worker.thread(), INFINITE);
    SetEvent(go);
    if (!ends_meanwhile) signal_in_wait(waiter), SetEvent(worker);
    waiter.join();
    EXPECT_EQ(g_answer, DWORD{WAIT_OBJECT_0});
    handle(SIGUSR2, SIG_DFL);
  }
}

TEST_F(ForeignWait, all_of_several_in_time_or_not_at_all) {
  Worker worker;
  const Object mutex(CreateMutexW(nullptr, FALSE, nullptr));
  const HANDLE all[] = {worker.thread(), mutex}, twice[] = {mutex, mutex};
  TimedWaiter waiter([&] { g_answer = WaitForMultipleObjects(2, all, TRUE, 100); });
  waiter.signal();
  waiter.join();
  EXPECT_EQ(g_answer, DWORD{WAIT_TIMEOUT});
  EXPECT_EQ(WaitForSingleObject(mutex, 0), DWORD{WAIT_OBJECT_0}) << "it has not been taken";
  g_answer = WaitForMultipleObjects(2, twice, TRUE, 0);
  EXPECT_EQ(WaitForMultipleObjects(2, twice, TRUE, 1), g_answer) << "as the bare call";
  SetEvent(worker);
}

// Two of a kind that is taken: the kernel alone can do that in one step, and no handler runs.
TEST_F(ForeignWait, all_of_several_that_are_taken_is_one_step) {
  const Event first, second;
  const HANDLE all[] = {first, second};
  BareThread waiter([&] { g_answer = WaitForMultipleObjects(2, all, TRUE, INFINITE); });
  SetEvent(first);
  EXPECT_EQ(WaitForSingleObject(waiter.handle(), 50), DWORD{WAIT_TIMEOUT});
  EXPECT_EQ(WaitForSingleObject(first, 0), DWORD{WAIT_OBJECT_0}) << "it has not been taken";
  SetEvent(second), SetEvent(first);
  waiter.join();
  EXPECT_EQ(g_answer, DWORD{WAIT_OBJECT_0});
  SetEvent(second);
  EXPECT_EQ(WaitForMultipleObjects(2, all, TRUE, 20), DWORD{WAIT_TIMEOUT});
  EXPECT_EQ(WaitForSingleObject(second, 0), DWORD{WAIT_OBJECT_0});
}

TEST_F(ForeignWait, one_of_sixty_four_if_a_thread_is_among_them) {
  constexpr unsigned kMost = 64, kThread = 20;
  HANDLE handles[kMost];
  for (HANDLE &event : handles) event = CreateEventW(nullptr, FALSE, FALSE, nullptr);
  const HANDLE spare = handles[kThread];
  {
    Worker worker;
    handles[kThread] = worker.thread();
    for (unsigned which : {0u, kThread - 1, kThread + 1, kMost - 1}) {
      BareThread waiter([&] { g_answer = WaitForMultipleObjects(kMost, handles, FALSE, INFINITE); });
      signal_in_wait(waiter);
      signal_in_wait(waiter);
      SetEvent(handles[which]);
      waiter.join();
      EXPECT_EQ(g_answer, which);
      EXPECT_EQ(WaitForSingleObject(handles[which], 0), DWORD{WAIT_TIMEOUT}) << "it has been taken";
    }
    EXPECT_EQ(WaitForMultipleObjects(kMost, handles, FALSE, 20), DWORD{WAIT_TIMEOUT});
    BareThread waiter([&] { g_answer = WaitForMultipleObjects(kMost, handles, FALSE, INFINITE); });
    signal_in_wait(waiter);
    SetEvent(worker);
    waiter.join();
    EXPECT_EQ(g_answer, kThread);
  }
  handles[kThread] = spare;
  for (HANDLE event : handles) CloseHandle(event);
}

// ---- messages ------------------------------------------------------------------------------------------------------

TEST_F(ForeignWait, a_message_ends_the_waits_for_one) {
  const Event event;
  const HANDLE handle = event;
  DWORD first = 7, second = 7;
  MSG message = {};
  int got[4] = {};
  BareThread waiter([&] {
    PeekMessageW(&message, nullptr, 0, 0, PM_NOREMOVE); // makes the queue
    first = MsgWaitForMultipleObjects(1, &handle, FALSE, INFINITE, QS_ALLINPUT);
    second = MsgWaitForMultipleObjectsEx(0, nullptr, INFINITE, QS_ALLINPUT, MWMO_INPUTAVAILABLE);
    for (int i = 0; i < 4; ++i)
      got[i] = i % 2 == 0 ? GetMessageA(&message, nullptr, 0, 0) : GetMessageW(&message, nullptr, 0, 0);
  });
  signal_in_wait(waiter);
  PostThreadMessageW(waiter.tid, WM_APP, 0, 0); // for both waits, and the first GetMessage
  for (int i = 0; i < 2; ++i) {
    signal_in_wait(waiter);
    PostThreadMessageW(waiter.tid, WM_APP, 0, 0);
  }
  signal_in_wait(waiter);
  PostThreadMessageW(waiter.tid, WM_QUIT, 0, 0);
  waiter.join();
  EXPECT_EQ(first, 1u) << "the input's index";
  EXPECT_EQ(second, 0u);
  EXPECT_TRUE(got[0] == 1 && got[1] == 1 && got[2] == 1 && got[3] == 0);
  EXPECT_EQ(GetMessageW(&message, reinterpret_cast<HWND>(&message), 0, 0), -1);
  EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_WINDOW_HANDLE});
}

// ---- leaving -------------------------------------------------------------------------------------------------------

sigjmp_buf g_out;
void jump(int) { siglongjmp(g_out, 1); }

TEST_F(ForeignWait, a_handler_may_jump_out) {
  handle(SIGUSR2, jump);
  const unsigned rounds = std::getenv("PSIG_FULL") != nullptr ? 10'000 : 200;
  for (const Call &call : kCalls) {
    SCOPED_TRACE(call.name);
    const Event event;
    std::atomic<unsigned> round{0};
    BareThread waiter([&] {
      while (round < rounds) {
        if (sigsetjmp(g_out, 1) == 0) (void)call.wait(event, INFINITE);
        round.fetch_add(1);
      }
      g_answer = call.wait(event, INFINITE);
    });
    for (unsigned i = 0; i < rounds; ++i) {
      until([&] { return waits(waiter.tid); });
      tgkill(getpid(), static_cast<pid_t>(waiter.tid), SIGUSR2);
      until([&] { return round > i; });
    }
    signal_in_wait(waiter);
    SetEvent(event);
    waiter.join();
    EXPECT_EQ(g_answer, DWORD{WAIT_OBJECT_0});
  }
  handle(SIGUSR2, SIG_DFL);
}

// ---- the window ----------------------------------------------------------------------------------------------------

// Between the last look and the wait another thread sends.
std::atomic<unsigned> g_asked{0}, g_sent{0};
decltype(nt::ForeignCalls::wait_several_ex) g_real;
unsigned long g_waiter;
unsigned long __stdcall sent_in_the_window(unsigned long count, const HANDLE *handles, int all, unsigned long ms,
                                           int alertable) {
  if (GetCurrentThreadId() == g_waiter) {
    const unsigned turn = g_asked.fetch_add(1) + 1;
    until([&] { return g_sent.load() >= turn; });
  }
  return g_real(count, handles, all, ms, alertable);
}

TEST_F(ForeignWait, no_signal_is_lost_in_the_window) {
  const unsigned rounds = std::getenv("PSIG_FULL") != nullptr ? 10'000 : 2'000;
  const Event event;
  g_real = nt::g_foreign.wait_several_ex;
  std::atomic<bool> go{false};
  BareThread waiter([&] {
    until([&] { return go.load(); });
    g_answer = WaitForSingleObject(event, INFINITE); // one call: each signal wakes it for another round
  });
  g_waiter = waiter.tid;
  nt::g_foreign.wait_several_ex = sent_in_the_window;
  go = true;
  for (unsigned turn = 1; turn <= rounds; ++turn) {
    until([&] { return g_asked.load() == turn; });
    ASSERT_EQ(tgkill(getpid(), static_cast<pid_t>(waiter.tid), SIGUSR1), 0);
    g_sent.store(turn);
  }
  until([&] { return g_asked.load() == rounds + 1; });
  SetEvent(event);
  g_sent.store(rounds + 1);
  waiter.join();
  nt::g_foreign.wait_several_ex = g_real;
  EXPECT_EQ(g_answer, DWORD{WAIT_OBJECT_0});
  EXPECT_EQ(g_handled, static_cast<int>(rounds));
}

// ---- where no handler may run ---------------------------------------------------------------------------------------

// In a vectored handler, which exception dispatch has called.
HANDLE g_event;
bool g_in_handler;
std::atomic<bool> g_waited;
LONG WINAPI waits_in_dispatch(EXCEPTION_POINTERS *exception) {
  if (exception->ExceptionRecord->ExceptionCode != 0xE0001234) return EXCEPTION_CONTINUE_SEARCH;
  g_answer = WaitForSingleObject(g_event, 200);
  g_in_handler = g_handled != 0;
  g_waited = true;
  return EXCEPTION_CONTINUE_EXECUTION;
}

TEST_F(ForeignWait, no_handler_runs_in_exception_dispatch) {
  const Event event;
  g_event = event;
  g_waited = false;
  void *vectored = AddVectoredExceptionHandler(1, waits_in_dispatch);
  BareThread waiter([] {
    RaiseException(0xE0001234, 0, 0, nullptr);
    until([] { return g_handled == 1; });
  });
  until([&] { return g_waited || waits(waiter.tid); }); // it waits for a time
  tgkill(getpid(), static_cast<pid_t>(waiter.tid), SIGUSR1);
  waiter.join();
  RemoveVectoredExceptionHandler(vectored);
  EXPECT_EQ(g_answer, DWORD{WAIT_TIMEOUT});
  EXPECT_FALSE(g_in_handler);
}

// ---- the switch ----------------------------------------------------------------------------------------------------

TEST_F(ForeignWait, switched_off_it_is_the_bare_call) {
  posix_signal_delivery_np(0);
  const Event event;
  BareThread waiter([&] { g_answer = WaitForSingleObject(event, INFINITE); });
  until([&] { return tgkill(getpid(), static_cast<pid_t>(waiter.tid), SIGUSR1) == 0; });
  EXPECT_EQ(WaitForSingleObject(waiter.handle(), 100), DWORD{WAIT_TIMEOUT});
  EXPECT_EQ(g_handled, 0);
  SetEvent(event);
  waiter.join();
}

TEST_F(ForeignWait, a_module_gets_its_bare_calls_back) {
  HMODULE own = GetModuleHandleW(nullptr);
  const Event event;
  ASSERT_EQ(posix_signal_wait_module_np(own, 0), 0);
  {
    BareThread waiter([&] { g_answer = WaitForSingleObject(event, INFINITE); });
    until([&] { return tgkill(getpid(), static_cast<pid_t>(waiter.tid), SIGUSR1) == 0; });
    EXPECT_EQ(WaitForSingleObject(waiter.handle(), 100), DWORD{WAIT_TIMEOUT});
    EXPECT_FALSE(waits(waiter.tid));
    SetEvent(event);
  }
  ASSERT_EQ(posix_signal_wait_module_np(own, 1), 0);
  {
    BareThread waiter([&] { g_answer = WaitForSingleObject(event, INFINITE); });
    signal_in_wait(waiter);
    SetEvent(event);
  }
  for (void *bad : {static_cast<void *>(nullptr), static_cast<void *>(&own)}) {
    EXPECT_EQ(posix_signal_wait_module_np(bad, 1), -1);
    EXPECT_EQ(errno, EINVAL);
  }
}

// A signal for the process finds a thread that waits so: there is no fallback thread here.
TEST_F(ForeignWait, a_signal_for_the_process_runs_in_a_wait) {
  BareThread sender([&] {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, nullptr);
    Sleep(10);
    kill(getpid(), SIGUSR1);
    until([&] { return g_handled == 1; });
  });
  EXPECT_EQ(WaitForSingleObject(sender.handle(), INFINITE), DWORD{WAIT_OBJECT_0});
}

} // namespace
