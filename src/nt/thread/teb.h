// The thread environment block, read in place: no call, no lock, any context. x86-64 offsets; thread.cpp asserts those
// that the SDK declares.
#pragma once

#include <cstdint>

namespace psig::nt {

inline constexpr unsigned kTebStackBase = 0x08, kTebStackLimit = 0x10, kTebFiber = 0x20, kTebSelf = 0x30,
                          kTebProcessId = 0x40, kTebThreadId = 0x48, kTebPeb = 0x60, kTebLastError = 0x68,
                          kTebDeallocationStack = 0x1478, kTebTlsSlots = 0x1480, kTebTlsExpansion = 0x1780,
                          kTlsDirect = 64;

#if defined(__x86_64__) && defined(_WIN32)
inline std::uintptr_t teb() {
  std::uintptr_t self;
  __asm__ volatile("movq %%gs:0x30, %0" : "=r"(self));
  return self;
}
#else
std::uintptr_t teb();
#endif

template <typename T> T &teb_field(std::uintptr_t block, unsigned offset) {
  return *reinterpret_cast<T *>(block + offset);
}

inline unsigned long current_tid() {
  return static_cast<unsigned long>(teb_field<std::uintptr_t>(teb(), kTebThreadId));
}
inline unsigned long current_pid() {
  return static_cast<unsigned long>(teb_field<std::uintptr_t>(teb(), kTebProcessId));
}

// The value of a TLS slot of any live thread, given its TEB; null where a high slot has no table yet.
inline void *tls_get(std::uintptr_t block, unsigned slot) {
  if (slot < kTlsDirect) return teb_field<void *>(block, kTebTlsSlots + slot * 8);
  void **expansion = teb_field<void **>(block, kTebTlsExpansion);
  return expansion != nullptr ? expansion[slot - kTlsDirect] : nullptr;
}

// Sets the slot of a live thread without the heap; false for a high slot without a table.
inline bool tls_set(std::uintptr_t block, unsigned slot, void *value) {
  if (slot < kTlsDirect) {
    teb_field<void *>(block, kTebTlsSlots + slot * 8) = value;
    return true;
  }
  void **expansion = teb_field<void **>(block, kTebTlsExpansion);
  if (expansion == nullptr) return false;
  expansion[slot - kTlsDirect] = value;
  return true;
}

// Whether a thread holds the loader's lock: LoaderLock of the process environment block, a CRITICAL_SECTION.
inline bool holds_loader_lock(unsigned long tid) {
  constexpr unsigned kPebLoaderLock = 0x110, kOwningThread = 0x10;
  const auto lock = teb_field<std::uintptr_t>(teb_field<std::uintptr_t>(teb(), kTebPeb), kPebLoaderLock);
  return lock != 0 && teb_field<std::uintptr_t>(lock, kOwningThread) == tid;
}

struct StackLimits {
  std::uintptr_t base, limit, allocation;
};

inline StackLimits stack_limits(std::uintptr_t block) {
  return {teb_field<std::uintptr_t>(block, kTebStackBase), teb_field<std::uintptr_t>(block, kTebStackLimit),
          teb_field<std::uintptr_t>(block, kTebDeallocationStack)};
}

} // namespace psig::nt
