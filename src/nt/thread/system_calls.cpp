// The real system calls. Everything from suspend to resume is [suspended].
#include "nt/thread/system_calls.h"

#include "nt/module/imports.h"
#include "nt/thread/multi_wait.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

static_assert(sizeof(CONTEXT) == sizeof(mcontext_t));

// CONTEXT_EXCEPTION_REQUEST and its answers (winnt.h; not in every mingw-w64).
constexpr DWORD kExceptionRequest = 0x40000000;

bool suspend(Handle thread) { return SuspendThread(thread) != static_cast<DWORD>(-1); }

void resume(Handle thread) { ResumeThread(thread); }

bool get_context(Handle thread, mcontext_t *context) {
  auto *native = reinterpret_cast<CONTEXT *>(context);
  // NOLINTNEXTLINE(misc-redundant-expression): each has the architecture's bit
  native->ContextFlags = CONTEXT_CONTROL | CONTEXT_INTEGER | kExceptionRequest;
  return GetThreadContext(thread, native) != 0;
}

bool set_context(Handle thread, const mcontext_t *context) {
  auto native = reinterpret_cast<const CONTEXT *>(context);
  return SetThreadContext(thread, native) != 0;
}

bool queue_apc(Handle thread, ApcFunction function, std::uintptr_t argument) {
  return QueueUserAPC(reinterpret_cast<PAPCFUNC>(function), thread, argument) != 0;
}

// APC_CALLBACK_DATA (processthreadsapi.h, build 22000): Parameter, ContextRecord, two reserved words.
struct CallbackData {
  std::uintptr_t parameter;
  mcontext_t *context;
  std::uintptr_t reserved[2];
};

SpecialApcFunction g_special_function;

void __stdcall special_entry(std::uintptr_t data) {
  const auto *callback = reinterpret_cast<const CallbackData *>(data);
  g_special_function(callback->parameter, callback->context);
}

bool queue_special_apc(Handle thread, SpecialApcFunction function, std::uintptr_t argument) {
  constexpr int kSpecial = 0x1, kWithContext = 0x10000; // QUEUE_USER_APC_FLAGS_...
  g_special_function = function;                        // one function in the whole library
  return g_imports.QueueUserAPC2(reinterpret_cast<void *>(&special_entry), thread, argument, kSpecial | kWithContext) !=
         0;
}

// Set when the process is made. Audits only report.
bool has_shadow_stacks() {
  PROCESS_MITIGATION_USER_SHADOW_STACK_POLICY policy = {};
  if (!GetProcessMitigationPolicy(GetCurrentProcess(), ProcessUserShadowStackPolicy, &policy, sizeof policy))
    return false; // a system that knows of none
  return policy.EnableUserShadowStack != 0 || policy.SetContextIpValidation != 0;
}

bool g_probe_ran;
void probe_ran(std::uintptr_t, mcontext_t *) { g_probe_ran = true; }

} // namespace

SystemCalls g_calls = {suspend, resume, get_context, set_context, queue_apc, nullptr, wait_any, false};

void system_calls_start() {
  g_calls.shadow_stacks = has_shadow_stacks();
  if (g_imports.QueueUserAPC2 == nullptr) return;
  if (!queue_special_apc(GetCurrentThread(), probe_ran, 0)) return;
  if (g_probe_ran)
    g_calls.queue_special_apc = queue_special_apc; // a special APC to oneself runs before the call returns
}

} // namespace psig::nt
