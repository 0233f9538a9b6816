// Looks at the place of a suspended thread. Only the system's frames on top are walked: the program's own code below
// them does not hold the system's locks, and its frames need not be what the tables say. [suspended]
#include "nt/thread/rest.h"

#include "nt/arch/registers.h"
#include "nt/module/modules.h"
#include "nt/thread/suspended_thread.h"
#include "nt/thread/teb.h"
#include "nt/thread/unwind.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

// Each keeps a lock over system calls: a heap's while it asks for memory, a queue's while it wakes the last ones of
// many, the loader's, which has more than one.
constexpr const char *kKeepers[] = {"RtlAllocateHeap",      "RtlReAllocateHeap", "RtlFreeHeap",
                                    "RtlCreateHeap",        "RtlDestroyHeap",    "RtlWakeAddressAll",
                                    "RtlWakeAddressSingle", "LdrLoadDll",        "LdrUnloadDll",
                                    "LdrGetDllHandleEx",    "LdrShutdownThread", "LdrInitializeThunk"};
constexpr int kKeeperCount = sizeof(kKeepers) / sizeof(kKeepers[0]);
constexpr int kMaxFrames = 64;

std::uintptr_t g_keepers[kKeeperCount], g_ntdll;
mcontext_t g_walk; // guarded by the suspend lock

bool keeps_a_lock(const Module &module, std::uintptr_t address) {
  if (module.base != g_ntdll) return false;
  const UnwindEntry *entry = module_unwind_entry(module, address);
  if (entry == nullptr) return false;
  for (const std::uintptr_t function : g_keepers)
    if (function >= module.base + entry->begin && function < module.base + entry->end) return true;
  return false;
}

} // namespace

void rest_start() {
  const HMODULE ntdll = GetModuleHandleA("ntdll");
  g_ntdll = reinterpret_cast<std::uintptr_t>(ntdll);
  for (int i = 0; i < kKeeperCount; ++i)
    g_keepers[i] = reinterpret_cast<std::uintptr_t>(GetProcAddress(ntdll, kKeepers[i]));
}

bool at_rest(const mcontext_t *context, unsigned long tid, std::uintptr_t block) {
  SuspendLock::assert_held();
  Module module;
  if (holds_loader_lock(tid)) return false; // over call-backs of modules too, whose own frames end the walk
  if (!module_find(ip_of(*context), &module)) return true;
  if (module.base == g_ntdll && !behind_system_call(reinterpret_cast<const unsigned char *>(ip_of(*context))))
    return false;
  if (block == 0) return true;
  const StackLimits stack = stack_limits(block);
  g_walk = *context;
  for (int i = 0; i < kMaxFrames; ++i) {
    if (sp_of(g_walk) < stack.limit || sp_of(g_walk) + 8 > stack.base || (sp_of(g_walk) & 7) != 0) break;
    if (!module_find(ip_of(g_walk), &module) || module.interruptible) break;
    if (keeps_a_lock(module, ip_of(g_walk))) return false;
    if (!unwind_step(module, stack, &g_walk)) break;
  }
  return true;
}

} // namespace psig::nt
