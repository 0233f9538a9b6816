// The way out: threads that are ended with the process may have been in the library, with a lock of its, while what is
// left of the exit calls the library.
#include <memory>
#include <string>

#include "nt/module/imports.h"
#include "nt/thread/suspended_thread.h"
#include "signal/engine.h"
#include "signal/threads.h"
#include "support/child.h"
#include "support/standstill.h"

using namespace psig_test;

namespace {

// A DLL's destructors run when this does: after the other threads.
void __stdcall unloaded(ULONG reason, const void *, void *) {
  constexpr ULONG kUnloaded = 2; // LDR_DLL_NOTIFICATION_REASON_UNLOADED
  if (reason != kUnloaded) return;
  const psig::LockGuard engine(psig::g_engine.lock);
  TerminateProcess(GetCurrentProcess(), 42); // says that it was here
}

void watch_the_exit() {
  void *cookie;
  ASSERT_EQ(psig::nt::g_imports.LdrRegisterDllNotification(0, reinterpret_cast<void *>(&unloaded), nullptr, &cookie),
            0);
}

DWORD WINAPI holds_the_engine_s_lock(void *ready) {
  const psig::LockGuard engine(psig::g_engine.lock);
  SetEvent(ready);
  Sleep(INFINITE);
  return 0;
}

DWORD WINAPI takes_the_suspend_lock(void *ready) {
  SetEvent(ready);
  for (;;) const psig::nt::SuspendLock lock;
}

// A thread that begins while the engine's lock is held for ever waits with the loader lock, which the exit takes.
CHILD(leaves) {
  dispatcher_has_begun();
  const HANDLE ready = CreateEventA(nullptr, FALSE, FALSE, nullptr);
  const bool engine = std::string(argv[0]) == "engine";
  watch_the_exit();
  for (int i = 0; i < (engine ? 1 : 3); ++i) {
    CreateThread(nullptr, 0, engine ? holds_the_engine_s_lock : takes_the_suspend_lock, ready, 0, nullptr);
    WaitForSingleObject(ready, INFINITE);
  }
  ExitProcess(0);
}

// 42 where the loader gives notice of modules as the process ends (Wine 8): true. Elsewhere nothing calls the library
// then, and it just has to end.
bool ends_with_a_notice(const char *how) {
  const unsigned long status = Child("leaves", {how}).wait();
  EXPECT_TRUE(status == 42 || status == 0) << status;
  return status == 42;
}

} // namespace

TEST(exit, with_the_engine_s_lock_held) { ends_with_a_notice("engine"); }

TEST(exit, with_threads_that_suspend) {
  for (int i = 0; i < 20 && ends_with_a_notice("suspend"); ++i) {}
}
