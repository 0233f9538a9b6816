// The documented calls, and no more. [any]
#include "nt/process/job.h"

#include "nt/system/memory.h"
#include "nt/system/win32_errno.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr unsigned kMost = 1 << 20; // processes in one job

// Not `whole`: there are more than there was room for.
Errno list(HANDLE job, unsigned room, JobMembers *out, bool *whole) {
  const auto size = static_cast<DWORD>(sizeof(JOBOBJECT_BASIC_PROCESS_ID_LIST) + room * sizeof(ULONG_PTR));
  out->pages = memory_commit(size);
  if (out->pages == nullptr) return ENOMEM;
  const auto *found = static_cast<JOBOBJECT_BASIC_PROCESS_ID_LIST *>(out->pages);
  const bool ok = QueryInformationJobObject(job, JobObjectBasicProcessIdList, out->pages, size, nullptr) != 0;
  if (!ok && GetLastError() != ERROR_MORE_DATA) return EBADF;
  out->pids = found->ProcessIdList;
  out->count = found->NumberOfProcessIdsInList;
  *whole = ok && found->NumberOfAssignedProcesses <= out->count;
  return 0;
}

} // namespace

Errno job_create(unsigned flags, Handle *out) {
  const HANDLE job = CreateJobObjectW(nullptr, nullptr);
  if (job == nullptr) return EAGAIN;
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  if ((flags & kKillOnClose) != 0) limits.BasicLimitInformation.LimitFlags |= JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  if ((flags & kBreakaway) != 0) limits.BasicLimitInformation.LimitFlags |= JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
  if (flags != 0 && !SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits))) {
    CloseHandle(job);
    return EAGAIN;
  }
  *out = job;
  return 0;
}

bool is_job(Handle handle) {
  JOBOBJECT_BASIC_ACCOUNTING_INFORMATION counts;
  return QueryInformationJobObject(handle, JobObjectBasicAccountingInformation, &counts, sizeof(counts), nullptr) != 0;
}

Errno job_add(Handle job, Handle process) {
  if (AssignProcessToJobObject(job, process)) return 0;
  return GetLastError() == ERROR_ACCESS_DENIED ? EPERM : EBADF;
}

// The handle at hand may only do for what it is documented to: Wine 8 wants PROCESS_QUERY_INFORMATION.
bool job_has(Handle job, const Process &process) {
  BOOL in = FALSE;
  if (IsProcessInJob(process.handle, job, &in)) return in;
  const HANDLE other = OpenProcess(PROCESS_QUERY_INFORMATION, FALSE, process.pid);
  if (other == nullptr) return false;
  const bool has = IsProcessInJob(other, job, &in) && in;
  CloseHandle(other);
  return has;
}

Errno job_members(Handle job, JobMembers *out) {
  *out = {};
  bool whole = false;
  for (unsigned room = 512; room <= kMost; room *= 4) {
    const Errno error = list(job, room, out, &whole);
    if (error != 0 || whole) return error;
    memory_release(out->pages);
    *out = {};
  }
  return ENOMEM;
}

Errno job_end(Handle job, std::uint32_t status) {
  if (TerminateJobObject(job, status)) return 0;
  return GetLastError() == ERROR_ACCESS_DENIED ? EPERM : EBADF;
}

} // namespace psig::nt
