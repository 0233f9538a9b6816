// RtlVirtualUnwind with the cached tables: RtlLookupFunctionEntry, which finds them otherwise, takes a lock.
// [suspended]
#include "nt/unwind.h"

#include "nt/windows.h"

namespace psig::nt {
namespace {

struct Name {
  const char *module, *function;
};
// The exception and call-back machinery, and what does not come back on the same stack.
constexpr Name kForbidden[] = {
    {"ntdll", "KiUserExceptionDispatcher"}, {"ntdll", "KiUserApcDispatcher"}, {"ntdll", "KiUserCallbackDispatcher"},
    {"ntdll", "RtlRaiseException"},         {"ntdll", "RtlUnwindEx"},         {"ntdll", "RtlUnwind"},
    {"ntdll", "RtlDispatchException"},      {"ntdll", "NtContinue"},          {"ntdll", "RtlRestoreContext"},
    {"ntdll", "LdrInitializeThunk"},        {"ntdll", "RtlExitUserThread"},   {"ntdll", "RtlExitUserProcess"},
    {"kernelbase", "RaiseException"},       {"kernelbase", "SwitchToFiber"}};
constexpr int kForbiddenCount = sizeof(kForbidden) / sizeof(kForbidden[0]);
constexpr int kSwitchToFiber = kForbiddenCount - 1;
std::uintptr_t g_forbidden[kForbiddenCount];

} // namespace

void unwind_start() {
  for (int i = 0; i < kForbiddenCount; ++i)
    g_forbidden[i] = reinterpret_cast<std::uintptr_t>(
        GetProcAddress(GetModuleHandleA(kForbidden[i].module), kForbidden[i].function));
}

bool unwind_forbidden(const Module &module, std::uintptr_t address) {
  constexpr std::uintptr_t kLongestLeaf = 512; // SwitchToFiber is one on Windows
  const UnwindEntry *entry = module_unwind_entry(module, address);
  if (entry == nullptr) {
    const std::uintptr_t leaf = g_forbidden[kSwitchToFiber];
    return leaf != 0 && address >= leaf && address < leaf + kLongestLeaf;
  }
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
