// RtlVirtualUnwind with the cached tables: RtlLookupFunctionEntry, which finds them otherwise, takes a lock.
// [suspended]
#include "nt/unwind.h"

#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr const char *kForbidden[] = {"KiUserExceptionDispatcher", "KiUserApcDispatcher", "KiUserCallbackDispatcher",
                                      "RtlRaiseException",         "RtlUnwindEx",         "RtlUnwind",
                                      "RtlDispatchException",      "NtContinue",          "RtlRestoreContext",
                                      "LdrInitializeThunk",        "RtlExitUserThread",   "RtlExitUserProcess"};
constexpr int kForbiddenCount = sizeof(kForbidden) / sizeof(kForbidden[0]);
std::uintptr_t g_forbidden[kForbiddenCount + 1];

} // namespace

void unwind_start() {
  const HMODULE ntdll = GetModuleHandleA("ntdll");
  for (int i = 0; i < kForbiddenCount; ++i)
    g_forbidden[i] = reinterpret_cast<std::uintptr_t>(GetProcAddress(ntdll, kForbidden[i]));
  g_forbidden[kForbiddenCount] =
      reinterpret_cast<std::uintptr_t>(GetProcAddress(GetModuleHandleA("kernelbase"), "RaiseException"));
}

bool unwind_forbidden(const Module &module, std::uintptr_t address) {
  const UnwindEntry *entry = module_unwind_entry(module, address);
  if (entry == nullptr) return false;
  for (const std::uintptr_t function : g_forbidden)
    if (function >= module.base + entry->begin && function < module.base + entry->end) return true;
  return false;
}

bool unwind_step(const Module &module, mcontext_t *context) {
  const UnwindEntry *entry = module_unwind_entry(module, context->Rip);
  if (entry == nullptr) { // a leaf: the return address is on top
    context->Rip = *reinterpret_cast<const std::uint64_t *>(context->Rsp);
    context->Rsp += 8;
    return true;
  }
  void *handler_data = nullptr;
  ULONG64 establisher = 0;
  RtlVirtualUnwind(UNW_FLAG_NHANDLER, module.base, context->Rip,
                   reinterpret_cast<PRUNTIME_FUNCTION>(const_cast<UnwindEntry *>(entry)),
                   reinterpret_cast<CONTEXT *>(context), &handler_data, &establisher, nullptr);
  return context->Rip != 0;
}

} // namespace psig::nt
