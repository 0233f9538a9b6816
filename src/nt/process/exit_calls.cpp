// The replacements behind the import tables. They call the originals through GetProcAddress, which no table is between.
#include "nt/process/exit_calls.h"

#include <atomic>

#include "nt/module/import_patch.h"
#include "nt/module/imports.h"
#include "nt/module/modules.h"
#include "nt/module/system_function.h"
#include "nt/thread/system_calls.h"
#include "nt/thread/teb.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

void (*g_exiting)(bool orderly, std::uint32_t status);
void(__stdcall *g_exit_process)(UINT);
void(__stdcall *g_rtl_exit)(LONG);
BOOL(__stdcall *g_terminate)(HANDLE, UINT);

// Under Wine: somebody is on the way into ExitProcess(), or holds the others to terminate. Each says so before it looks
// for the other, for nobody may be suspended who is ending the process: whom he ends could not resume him.
std::atomic<bool> g_exits{false}, g_holds{false};

[[noreturn]] void be_ended() {
  static std::atomic<std::uint32_t> never{0};
  for (;;) word_sleep(&never, 0, kForever);
}

void come_to_exit(std::uint32_t status) {
  g_exiting(true, status);
  g_exits.store(true);
  if (g_holds.load()) be_ended();
}

__attribute__((noreturn)) void __stdcall exit_process(UINT status) {
  come_to_exit(status);
  g_exit_process(status);
  __builtin_unreachable();
}

__attribute__((noreturn)) void __stdcall rtl_exit(LONG status) {
  come_to_exit(static_cast<std::uint32_t>(status));
  g_rtl_exit(status);
  __builtin_unreachable();
}

// Again until nobody new turns up: one of them may have been creating another.
void suspend_the_others() {
  bool found;
  do {
    found = false;
    threads_visit_unlocked(
        [](Handle thread, unsigned long, void *argument) {
          static mcontext_t context;
          if (thread_is_created(thread) && thread_suspensions(thread) == 0 && g_calls.suspend(thread)) {
            (void)g_calls.get_context(thread, &context); // which waits until it is
            *static_cast<bool *>(argument) = true;
          }
          CloseHandle(thread);
        },
        &found);
  } while (found);
}

// Wine 8: TerminateProcess() on oneself completes what others were reading, and takes a lock for it that one of them
// may have been terminated with: the process stays, as a zombie that its parent sees running. Ctrl-C during a read of
// the console does it, once in some three hundred times. A thread that is suspended stands in no such lock.
void hold_the_others() {
  if (g_holds.exchange(true)) be_ended();
  if (!g_exits.load()) suspend_the_others();
}

BOOL __stdcall terminate(HANDLE process, UINT status) {
  if (process == GetCurrentProcess() || GetProcessId(process) == current_pid()) {
    g_exiting(false, status);
    if (under_wine()) hold_the_others();
  }
  return g_terminate(process, status);
}

const ImportPatch g_patches[] = {{"ExitProcess", reinterpret_cast<void *>(&exit_process)},
                                 {"RtlExitUserProcess", reinterpret_cast<void *>(&rtl_exit)},
                                 {"TerminateProcess", reinterpret_cast<void *>(&terminate)}};

} // namespace

void exit_calls_install(void (*exiting)(bool orderly, std::uint32_t status)) {
  g_exiting = exiting;
  system_function("ExitProcess").innermost(&g_exit_process);
  system_function("RtlExitUserProcess", "ntdll").innermost(&g_rtl_exit);
  system_function("TerminateProcess").innermost(&g_terminate);
  modules_watch([](std::uintptr_t base) { import_patch_module(base, g_patches, 3); });
}

} // namespace psig::nt
