// The program's path is in the parameters of the process, which nobody changes after the start.
#include "nt/system/machine_text.h"

#include "nt/thread/teb.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

struct Name {
  const wchar_t *text;
  unsigned length;
};

Name program_file() {
  const auto *peb = reinterpret_cast<const PEB *>(teb_field<std::uintptr_t>(teb(), kTebPeb));
  const UNICODE_STRING &path = peb->ProcessParameters->ImagePathName;
  Name name{path.Buffer, static_cast<unsigned>(path.Length / sizeof(wchar_t))};
  for (unsigned at = name.length; at > 0; --at)
    if (name.text[at - 1] == L'\\' || name.text[at - 1] == L'/') return {name.text + at, name.length - at};
  return name;
}

} // namespace

void program_name(wchar_t *out, unsigned room) {
  Name name = program_file();
  const auto is = [&](unsigned back, wchar_t lower) { return (name.text[name.length - back] | 0x20) == lower; };
  if (name.length > 4 && name.text[name.length - 4] == L'.' && is(3, L'e') && is(2, L'x') && is(1, L'e'))
    name.length -= 4;
  unsigned length = 0;
  for (; length < name.length && length + 1 < room; ++length) out[length] = name.text[length];
  out[length] = L'\0';
}

void host_name(wchar_t *out, unsigned room) {
  DWORD size = room;
  if (!GetComputerNameExW(ComputerNameDnsHostname, out, &size)) out[0] = L'\0';
}

std::uint64_t unix_time() {
  constexpr std::uint64_t kSince1601 = 11'644'473'600, kTicks = 10'000'000;
  FILETIME now;
  GetSystemTimeAsFileTime(&now);
  return (static_cast<std::uint64_t>(now.dwHighDateTime) << 32 | now.dwLowDateTime) / kTicks - kSince1601;
}

} // namespace psig::nt
