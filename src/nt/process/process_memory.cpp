// ReadProcessMemory. [any]
#include "nt/process/process_memory.h"

#include "nt/windows.h"

namespace psig::nt {

ProcessMemory::~ProcessMemory() {
  if (handle_ != nullptr) CloseHandle(handle_);
}

Errno ProcessMemory::open(const Process &process) {
  handle_ = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, process.pid);
  if (handle_ != nullptr) return 0;
  return process_alive(process.handle) ? EPERM : ESRCH;
}

// KUSER_SHARED_DATA (ntddk.h): the system maps it into every process, at the same address in each.
bool ProcessMemory::gone() const {
  constexpr std::uint64_t kSharedData = 0x7FFE0000;
  std::uint32_t word = 0;
  return !read(kSharedData, &word, sizeof(word));
}

bool ProcessMemory::read(std::uint64_t address, void *to, std::size_t bytes) const {
  SIZE_T got = 0;
  return ReadProcessMemory(handle_, reinterpret_cast<const void *>(address), to, bytes, &got) && got == bytes;
}

} // namespace psig::nt
