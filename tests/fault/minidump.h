// Just enough of a reader of minidumps to see that a debugger would find its way.
#pragma once

#include <windows.h>

#include <dbghelp.h>

#include <cstdio>
#include <vector>

namespace psig_test {

class Minidump {
public:
  explicit Minidump(const char *path) {
    std::FILE *file = std::fopen(path, "rb");
    if (file == nullptr) return;
    char part[65536];
    for (std::size_t got; (got = std::fread(part, 1, sizeof part, file)) != 0;)
      bytes_.insert(bytes_.end(), part, part + got);
    std::fclose(file);
  }

  [[nodiscard]] bool good() const {
    const auto *head = at<MINIDUMP_HEADER>(0);
    return head != nullptr && head->Signature == kSignature &&
           stream<MINIDUMP_MODULE_LIST>(ModuleListStream) != nullptr;
  }

  template <typename T> [[nodiscard]] const T *at(std::size_t offset) const {
    if (offset + sizeof(T) > bytes_.size()) return nullptr;
    return reinterpret_cast<const T *>(bytes_.data() + offset);
  }

  template <typename T> [[nodiscard]] const T *stream(ULONG32 kind) const {
    const auto *head = at<MINIDUMP_HEADER>(0);
    for (ULONG32 n = 0; n < head->NumberOfStreams; ++n) {
      const auto *entry = at<MINIDUMP_DIRECTORY>(head->StreamDirectoryRva + n * sizeof(MINIDUMP_DIRECTORY));
      if (entry != nullptr && entry->StreamType == kind) return at<T>(entry->Location.Rva);
    }
    return nullptr;
  }

  [[nodiscard]] bool has_thread(ULONG32 tid) const {
    const auto *list = stream<MINIDUMP_THREAD_LIST>(ThreadListStream);
    for (ULONG32 n = 0; list != nullptr && n < list->NumberOfThreads; ++n)
      if (list->Threads[n].ThreadId == tid) return true;
    return false;
  }

  [[nodiscard]] bool in_module(ULONG64 address) const {
    const auto *list = stream<MINIDUMP_MODULE_LIST>(ModuleListStream);
    for (ULONG32 n = 0; list != nullptr && n < list->NumberOfModules; ++n) {
      const MINIDUMP_MODULE &module = list->Modules[n];
      if (address - module.BaseOfImage < module.SizeOfImage) return true;
    }
    return false;
  }

  [[nodiscard]] bool has_memory(ULONG64 address) const {
    const auto *list = stream<MINIDUMP_MEMORY_LIST>(MemoryListStream);
    for (ULONG32 n = 0; list != nullptr && n < list->NumberOfMemoryRanges; ++n) {
      const MINIDUMP_MEMORY_DESCRIPTOR &range = list->MemoryRanges[n];
      if (address - range.StartOfMemoryRange < range.Memory.DataSize) return true;
    }
    return false;
  }

private:
  static constexpr ULONG32 kSignature = 0x504D444D; // "MDMP"
  std::vector<char> bytes_;
};

} // namespace psig_test
