// Entry points that not every system has, found once at start. If one is null the delivery method that needs it cannot
// be used. Everything else is imported by name. docs/windows-mapping.md lists all with their minimum versions.
#pragma once

#include <cstdint>

namespace psig::nt {

//  return, name, parameters, modules to look in
#define PSIG_OPTIONAL_IMPORTS(X)                                                                                       \
  X(int, WaitOnAddress, (volatile void *, void *, unsigned long long, unsigned long), "kernelbase")                    \
  X(long, RtlWaitOnAddress, (const volatile void *, const void *, unsigned long long, const long long *), "ntdll")     \
  X(void, WakeByAddressSingle, (void *), "kernelbase")                                                                 \
  X(void, WakeByAddressAll, (void *), "kernelbase")                                                                    \
  X(int, CompareObjectHandles, (void *, void *), "kernelbase")                                                         \
  X(int, QueueUserAPC2, (void *, void *, std::uintptr_t, int), "kernelbase")                                           \
  X(long, LdrRegisterDllNotification, (unsigned long, void *, void *, void **), "ntdll")                               \
  X(long, NtQueryInformationThread, (void *, int, void *, unsigned long, unsigned long *), "ntdll")                    \
  X(long, NtGetNextThread, (void *, void *, unsigned long, unsigned long, unsigned long, void **), "ntdll")            \
  X(long, NtQuerySection, (void *, int, void *, unsigned long long, unsigned long long *), "ntdll")                    \
  X(long, NtQueryEvent, (void *, int, void *, unsigned long, unsigned long *), "ntdll")                                \
  X(unsigned char, RtlDllShutdownInProgress, (), "ntdll")                                                              \
  X(long, NtSuspendProcess, (void *), "ntdll")                                                                         \
  X(long, NtResumeProcess, (void *), "ntdll")                                                                          \
  X(int, GetProcessInformation, (void *, int, void *, unsigned long), "kernelbase")                                    \
  X(const char *, wine_get_version, (), "ntdll")

struct Imports {
#define X(ret, name, params, module) ret(__stdcall *name) params;
  PSIG_OPTIONAL_IMPORTS(X)
#undef X
};

extern Imports g_imports;

// Fills the table. [loader]: GetModuleHandle and GetProcAddress on modules that are always there.
void imports_start();

inline bool under_wine() { return g_imports.wine_get_version != nullptr; }

} // namespace psig::nt
