// Pages with a protection, and the program counter of a ucontext: where POSIX has mmap() or nothing at all.
#pragma once

#include <stdlib.h>

#include <cstddef>
#include <cstdint>

#ifdef _WIN32
#include <memoryapi.h>
#include <windows.h>
#else
#include <sys/mman.h>
#include <ucontext.h>
#endif

namespace portable {

constexpr std::size_t kPageSize = 4096;
enum class Access { kNone, kRead, kWrite };

class Pages {
public:
  Pages(std::size_t count, Access access) : size_(count * kPageSize) {
#ifdef _WIN32
    memory_ = static_cast<volatile char *>(VirtualAlloc(nullptr, size_, MEM_RESERVE | MEM_COMMIT, native(access)));
#else
    memory_ = static_cast<volatile char *>(mmap(nullptr, size_, native(access), MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
#endif
  }
  ~Pages() {
    void *memory = const_cast<char *>(memory_);
#ifdef _WIN32
    VirtualFree(memory, 0, MEM_RELEASE);
#else
    munmap(memory, size_);
#endif
  }
  Pages(const Pages &) = delete;
  Pages &operator=(const Pages &) = delete;

  volatile char &at(std::size_t offset) { return memory_[offset]; }
  void set(std::size_t offset, std::size_t size, Access access) {
    void *from = const_cast<char *>(memory_ + offset);
#ifdef _WIN32
    DWORD former;
    if (!VirtualProtect(from, size, native(access), &former)) abort();
#else
    if (mprotect(from, size, native(access)) != 0) abort();
#endif
  }
  void allow(std::size_t offset, std::size_t size) { set(offset, size, Access::kWrite); }

private:
#ifdef _WIN32
  static DWORD native(Access access) {
    return access == Access::kNone ? PAGE_NOACCESS : access == Access::kRead ? PAGE_READONLY : PAGE_READWRITE;
  }
#else
  static int native(Access access) {
    return access == Access::kNone ? PROT_NONE : access == Access::kRead ? PROT_READ : PROT_READ | PROT_WRITE;
  }
#endif
  std::size_t size_;
  volatile char *memory_;
};

#ifdef _WIN32
inline std::uint64_t &program_counter(void *context) { return static_cast<ucontext_t *>(context)->uc_mcontext.Rip; }
#else
inline greg_t &program_counter(void *context) { return static_cast<ucontext_t *>(context)->uc_mcontext.gregs[REG_RIP]; }
#endif

} // namespace portable
