// NtQuerySystemInformation into pages of our own: the tool-help snapshot gives no creation times. [any]
#include "nt/process/process_list.h"

#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr NTSTATUS kTooSmall = static_cast<NTSTATUS>(0xC0000004);
constexpr SIZE_T kFirstTry = SIZE_T{256} << 10, kLastTry = SIZE_T{64} << 20;

struct SystemProcess { // SYSTEM_PROCESS_INFORMATION, of which the SDK names only some
  ULONG next, threads;
  LARGE_INTEGER working_set_private;
  ULONG hard_faults, threads_peak;
  ULONGLONG cycles;
  LARGE_INTEGER created, user, kernel;
  UNICODE_STRING name;
  LONG priority;
  HANDLE pid, parent;
  ULONG handles, session;
};

std::uint32_t id(HANDLE value) { return static_cast<std::uint32_t>(reinterpret_cast<ULONG_PTR>(value)); }

unsigned char *snapshot() {
  for (SIZE_T size = kFirstTry; size <= kLastTry; size *= 2) {
    void *buffer = VirtualAlloc(nullptr, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (buffer == nullptr) return nullptr;
    ULONG used = 0;
    const NTSTATUS status = NtQuerySystemInformation(SystemProcessInformation, buffer, static_cast<ULONG>(size), &used);
    if (status >= 0) return static_cast<unsigned char *>(buffer);
    VirtualFree(buffer, 0, MEM_RELEASE);
    if (status != kTooSmall) return nullptr;
  }
  return nullptr;
}

} // namespace

Errno processes_visit(bool (*visit)(const ProcessEntry &entry, void *argument), void *argument) {
  unsigned char *const list = snapshot();
  if (list == nullptr) return ENOMEM;
  for (const unsigned char *at = list;;) {
    const auto *process = reinterpret_cast<const SystemProcess *>(at);
    const ProcessEntry entry{id(process->pid), id(process->parent), process->session,
                             static_cast<std::uint64_t>(process->created.QuadPart)};
    if (!visit(entry, argument) || process->next == 0) break;
    at += process->next;
  }
  VirtualFree(list, 0, MEM_RELEASE);
  return 0;
}

} // namespace psig::nt
