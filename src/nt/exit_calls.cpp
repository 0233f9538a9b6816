// The replacements behind the import tables. They call the originals through GetProcAddress, which no table is between.
#include "nt/exit_calls.h"

#include "nt/import_patch.h"
#include "nt/modules.h"
#include "nt/teb.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

void (*g_exiting)();
void(__stdcall *g_exit_process)(UINT);
void(__stdcall *g_rtl_exit)(LONG);
BOOL(__stdcall *g_terminate)(HANDLE, UINT);

__attribute__((noreturn)) void __stdcall exit_process(UINT status) {
  g_exiting();
  g_exit_process(status);
  __builtin_unreachable();
}

__attribute__((noreturn)) void __stdcall rtl_exit(LONG status) {
  g_exiting();
  g_rtl_exit(status);
  __builtin_unreachable();
}

BOOL __stdcall terminate(HANDLE process, UINT status) {
  if (process == GetCurrentProcess() || GetProcessId(process) == current_pid()) g_exiting();
  return g_terminate(process, status);
}

const ImportPatch g_patches[] = {{"ExitProcess", reinterpret_cast<void *>(&exit_process)},
                                 {"RtlExitUserProcess", reinterpret_cast<void *>(&rtl_exit)},
                                 {"TerminateProcess", reinterpret_cast<void *>(&terminate)}};

template <typename Function> void find(Function *function, const char *module, const char *name) {
  *function = reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA(module), name)));
}

} // namespace

void exit_calls_install(void (*exiting)()) {
  g_exiting = exiting;
  find(&g_exit_process, "kernel32", "ExitProcess");
  find(&g_rtl_exit, "ntdll", "RtlExitUserProcess");
  find(&g_terminate, "kernel32", "TerminateProcess");
  modules_watch([](std::uintptr_t base) { import_patch_module(base, g_patches, 3); });
}

} // namespace psig::nt
