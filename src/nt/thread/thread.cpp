// Thread handles and enumeration.
#include "nt/thread/thread.h"

#include "nt/module/imports.h"
#include "nt/thread/teb.h"
#include "nt/windows.h"

#include <tlhelp32.h>
#include <winternl.h>

#include <atomic>
#include <cstddef>

namespace psig::nt {

static_assert(offsetof(NT_TIB, StackBase) == kTebStackBase && offsetof(NT_TIB, StackLimit) == kTebStackLimit);
static_assert(offsetof(NT_TIB, FiberData) == kTebFiber && offsetof(NT_TIB, Self) == kTebSelf);
static_assert(offsetof(TEB, ProcessEnvironmentBlock) == kTebPeb && offsetof(TEB, TlsSlots) == kTebTlsSlots);
static_assert(offsetof(TEB, TlsExpansionSlots) == kTebTlsExpansion &&
              sizeof(TEB::TlsSlots) == kTlsDirect * sizeof(void *));

namespace {

constexpr DWORD kAccess = THREAD_SUSPEND_RESUME | THREAD_GET_CONTEXT | THREAD_SET_CONTEXT | THREAD_QUERY_INFORMATION |
                          THREAD_TERMINATE | SYNCHRONIZE; // to terminate: CancelSynchronousIo

struct ThreadBasicInformation {
  LONG exit_status;
  void *teb;
  void *process;
  void *thread;
  ULONG_PTR affinity;
  LONG priority, base_priority;
};

struct Start {
  void (*function)(void *);
  void *argument;
};
constexpr int kStarts = 16; // at the same time
Start g_starts[kStarts];
std::atomic<bool> g_start_taken[kStarts];

DWORD __stdcall thread_main(void *argument) {
  const auto *slot = static_cast<const Start *>(argument);
  const Start start = *slot;
  g_start_taken[slot - g_starts].store(false);
  start.function(start.argument);
  return 0;
}

} // namespace

Handle thread_open(unsigned long tid) {
  const HANDLE thread = OpenThread(kAccess, FALSE, tid);
  if (thread == nullptr) return nullptr;
  if (tid == current_tid() || GetProcessIdOfThread(thread) == current_pid()) return thread;
  CloseHandle(thread);
  return nullptr;
}

bool thread_alive(Handle thread) { return WaitForSingleObject(thread, 0) == WAIT_TIMEOUT; }

std::uintptr_t thread_teb(Handle thread) {
  ThreadBasicInformation info{};
  constexpr int kBasic = 0; // ThreadBasicInformation
  if (g_imports.NtQueryInformationThread(thread, kBasic, &info, sizeof(info), nullptr) < 0) return 0;
  return reinterpret_cast<std::uintptr_t>(info.teb);
}

bool thread_is_created(Handle thread) { return thread_teb(thread) != 0; }

unsigned long thread_tid(Handle thread) { return GetThreadId(thread); }

// Asked, not tried by suspending it: two who try at once see each other.
const void *thread_begins_at(Handle thread) {
  constexpr int kStartAddress = 9; // ThreadQuerySetWin32StartAddress
  const void *start = nullptr;
  if (g_imports.NtQueryInformationThread == nullptr) return nullptr;
  return g_imports.NtQueryInformationThread(thread, kStartAddress, &start, sizeof(start), nullptr) >= 0 ? start
                                                                                                        : nullptr;
}

unsigned thread_suspensions(Handle thread) {
  constexpr int kSuspendCount = 35; // ThreadSuspendCount, Windows 8.1
  ULONG count = 0;
  if (g_imports.NtQueryInformationThread(thread, kSuspendCount, &count, sizeof(count), nullptr) < 0) return 0;
  return count;
}

void thread_pause(unsigned times) {
  constexpr unsigned kYields = 10;
  if (times < kYields) SwitchToThread();
  else Sleep(1);
}

Handle handle_copy(Handle handle) {
  HANDLE copy = nullptr;
  const HANDLE self = GetCurrentProcess();
  return DuplicateHandle(self, handle, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS) ? copy : nullptr;
}

bool handle_same(Handle one, Handle other, bool otherwise) {
  return g_imports.CompareObjectHandles != nullptr ? g_imports.CompareObjectHandles(one, other) != 0 : otherwise;
}

bool handle_wait(Handle handle, long long milliseconds) {
  const DWORD limit = milliseconds < 0 ? INFINITE : static_cast<DWORD>(milliseconds);
  return WaitForSingleObject(handle, limit) == WAIT_OBJECT_0;
}

bool thread_cancel_io(Handle thread) { return CancelSynchronousIo(thread) != 0; }

bool thread_wait(Handle thread, long long milliseconds, std::uint32_t *status) {
  if (!handle_wait(thread, milliseconds)) return false;
  DWORD code = 0;
  GetExitCodeThread(thread, &code);
  *status = code;
  return true;
}

void handle_close(Handle handle) { CloseHandle(handle); }

Handle thread_start(void (*function)(void *), void *argument) {
  int slot = 0;
  while (slot < kStarts && g_start_taken[slot].exchange(true)) ++slot;
  if (slot == kStarts) return nullptr;
  g_starts[slot] = {function, argument};
  const HANDLE thread =
      CreateThread(nullptr, 0, thread_main, &g_starts[slot], STACK_SIZE_PARAM_IS_A_RESERVATION, nullptr);
  if (thread == nullptr) g_start_taken[slot].store(false);
  return thread;
}

void threads_visit(void (*visit)(unsigned long tid, void *argument), void *argument) {
  const HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
  if (snapshot == INVALID_HANDLE_VALUE) return;
  THREADENTRY32 entry{};
  entry.dwSize = sizeof(entry);
  for (BOOL more = Thread32First(snapshot, &entry); more; more = Thread32Next(snapshot, &entry))
    if (entry.th32OwnerProcessID == current_pid()) visit(entry.th32ThreadID, argument);
  CloseHandle(snapshot);
}

void threads_visit_unlocked(void (*visit)(Handle thread, unsigned long tid, void *argument), void *argument) {
  if (g_imports.NtGetNextThread == nullptr) return;
  HANDLE thread = nullptr, next;
  while (g_imports.NtGetNextThread(GetCurrentProcess(), thread, kAccess, 0, 0, &next) >= 0) {
    if (thread != nullptr) CloseHandle(thread);
    thread = next;
    const unsigned long tid = GetThreadId(thread);
    HANDLE given;
    if (tid != current_tid() &&
        DuplicateHandle(GetCurrentProcess(), thread, GetCurrentProcess(), &given, 0, FALSE, DUPLICATE_SAME_ACCESS))
      visit(given, tid, argument);
  }
  if (thread != nullptr) CloseHandle(thread);
}

unsigned long oldest_tid() {
  struct Oldest {
    unsigned long tid;
    ULONGLONG created;
  } oldest{0, ~0ULL};
  threads_visit(
      [](unsigned long tid, void *argument) {
        auto *best = static_cast<Oldest *>(argument);
        const HANDLE thread = OpenThread(THREAD_QUERY_INFORMATION, FALSE, tid);
        if (thread == nullptr) return;
        FILETIME created, exited, kernel, user;
        if (GetThreadTimes(thread, &created, &exited, &kernel, &user)) {
          const ULONGLONG when = (static_cast<ULONGLONG>(created.dwHighDateTime) << 32) | created.dwLowDateTime;
          if (when < best->created) *best = {tid, when};
        }
        CloseHandle(thread);
      },
      &oldest);
  return oldest.tid;
}

namespace {

// By the memory calls, which answer where a plain access would fault. Address 0: a high slot without a table yet.
bool slot_address(std::uintptr_t teb, unsigned slot, std::uintptr_t *address) {
  if (slot < kTlsDirect) {
    *address = teb + kTebTlsSlots + slot * sizeof(void *);
    return true;
  }
  std::uintptr_t expansion = 0;
  const auto *field = reinterpret_cast<const void *>(teb + kTebTlsExpansion);
  if (!ReadProcessMemory(GetCurrentProcess(), field, &expansion, sizeof(expansion), nullptr)) return false;
  *address = expansion != 0 ? expansion + (slot - kTlsDirect) * sizeof(void *) : 0;
  return true;
}

} // namespace

bool teb_peek_tid(std::uintptr_t teb, unsigned long *tid) {
  std::uintptr_t value;
  const auto *field = reinterpret_cast<const void *>(teb + kTebThreadId);
  if (!ReadProcessMemory(GetCurrentProcess(), field, &value, sizeof(value), nullptr)) return false;
  *tid = static_cast<unsigned long>(value);
  return true;
}

bool tls_peek(std::uintptr_t teb, unsigned slot, void **value) {
  std::uintptr_t address;
  if (!slot_address(teb, slot, &address)) return false;
  *value = nullptr;
  return address == 0 || ReadProcessMemory(GetCurrentProcess(), reinterpret_cast<const void *>(address), value,
                                           sizeof(*value), nullptr);
}

bool tls_poke(std::uintptr_t teb, unsigned slot, void *value) {
  std::uintptr_t address;
  return slot_address(teb, slot, &address) && address != 0 &&
         WriteProcessMemory(GetCurrentProcess(), reinterpret_cast<void *>(address), &value, sizeof(value), nullptr);
}

bool tls_set_own(unsigned slot, void *value) { return tls_set(teb(), slot, value) || TlsSetValue(slot, value) != 0; }

unsigned tls_allocate() { return TlsAlloc(); }

} // namespace psig::nt
