// Quoting by the rules of "Parsing C++ command-line arguments" (Microsoft): a backslash is special only before a quote,
// and the first word knows no escapes at all. Portable. [any]
#include "process/command_line.h"

namespace psig {
namespace {

// Everything else is quoted: blanks, quotes, wildcards, and whatever some program's own parser may find special.
bool plain(wchar_t c) {
  if ((c >= L'a' && c <= L'z') || (c >= L'A' && c <= L'Z') || (c >= L'0' && c <= L'9')) return true;
  for (const wchar_t *p = L"_-+=./\\:,@%~#"; *p != 0; ++p)
    if (c == *p) return true;
  return c > 0x7F && c != 0xA0 && c != 0x3000; // not the blanks beyond ASCII
}

bool plain(const wchar_t *argument) {
  if (*argument == 0) return false;
  while (*argument != 0)
    if (!plain(*argument++)) return false;
  return true;
}

} // namespace

void CommandLine::put(wchar_t c) {
  if (length_ + 1 < kMost) text_[length_++] = c;
  else full_ = true;
}

Errno CommandLine::end() {
  text_[length_] = 0;
  return full_ ? E2BIG : 0;
}

void CommandLine::quoted(const wchar_t *argument) {
  unsigned slashes = 0; // just before here
  put(L'"');
  for (; *argument != 0; ++argument) {
    if (*argument == L'"') put(L'\\', slashes + 1);
    slashes = *argument == L'\\' ? slashes + 1 : 0;
    put(*argument);
  }
  put(L'\\', slashes);
  put(L'"');
}

Errno CommandLine::program(const wchar_t *name) {
  put(L'"');
  for (; *name != 0; ++name) {
    if (*name == L'"') return EINVAL;
    put(*name);
  }
  put(L'"');
  return end();
}

Errno CommandLine::verbatim(const wchar_t *text) {
  while (*text != 0) put(*text++);
  return end();
}

Errno CommandLine::argument(const wchar_t *argument) {
  put(L' ');
  if (plain(argument))
    while (*argument != 0) put(*argument++);
  else quoted(argument);
  return end();
}

} // namespace psig
