// The end of the last thread, where that is none of pthread_create()'s.
#include <gtest/gtest.h>

#include <windows.h>

#include <posix/signal.h>

#include "runtime/last_thread.h"
#include "signal/engine.h"
#include "support/child.h"
#include "support/standstill.h"

using namespace psig_test;

namespace {

HANDLE g_main;

DWORD WINAPI ends_with_5(void *) {
  WaitForSingleObject(g_main, INFINITE);
  return 5;
}

// As without the library: the status of the last one.
CHILD(bare_thread_is_the_last) {
  DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &g_main, 0, FALSE,
                  DUPLICATE_SAME_ACCESS);
  CloseHandle(CreateThread(nullptr, 0, ends_with_5, nullptr, 0, nullptr));
  ExitThread(0);
}

// A thread that the library has not been told of keeps the process, too.
CHILD(unknown_thread_is_there) {
  posix_signal_fallback_delay_np(-1);
  CloseHandle(CreateThread(
      nullptr, 0,
      [](void *) -> DWORD {
        say("runs");
        hear();
        return 6;
      },
      nullptr, 0, nullptr));
  ExitThread(0);
}

// Leaves as the last thread known, and ends with this status. For the rest of the library it is one of its own.
void leaves(DWORD status) {
  const HANDLE thread = CreateThread(
      nullptr, 0,
      [](void *its_status) -> DWORD {
        const psig::LeavingThread leaving(*psig::self_attached());
        psig::self()->library = true;
        leaving.detached();
        return static_cast<DWORD>(reinterpret_cast<std::uintptr_t>(its_status));
      },
      reinterpret_cast<void *>(static_cast<std::uintptr_t>(status)), 0, nullptr);
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
}

// A second thread, which was not known when the first one left, has ended when the dispatcher finds the first ended.
// Here the main thread is the dispatcher.
CHILD(two_are_the_last) {
  const Standstill still;
  psig::self_attached()->library = true;
  leaves(3);
  if (psig::last_thread_handle() == nullptr) return 1;
  leaves(5);
  psig::last_thread_ended();
  if (psig::last_thread_handle() == nullptr) return 2;
  psig::last_thread_ended();
  for (;;) SwitchToThread();
}

} // namespace

TEST(last_thread, is_the_one_that_ended_last_though_it_was_not_known) {
  Child child("two_are_the_last");
  EXPECT_EQ(child.wait(), 5u);
}

TEST(last_thread, of_the_system_s_own_kind_gives_the_process_its_status) {
  Child child("bare_thread_is_the_last");
  EXPECT_EQ(child.wait(), 5u);
}

TEST(last_thread, is_waited_for_whoever_it_is) {
  Child child("unknown_thread_is_there");
  ASSERT_TRUE(child.expect("runs"));
  unsigned long code = 0;
  EXPECT_FALSE(child.wait_for(100, &code));
  child.tell("end");
  EXPECT_EQ(child.wait(), 6u);
}
