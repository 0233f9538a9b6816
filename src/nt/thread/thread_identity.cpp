// The system gives the id of an ended thread to a new one, so the time of its creation is asked for, too.
#include "nt/thread/thread_identity.h"

#include "nt/module/imports.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

bool is(HANDLE handle, const ThreadIdentity &thread) {
  ThreadIdentity found;
  return thread_identity(handle, &found) && found.tid == thread.tid && found.created == thread.created;
}

} // namespace

// By the status: one error of Win32 stands for a bad handle and for another kind of object.
bool thread_identity(Handle handle, ThreadIdentity *out) {
  constexpr int kTimes = 1; // ThreadTimes
  KERNEL_USER_TIMES times{};
  *out = {};
  if (g_imports.NtQueryInformationThread == nullptr) return true;
  const NTSTATUS status = g_imports.NtQueryInformationThread(handle, kTimes, &times, sizeof(times), nullptr);
  if (status == static_cast<NTSTATUS>(STATUS_INVALID_HANDLE)) return false;
  if (status < 0) return true;
  out->tid = GetThreadId(handle);
  out->created = std::uint64_t{times.CreateTime.dwHighDateTime} << 32 | times.CreateTime.dwLowDateTime;
  return out->tid != 0; // or it has been closed in between
}

Handle thread_again(Handle former, const ThreadIdentity &thread) {
  const HANDLE self = GetCurrentProcess();
  HANDLE found = nullptr;
  if (DuplicateHandle(self, former, self, &found, 0, FALSE, DUPLICATE_SAME_ACCESS)) {
    if (is(found, thread)) return found;
    CloseHandle(found);
  }
  found = OpenThread(SYNCHRONIZE | THREAD_QUERY_LIMITED_INFORMATION, FALSE, thread.tid);
  if (found == nullptr || is(found, thread)) return found;
  CloseHandle(found);
  return nullptr;
}

} // namespace psig::nt
