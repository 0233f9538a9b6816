// What runs in exception dispatch is [dispatch]: small frames, no lock, no heap.
#include "nt/thread/fault_hook.h"

#include <atomic>

#include "nt/module/import_patch.h"
#include "nt/module/imports.h"
#include "nt/module/modules.h"
#include "nt/thread/teb.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

FaultHooks g_hooks;
PVOID g_vectored;
std::atomic<LPTOP_LEVEL_EXCEPTION_FILTER> g_others{nullptr}; // the filter that we stand in front of
LPTOP_LEVEL_EXCEPTION_FILTER(__stdcall *g_set_filter)(LPTOP_LEVEL_EXCEPTION_FILTER);

Exception describe(EXCEPTION_POINTERS *pointers) {
  const EXCEPTION_RECORD &record = *pointers->ExceptionRecord;
  Exception out{};
  out.status = record.ExceptionCode;
  out.continuable = (record.ExceptionFlags & EXCEPTION_NONCONTINUABLE) == 0;
  out.address = reinterpret_cast<std::uintptr_t>(record.ExceptionAddress);
  out.parameter_count = record.NumberParameters < 3 ? record.NumberParameters : 3;
  for (unsigned n = 0; n < out.parameter_count; ++n) out.parameters[n] = record.ExceptionInformation[n];
  out.pointers = pointers;
  return out;
}

mcontext_t *context_of(EXCEPTION_POINTERS *pointers) { return reinterpret_cast<mcontext_t *>(pointers->ContextRecord); }

LONG __stdcall vectored(EXCEPTION_POINTERS *pointers) {
  const Answer answer = g_hooks.first_chance(describe(pointers), context_of(pointers));
  return answer == Answer::kContinue ? EXCEPTION_CONTINUE_EXECUTION : EXCEPTION_CONTINUE_SEARCH;
}

LONG __stdcall unhandled(EXCEPTION_POINTERS *pointers) {
  const Exception exception = describe(pointers);
  const Answer answer = g_hooks.last_chance(exception, context_of(pointers));
  if (answer == Answer::kContinue) return EXCEPTION_CONTINUE_EXECUTION;
  if (const auto other = g_others.load(); other != nullptr) {
    const LONG result = other(pointers);
    if (result != EXCEPTION_CONTINUE_SEARCH) return result;
  }
  if (answer == Answer::kSearch) return EXCEPTION_CONTINUE_SEARCH;
  g_hooks.ending(exception, context_of(pointers));
  // Windows ends the process with the exception's code, after its error reporting had its turn; Wine would start its
  // debugger, which may wait for ever.
  if (under_wine()) TerminateProcess(GetCurrentProcess(), exception.status);
  return EXCEPTION_CONTINUE_SEARCH;
}

// SetUnhandledExceptionFilter() of everybody else: they stand behind us, and see one another as ever.
LPTOP_LEVEL_EXCEPTION_FILTER __stdcall set_filter(LPTOP_LEVEL_EXCEPTION_FILTER filter) {
  return g_others.exchange(filter);
}

const ImportPatch g_patch[] = {{"SetUnhandledExceptionFilter", reinterpret_cast<void *>(&set_filter)}};

} // namespace

void fault_hooks_install(const FaultHooks &hooks) {
  g_hooks = hooks;
  const FARPROC found = GetProcAddress(GetModuleHandleA("kernel32"), "SetUnhandledExceptionFilter");
  g_set_filter = reinterpret_cast<decltype(g_set_filter)>(reinterpret_cast<void *>(found));
  if (g_set_filter == nullptr) return;
  g_others.store(g_set_filter(unhandled));
  modules_watch([](std::uintptr_t base) { import_patch_module(base, g_patch, 1); });
}

void fault_first_chance(bool on) {
  if (on && g_vectored == nullptr) g_vectored = AddVectoredExceptionHandler(0, vectored);
  if (on || g_vectored == nullptr) return;
  RemoveVectoredExceptionHandler(g_vectored);
  g_vectored = nullptr;
}

bool being_debugged() {
  constexpr unsigned kPebBeingDebugged = 2;
  return *reinterpret_cast<const unsigned char *>(teb_field<std::uintptr_t>(teb(), kTebPeb) + kPebBeingDebugged) != 0;
}

PageState page_state(std::uintptr_t address) {
  MEMORY_BASIC_INFORMATION page;
  if (VirtualQuery(reinterpret_cast<void *>(address), &page, sizeof(page)) == 0 || page.State == MEM_FREE)
    return PageState::kFree;
  return page.State == MEM_RESERVE ? PageState::kReserved : PageState::kCommitted;
}

} // namespace psig::nt
