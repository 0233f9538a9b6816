// The PE headers of another process, through its PEB. Nothing read there is trusted: it may be anybody's. [any]
#include "nt/module/image_marker.h"

#include <cstring>

#include "nt/system/win32_errno.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr ULONG_PTR kPebImageBase = sizeof(void *) == 8 ? 0x10 : 0x08;
constexpr unsigned kMaxSections = 96; // the loader's own limit

template <typename T> bool read(HANDLE process, ULONG_PTR address, T *out) {
  SIZE_T got = 0;
  return ReadProcessMemory(process, reinterpret_cast<void *>(address), out, sizeof(*out), &got) && got == sizeof(*out);
}

ULONG_PTR image_base(HANDLE process) {
  PROCESS_BASIC_INFORMATION basic{};
  ULONG_PTR base = 0;
  if (NtQueryInformationProcess(process, ProcessBasicInformation, &basic, sizeof(basic), nullptr) < 0) return 0;
  const auto peb = reinterpret_cast<ULONG_PTR>(basic.PebBaseAddress);
  return peb != 0 && read(process, peb + kPebImageBase, &base) ? base : 0;
}

constexpr unsigned kHeaders = 4096; // of an image, in one piece: each read has its price

struct Head {
  DWORD signature;
  IMAGE_FILE_HEADER file;
};

// By copy, from a place in the headers that is in no way to be trusted.
template <typename T> bool part(const unsigned char (&headers)[kHeaders], std::size_t at, T *out) {
  if (at > kHeaders || kHeaders - at < sizeof(*out)) return false;
  std::memcpy(out, headers + at, sizeof(*out));
  return true;
}

ULONG_PTR find_section(HANDLE process, const char *name) {
  const ULONG_PTR base = image_base(process);
  unsigned char headers[kHeaders];
  IMAGE_DOS_HEADER dos;
  Head head;
  if (base == 0 || !read(process, base, &headers)) return 0;
  if (!part(headers, 0, &dos) || dos.e_magic != IMAGE_DOS_SIGNATURE || dos.e_lfanew <= 0) return 0;
  const auto at = static_cast<std::size_t>(dos.e_lfanew);
  if (!part(headers, at, &head) || head.signature != IMAGE_NT_SIGNATURE) return 0;
  char wanted[IMAGE_SIZEOF_SHORT_NAME] = {};
  for (unsigned n = 0; n < sizeof(wanted) && name[n] != '\0'; ++n) wanted[n] = name[n];
  const std::size_t table = at + sizeof(head) + head.file.SizeOfOptionalHeader;
  for (unsigned n = 0; n < head.file.NumberOfSections && n < kMaxSections; ++n) {
    IMAGE_SECTION_HEADER section;
    const std::size_t place = table + n * sizeof(section);
    const bool known = part(headers, place, &section) || read(process, base + place, &section); // beyond the first page
    if (!known) return 0;
    if (std::memcmp(section.Name, wanted, sizeof(wanted)) == 0) return base + section.VirtualAddress;
  }
  return 0;
}

} // namespace

std::uint64_t process_image_section(const Process &process, const char *name) {
  const HANDLE handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_VM_READ, FALSE, process.pid);
  if (handle == nullptr) return 0;
  const ULONG_PTR found = find_section(handle, name);
  CloseHandle(handle);
  return found;
}

std::uint64_t own_image_section(const char *name) { return find_section(GetCurrentProcess(), name); }

bool process_word_write(const Process &process, std::uint64_t address, std::uint32_t value) {
  const HANDLE handle = OpenProcess(PROCESS_VM_WRITE | PROCESS_VM_OPERATION, FALSE, process.pid);
  if (handle == nullptr) return false;
  SIZE_T put = 0;
  const BOOL done = WriteProcessMemory(handle, reinterpret_cast<void *>(static_cast<ULONG_PTR>(address)), &value,
                                       sizeof(value), &put);
  CloseHandle(handle);
  return done && put == sizeof(value);
}

Errno process_give(const Process &process, Handle object) {
  const HANDLE target = OpenProcess(PROCESS_DUP_HANDLE, FALSE, process.pid);
  if (target == nullptr) return EPERM;
  HANDLE theirs = nullptr;
  const BOOL given = DuplicateHandle(GetCurrentProcess(), object, target, &theirs, 0, FALSE, DUPLICATE_SAME_ACCESS);
  CloseHandle(target);
  return given ? 0 : EPERM;
}

} // namespace psig::nt
