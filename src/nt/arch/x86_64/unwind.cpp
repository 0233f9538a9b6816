// RtlVirtualUnwind with the cached tables: RtlLookupFunctionEntry, which finds them otherwise, takes a lock.
// [suspended]
#include "nt/thread/unwind.h"

#include "nt/windows.h"

namespace psig::nt {
namespace {

struct Function {
  const char *module, *name;
  Under under;
};
constexpr Function kFunctions[] = {
    {"kernelbase", "SwitchToFiber", Under::kMachinery}, // comes back to another stack
    {"ntdll", "KiUserCallbackDispatcher", Under::kMachinery},
    {"ntdll", "RtlUnwindEx", Under::kMachinery},
    {"ntdll", "RtlUnwind", Under::kMachinery},
    {"ntdll", "NtContinue", Under::kMachinery},
    {"ntdll", "RtlRestoreContext", Under::kMachinery},
    {"ntdll", "RtlExitUserThread", Under::kMachinery},
    {"ntdll", "RtlExitUserProcess", Under::kMachinery},
    {"ntdll", "KiUserApcDispatcher", Under::kApc},
    {"ntdll", "KiUserExceptionDispatcher", Under::kException},
    {"ntdll", "RtlDispatchException", Under::kException},
    {"ntdll", "RtlRaiseException", Under::kException},
    {"kernelbase", "RaiseException", Under::kException},
    {"ntdll", "LdrInitializeThunk", Under::kException}, // as a thread begins; nothing is returned to
    // DllMain, TLS call-backs, notices: the loader's lock
    {"ntdll", "LdrLoadDll", Under::kLock},
    {"ntdll", "LdrUnloadDll", Under::kLock},
    {"ntdll", "LdrGetDllHandle", Under::kLock},
    {"ntdll", "LdrGetDllHandleEx", Under::kLock},
    {"ntdll", "LdrGetProcedureAddress", Under::kLock},
    {"ntdll", "LdrGetProcedureAddressForCaller", Under::kLock},
    {"ntdll", "LdrEnumerateLoadedModules", Under::kLock},
    {"ntdll", "LdrShutdownThread", Under::kLock},
    {"ntdll", "LdrShutdownProcess", Under::kLock},
    // a hook's code in the heap
    {"ntdll", "RtlAllocateHeap", Under::kLock},
    {"ntdll", "RtlReAllocateHeap", Under::kLock},
    {"ntdll", "RtlFreeHeap", Under::kLock},
    {"ntdll", "RtlSizeHeap", Under::kLock},
    {"ntdll", "RtlWalkHeap", Under::kLock},
    {"ntdll", "RtlDestroyHeap", Under::kLock},
    // call-backs of dynamic function tables, of fiber-local storage
    {"ntdll", "RtlLookupFunctionEntry", Under::kLock},
    {"ntdll", "RtlFlsFree", Under::kLock},
    {"ntdll", "RtlProcessFlsData", Under::kLock}};
constexpr int kCount = sizeof(kFunctions) / sizeof(kFunctions[0]);
std::uintptr_t g_functions[kCount];

// How far up the stack the unwinder would read for this function, at most; 0: it would go by a register that holds no
// address of the stack. (Microsoft's page "x64 exception handling", UNWIND_INFO.)
std::uintptr_t reach_of(const Module &module, const UnwindEntry *entry, const StackLimits &stack,
                        const mcontext_t *context) {
  constexpr unsigned kPush = 0, kLargeAllocation = 1, kSmallAllocation = 2, kSave = 4, kSaveFar = 5, kSaveXmm = 8,
                     kSaveXmmFar = 9, kMachineFrame = 10, kChained = 4;
  std::uintptr_t reach = 8;
  for (int depth = 0; depth < 8; ++depth) {
    const auto *info = reinterpret_cast<const unsigned char *>(module.base + entry->unwind_info);
    const unsigned flags = info[0] >> 3, count = info[2], frame_register = info[3] & 15;
    const auto *codes = reinterpret_cast<const std::uint16_t *>(info + 4);
    if (frame_register != 0) {
      const std::uint64_t base = (&context->Rax)[frame_register];
      if (base < stack.limit || base >= stack.base) return 0;
      if (base > context->Rsp) reach += base - context->Rsp;
    }
    for (unsigned i = 0; i < count; ++i) {
      const unsigned operation = (codes[i] >> 8) & 15, detail = codes[i] >> 12;
      switch (operation) {
      case kPush: reach += 8; break;
      case kSmallAllocation: reach += detail * 8 + 8; break;
      case kLargeAllocation:
        reach += detail == 0 ? codes[i + 1] * std::uintptr_t{8} : codes[i + 1] | (std::uintptr_t{codes[i + 2]} << 16);
        i += detail == 0 ? 1 : 2;
        break;
      case kSave:
      case kSaveXmm: i += 1; break;
      case kSaveFar:
      case kSaveXmmFar: i += 2; break;
      case kMachineFrame: reach += 48; break;
      default: break;
      }
    }
    if ((flags & kChained) == 0) break;
    entry = reinterpret_cast<const UnwindEntry *>(codes + ((count + 1) & ~1U));
  }
  return reach;
}

// Whether jumps lead from here back to here and nowhere else, as `for (;;) {}` does. Wine's unwinder, looking for an
// epilogue, follows jumps within a function for ever.
bool jumps_in_a_circle(std::uintptr_t address, std::uintptr_t begin, std::uintptr_t end) {
  constexpr int kMostJumps = 8; // of honest code
  for (int jumps = 0; address >= begin && address < end; ++jumps) {
    const auto *code = reinterpret_cast<const signed char *>(address);
    std::int32_t distance;
    if (static_cast<unsigned char>(code[0]) == 0xEB) {
      address += 2 + static_cast<std::uintptr_t>(static_cast<std::intptr_t>(code[1]));
    } else if (static_cast<unsigned char>(code[0]) == 0xE9) {
      __builtin_memcpy(&distance, code + 1, sizeof(distance));
      address += 5 + static_cast<std::uintptr_t>(static_cast<std::intptr_t>(distance));
    } else {
      return false;
    }
    if (jumps == kMostJumps) return true;
  }
  return false;
}

} // namespace

void unwind_start() {
  for (int i = 0; i < kCount; ++i)
    g_functions[i] =
        reinterpret_cast<std::uintptr_t>(GetProcAddress(GetModuleHandleA(kFunctions[i].module), kFunctions[i].name));
}

Under unwind_under(const Module &module, std::uintptr_t address) {
  if (module.interruptible) return Under::kNothing;
  if (module.not_reentrant) return Under::kLock;
  constexpr std::uintptr_t kLongestLeaf = 512; // SwitchToFiber is one on Windows
  const UnwindEntry *entry = module_unwind_entry(module, address);
  if (entry == nullptr)
    return g_functions[0] != 0 && address - g_functions[0] < kLongestLeaf ? Under::kMachinery : Under::kNothing;
  for (int i = 0; i < kCount; ++i)
    if (g_functions[i] >= module.base + entry->begin && g_functions[i] < module.base + entry->end)
      return kFunctions[i].under;
  return Under::kNothing;
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

bool unwind_step(const Module &module, const StackLimits &stack, mcontext_t *context) {
  if (context->Rsp < stack.limit || context->Rsp + 8 > stack.base || (context->Rsp & 7) != 0) return false;
  const UnwindEntry *entry = module_unwind_entry(module, context->Rip);
  if (entry != nullptr) {
    const std::uintptr_t reach = reach_of(module, entry, stack, context);
    if (reach == 0 || reach > stack.base - context->Rsp) return false;
    if (jumps_in_a_circle(context->Rip, module.base + entry->begin, module.base + entry->end)) return false;
  }
  return unwind_step(module, context);
}

} // namespace psig::nt
