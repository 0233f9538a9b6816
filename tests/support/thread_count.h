// How many threads a process has, by the system's own list.
#pragma once

#include <windows.h>

#include <tlhelp32.h>

namespace psig_test {

inline int thread_count(DWORD pid = GetCurrentProcessId()) {
  int count = 0;
  const HANDLE list = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
  THREADENTRY32 entry = {};
  entry.dwSize = sizeof(entry);
  for (BOOL more = Thread32First(list, &entry); more; more = Thread32Next(list, &entry))
    count += entry.th32OwnerProcessID == pid;
  CloseHandle(list);
  return count;
}

} // namespace psig_test
