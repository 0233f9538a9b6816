// Another process's memory, for reading.
#pragma once

#include <cstddef>

#include "nt/process/process_handle.h"

namespace psig::nt {

class ProcessMemory {
public:
  ProcessMemory() = default;
  ~ProcessMemory();
  ProcessMemory(const ProcessMemory &) = delete;
  ProcessMemory &operator=(const ProcessMemory &) = delete;

  [[nodiscard]] Errno open(const Process &process); // EPERM ESRCH [any]
  // All or nothing; false where there is no such memory. [any]
  [[nodiscard]] bool gone() const; // nothing can be read any more: the process is on its way out
  [[nodiscard]] bool read(std::uint64_t address, void *to, std::size_t bytes) const;

private:
  Handle handle_ = nullptr;
};

} // namespace psig::nt
