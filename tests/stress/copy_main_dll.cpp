// A DLL with its own static copy of the library, whose DllMain and TLS call-back take their time, raise a signal and
// change the mask. It tells the program when it is inside a call of the library, where handlers may run.
#include "stress/copy.h"

#include <windows.h>

namespace {

std::atomic<int> *g_in_call = nullptr; // of the program; the loader's lock is held whenever this changes

void all_of_it() {
  copy_of_this_module::stay(200);
  if (g_in_call == nullptr) return;
  g_in_call->fetch_add(1);
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  g_in_call->fetch_sub(1);
  copy_of_this_module::stay(200);
  g_in_call->fetch_add(1);
  sigprocmask(SIG_SETMASK, &before, nullptr);
  raise(SIGTERM);
  g_in_call->fetch_sub(1);
  copy_of_this_module::stay(200);
}

void __stdcall on_thread(void *, unsigned long, void *) { copy_of_this_module::stay(200); }

} // namespace

extern "C" {
__attribute__((section(".CRT$XLD"), used)) void(__stdcall *const copy_tls_callback)(void *, unsigned long,
                                                                                    void *) = on_thread;

// The program exports where it counts.
BOOL WINAPI DllMain(HINSTANCE, DWORD reason, void *reserved) {
  if (reason == DLL_PROCESS_ATTACH)
    g_in_call = reinterpret_cast<std::atomic<int> *>(
        reinterpret_cast<void *>(GetProcAddress(GetModuleHandleW(nullptr), "copy_in_call")));
  if (reserved == nullptr || reason != DLL_PROCESS_DETACH) all_of_it();
  return TRUE;
}
}
