// The replacements behind the import tables. They call the originals through GetProcAddress, which no table is between.
#include "nt/process/exit_calls.h"

#include <atomic>
#include <initializer_list>

#include "nt/module/import_patch.h"
#include "nt/module/imports.h"
#include "nt/module/modules.h"
#include "nt/thread/system_calls.h"
#include "nt/thread/teb.h"
#include "nt/thread/thread.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

void (*g_exiting)(bool orderly, std::uint32_t status);
void(__stdcall *g_exit_process)(UINT);
void(__stdcall *g_rtl_exit)(LONG);
BOOL(__stdcall *g_terminate)(HANDLE, UINT);

__attribute__((noreturn)) void __stdcall exit_process(UINT status) {
  g_exiting(true, status);
  g_exit_process(status);
  __builtin_unreachable();
}

__attribute__((noreturn)) void __stdcall rtl_exit(LONG status) {
  g_exiting(true, static_cast<std::uint32_t>(status));
  g_rtl_exit(status);
  __builtin_unreachable();
}

// Wine 8: TerminateProcess() on oneself completes what others were reading, and takes a lock for it that one of them
// may have been terminated with: the process stays, as a zombie that its parent sees running. Ctrl-C during a read of
// the console does it, once in some three hundred times. A thread that is suspended stands in no such lock.
void hold_the_others() {
  static std::atomic<bool> begun{false};
  static mcontext_t context;
  if (!under_wine() || begun.exchange(true)) return;
  threads_visit_unlocked(
      [](Handle thread, unsigned long, void *) {
        if (g_calls.suspend(thread)) (void)g_calls.get_context(thread, &context); // which waits until it is
      },
      nullptr);
}

BOOL __stdcall terminate(HANDLE process, UINT status) {
  if (process == GetCurrentProcess() || GetProcessId(process) == current_pid()) {
    g_exiting(false, status);
    hold_the_others();
  }
  return g_terminate(process, status);
}

const ImportPatch g_patches[] = {{"ExitProcess", reinterpret_cast<void *>(&exit_process)},
                                 {"RtlExitUserProcess", reinterpret_cast<void *>(&rtl_exit)},
                                 {"TerminateProcess", reinterpret_cast<void *>(&terminate)}};

// The innermost one: kernel32's may be a stub that jumps through its own import table, which is patched too.
template <typename Function> void find(Function *function, const char *name) {
  for (const char *module : {"ntdll", "kernelbase", "kernel32"}) {
    const FARPROC found = GetProcAddress(GetModuleHandleA(module), name);
    *function = reinterpret_cast<Function>(reinterpret_cast<void *>(found));
    if (found != nullptr) return;
  }
}

} // namespace

void exit_calls_install(void (*exiting)(bool orderly, std::uint32_t status)) {
  g_exiting = exiting;
  find(&g_exit_process, "ExitProcess");
  find(&g_rtl_exit, "RtlExitUserProcess");
  find(&g_terminate, "TerminateProcess");
  modules_watch([](std::uintptr_t base) { import_patch_module(base, g_patches, 3); });
}

} // namespace psig::nt
