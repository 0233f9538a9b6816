// A DLL with its own static copy of the library.
#include "stress/copy.h"

#include <windows.h>

extern "C" __declspec(dllexport) const Copy *copy_calls() { return &copy_of_this_module::calls; }

// A thread that lives in this DLL, and gives up its reference as it goes.
extern "C" __declspec(dllexport) unsigned long __stdcall copy_leaves(void *own_module) {
  copy_of_this_module::stay(1000);
  FreeLibraryAndExitThread(static_cast<HMODULE>(own_module), 0);
}
