// Code of the program that the system has called, perhaps with a lock in its hand: there a handler waits until the
// system's call has ended; in harmless call-backs it runs at once.
#include "nt/thread/teb.h"
#include "signal/engine.h"
#include "signal/threads.h"

#include <cstdlib>
#include <cstring>

using namespace psig_test;

namespace {

std::atomic<int> g_stage;
std::atomic<bool> g_in_callback, g_ran_in_callback, g_ran_with_loader_lock;
DWORD g_thread;

void note_where(int sig) {
  if (g_in_callback.load()) g_ran_in_callback.store(true);
  if (psig::nt::holds_loader_lock(GetCurrentThreadId())) g_ran_with_loader_lock.store(true);
  note(sig);
}

// Runs for as long as the test wants, in code of the program.
void stay_in_callback() {
  if (GetCurrentThreadId() != g_thread || g_stage.load() != 0) return;
  g_in_callback.store(true);
  g_stage.store(1);
  while (g_stage.load() == 1) {}
  g_in_callback.store(false);
}

class callbacks_test : public EngineTest {
protected:
  void SetUp() override {
    EngineTest::SetUp();
    g_stage.store(0);
    g_in_callback.store(false), g_ran_in_callback.store(false), g_ran_with_loader_lock.store(false);
    handle(SIGUSR1, note_where);
  }
};

// Sends while the thread is in the call-back, and expects the handler at once, or only afterwards.
template <typename Body> void send_into(Body body, bool at_once) {
  BareThread thread([&] {
    g_thread = GetCurrentThreadId();
    body();
    until([] { return g_handled.load() != 0; }); // nobody else could take it
  });
  until([] { return g_stage.load() == 1; });
  EXPECT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1), 0);
  if (at_once) until([] { return g_handled.load() != 0; });
  g_stage.store(2);
  thread.join();
  EXPECT_EQ(g_handled, 1);
  EXPECT_EQ(g_ran_in_callback, at_once);
  EXPECT_FALSE(g_ran_with_loader_lock);
}

void __stdcall loaded(ULONG, const void *, void *) { stay_in_callback(); }

LONG __stdcall on_exception(EXCEPTION_POINTERS *exception) {
  if (exception->ExceptionRecord->ExceptionCode != 0xE0001234) return EXCEPTION_CONTINUE_SEARCH;
  stay_in_callback();
  return EXCEPTION_CONTINUE_EXECUTION;
}

int compare(const void *left, const void *right) {
  stay_in_callback();
  return *static_cast<const int *>(left) - *static_cast<const int *>(right);
}

using Lock = LONG(__stdcall *)(ULONG, ULONG *, ULONG_PTR *);
using Unlock = LONG(__stdcall *)(ULONG, ULONG_PTR);

template <typename Function> Function of_ntdll(const char *name) {
  return reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA("ntdll"), name)));
}

} // namespace

// A notice of the loader, as DllMain is called: with its lock held.
TEST_F(callbacks_test, of_the_loader) {
  using Register = LONG(__stdcall *)(ULONG, void *, void *, void **);
  using Unregister = LONG(__stdcall *)(void *);
  void *cookie = nullptr;
  of_ntdll<Register>("LdrRegisterDllNotification")(0, reinterpret_cast<void *>(&loaded), nullptr, &cookie);
  send_into([] { FreeLibrary(LoadLibraryA("winmm.dll")); }, false);
  of_ntdll<Unregister>("LdrUnregisterDllNotification")(cookie);
  EXPECT_EQ(g_stage, 2);
}

TEST_F(callbacks_test, with_the_loader_s_lock_held_by_the_program) {
  ULONG_PTR cookie = 0;
  const auto lock = of_ntdll<Lock>("LdrLockLoaderLock");
  const auto unlock = of_ntdll<Unlock>("LdrUnlockLoaderLock");
  send_into(
      [&] {
        ULONG disposition;
        lock(0, &disposition, &cookie);
        stay_in_callback();
        unlock(0, cookie);
      },
      false);
}

// The heap's frame says "when this call has ended", and the loader's lock, of which no frame tells, is held on beyond
// it.
TEST_F(callbacks_test, of_the_heap_with_the_loader_s_lock_held_further_out) {
  const auto lock = of_ntdll<Lock>("LdrLockLoaderLock");
  const auto unlock = of_ntdll<Unlock>("LdrUnlockLoaderLock");
  BareThread thread([&] {
    ULONG disposition;
    ULONG_PTR cookie = 0;
    lock(0, &disposition, &cookie);
    g_stage.store(1);
    while (g_stage.load() == 1) HeapFree(GetProcessHeap(), 0, HeapAlloc(GetProcessHeap(), 0, 40'000));
    unlock(0, cookie);
    until([] { return g_handled.load() != 0; });
  });
  until([] { return g_stage.load() == 1; });
  for (int n = 0; n < 200; ++n) EXPECT_EQ(tgkill(getpid(), static_cast<pid_t>(thread.tid), SIGUSR1), 0);
  g_stage.store(2);
  thread.join();
  EXPECT_GE(g_handled, 1);
  EXPECT_FALSE(g_ran_with_loader_lock);
}

TEST_F(callbacks_test, of_exception_dispatch) {
  void *hook = AddVectoredExceptionHandler(1, on_exception);
  send_into([] { RaiseException(0xE0001234, 0, 0, nullptr); }, false);
  RemoveVectoredExceptionHandler(hook);
}

TEST_F(callbacks_test, of_a_sort_are_harmless) {
  send_into(
      [] {
        int numbers[] = {3, 1, 2};
        qsort(numbers, 3, sizeof(int), compare);
      },
      true);
}

// &errno allocates in some C run-times, and thread-local slots from 64 on: before a handler can interrupt anything.
TEST_F(callbacks_test, a_thread_begins_with_what_handlers_need) {
  const psig::Thread *entry = nullptr;
  psig::nt::CrtErrorWords words;
  BareThread thread([&] {
    entry = psig::self();
    if (entry != nullptr) words = entry->error_words;
  });
  thread.join();
  EXPECT_NE(entry, nullptr);
  const psig::nt::CrtErrorWords none;
  EXPECT_NE(std::memcmp(&words, &none, sizeof none), 0) << "nothing has been asked for yet";
}
