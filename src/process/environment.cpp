// Makes the block that CreateProcess takes from the program's strings. [thread]
#include "process/environment.h"

#include <algorithm>
#include <cstring>
#include <cwchar>

#include "nt/system/file.h"
#include "nt/system/memory.h"
#include "nt/system/text.h"

namespace psig {
namespace {

constexpr unsigned kRootRoom = 300;
constexpr wchar_t kRoot[] = L"SystemRoot";
constexpr unsigned kRootLength = sizeof(kRoot) / sizeof(wchar_t) - 1;

struct Variable {
  const wchar_t *text;
  unsigned length, name; // of the name
};

// A name may begin with '=' (the shell's directories of drives).
unsigned name_length(const wchar_t *text, unsigned length) {
  for (unsigned n = 1; n < length; ++n)
    if (text[n] == L'=') return n;
  return length;
}

bool before(const Variable &a, const Variable &b) {
  const int order = nt::compare_ignoring_case(a.text, a.name, b.text, b.name);
  return order != 0 ? order < 0 : a.text < b.text; // doubles stay in their order
}

constexpr unsigned kMostValue = 32767; // characters of a variable, with the NUL

struct OwnValue {
  wchar_t wide[kMostValue];
  char text[4 * kMostValue];
};

// A run-time's environ has in the code page what the caller got, and lost what the code page has not. Such a string
// stands for the variable that it was made of. The value's length, 0 if it is to be taken as it is.
unsigned own_value(const char *given, wchar_t *raw, const Variable &variable, OwnValue *own) {
  const char *const equals = std::strchr(given + 1, '=');
  if (equals == nullptr || nt::text_is_utf8(given)) return 0;
  raw[variable.name] = L'\0';
  const bool there = nt::own_variable(raw, own->wide, kMostValue);
  raw[variable.name] = L'=';
  if (!there || std::wcscmp(own->wide, raw + variable.name + 1) == 0) return 0;
  if (nt::text_from_wide(own->wide, own->text, sizeof(own->text)) == 0 || std::strcmp(own->text, equals + 1) != 0)
    return 0;
  return static_cast<unsigned>(std::wcslen(own->wide));
}

// "SystemRoot=C:\Windows" as the caller has it; its length, 0 if there is none.
unsigned own_root(wchar_t *out) {
  std::memcpy(out, kRoot, sizeof(kRoot));
  out[kRootLength] = L'=';
  if (!nt::own_variable(kRoot, out + kRootLength + 1, kRootRoom - kRootLength - 1)) return 0;
  return static_cast<unsigned>(std::wcslen(out));
}

} // namespace

Environment::~Environment() {
  if (pages_ != nullptr) nt::memory_release(pages_);
}

Errno Environment::build(char *const *envp) {
  std::size_t count = 1, text = kRootRoom;
  for (char *const *p = envp; p != nullptr && *p != nullptr; ++p) {
    ++count;
    text += std::strlen(*p) + 1; // no character of UTF-8 or a code page becomes more units than it has bytes
  }
  pages_ = nt::memory_commit(sizeof(OwnValue) + count * sizeof(Variable) + 2 * (text + 1) * sizeof(wchar_t));
  if (pages_ == nullptr) return ENOMEM;
  auto *const own = static_cast<OwnValue *>(pages_);
  auto *variables = reinterpret_cast<Variable *>(own + 1);
  auto *raw = reinterpret_cast<wchar_t *>(variables + count);
  block_ = raw + text + 1;
  wchar_t *const end = block_;

  unsigned used = 0;
  bool root = false;
  for (char *const *p = envp; p != nullptr && *p != nullptr; ++p) {
    unsigned length = 0;
    if (const Errno error = nt::wide_from_text(*p, raw, static_cast<unsigned>(end - raw), &length)) return error;
    if (length == 0) continue;
    variables[used] = {raw, length, name_length(raw, length)};
    const unsigned value = own_value(*p, raw, variables[used], own), start = variables[used].name + 1;
    if (value != 0 && raw + start + value < end) {
      std::memcpy(raw + start, own->wide, (value + 1) * sizeof(wchar_t));
      variables[used].length = length = start + value;
    }
    root = root || nt::compare_ignoring_case(raw, variables[used].name, kRoot, kRootLength) == 0;
    ++used;
    raw += length + 1;
  }
  if (const unsigned length = root ? 0 : own_root(raw)) variables[used++] = {raw, length, kRootLength};
  std::sort(variables, variables + used, before);

  wchar_t *out = block_;
  for (unsigned n = 0; n < used; ++n) {
    std::memcpy(out, variables[n].text, (variables[n].length + 1) * sizeof(wchar_t));
    out += variables[n].length + 1;
  }
  if (used == 0) *out++ = 0;
  *out = 0;
  return 0;
}

} // namespace psig
