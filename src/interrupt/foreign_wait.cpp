// The replacements of kernel32's waits, and the table of all replacements. [thread]
#include "interrupt/foreign_wait.h"

#include "interrupt/foreign_transfer.h"
#include "interrupt/interruptible_wait.h"
#include "interrupt/many_handles.h"
#include "interrupt/message_wait.h"
#include "nt/module/wait_imports.h"
#include "nt/system/file.h"
#include "signal/engine.h"

namespace psig {
namespace {

using nt::g_foreign;
using nt::Handle;

// This process and this thread, which their own threads wait for in vain; of the others only the bare call knows.
bool never_signalled(Handle handle) {
  const auto value = reinterpret_cast<std::intptr_t>(handle);
  return value == -1 || value == -2;
}
void __stdcall sleep(unsigned long milliseconds) {
  Thread *thread = milliseconds != 0 ? waiter() : nullptr;
  Handle handles[1];
  if (thread != nullptr) (void)interruptible_wait_any(thread, handles, 0, milliseconds, 0);
  else g_foreign.sleep(milliseconds);
}

unsigned long __stdcall sleep_ex(unsigned long milliseconds, int alertable) {
  Thread *thread = milliseconds != 0 ? waiter() : nullptr;
  if (thread == nullptr) return g_foreign.sleep_ex(milliseconds, alertable);
  Handle handles[1];
  return interruptible_wait_any(thread, handles, 0, milliseconds, alertable) == nt::kWaitIoCompletion
             ? nt::kWaitIoCompletion
             : 0;
}

unsigned long __stdcall wait_one_ex(Handle handle, unsigned long milliseconds, int alertable) {
  if (milliseconds != 0 && never_signalled(handle)) {
    Handle none[1];
    if (Thread *thread = waiter()) return interruptible_wait_any(thread, none, 0, milliseconds, alertable);
  } else if (milliseconds != 0 && !is_pseudo(handle)) {
    if (Thread *thread = may_wait()) return interruptible_wait_one(thread, handle, milliseconds, alertable);
  }
  return g_foreign.wait_one_ex(handle, milliseconds, alertable);
}

unsigned long __stdcall wait_one(Handle handle, unsigned long milliseconds) {
  return wait_one_ex(handle, milliseconds, 0);
}

unsigned long __stdcall wait_several_ex(unsigned long count, const Handle *handles, int all, unsigned long milliseconds,
                                        int alertable) {
  Thread *thread = milliseconds != 0 && count != 0 && count <= nt::kMaxWaitHandles ? waiter() : nullptr;
  Handle copy[nt::kMaxWaitHandles];
  for (unsigned i = 0; thread != nullptr && i < count; ++i) {
    copy[i] = handles[i];
    if (is_pseudo(copy[i])) thread = nullptr;
  }
  unsigned long answer = kNotHere;
  if (thread == nullptr) {
  } else if (all != 0 && count > 1) {
    answer = wait_for_all(thread, count, copy, milliseconds, alertable);
  } else if (count == nt::kMaxWaitHandles) {
    answer = wait_for_one_of_most(thread, copy, milliseconds, alertable);
  } else {
    answer = interruptible_wait_any(thread, copy, count, milliseconds, alertable);
  }
  return answer != kNotHere ? answer : g_foreign.wait_several_ex(count, handles, all, milliseconds, alertable);
}

unsigned long __stdcall wait_several(unsigned long count, const Handle *handles, int all, unsigned long milliseconds) {
  return wait_several_ex(count, handles, all, milliseconds, 0);
}

// The signal first, with a look, then the wait: the system's own call is no single step either (its page).
unsigned long __stdcall signal_and_wait(Handle signalled, Handle handle, unsigned long milliseconds, int alertable) {
  Thread *thread = milliseconds != 0 && !is_pseudo(handle) ? waiter() : nullptr;
  if (thread == nullptr) return g_foreign.signal_and_wait(signalled, handle, milliseconds, alertable);
  const unsigned long answer = g_foreign.signal_and_wait(signalled, handle, 0, 0);
  return answer == nt::kWaitTimeout ? wait_one_ex(handle, milliseconds, alertable) : answer;
}

constexpr auto read_file = foreign_read;
constexpr auto write_file = foreign_write;

constexpr nt::ForeignCalls kReplacements = {
#define X(result, field, name, parameters, module) .field = field,
    PSIG_FOREIGN_CALLS(X)
#undef X
};

} // namespace

void foreign_waits_start() {
  if (!nt::own_switch(L"POSIX_SIGNALS_WAITS", true)) g_delivery_methods.fetch_and(~POSIX_SIGNAL_DELIVER_WAIT);
  nt::wait_imports_replace(kReplacements);
}

Errno foreign_waits_module(void *module, bool on) { return nt::wait_imports_module(module, on); }

} // namespace psig
