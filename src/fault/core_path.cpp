// Without formatting functions, which may lock.
#include "fault/core_path.h"

namespace psig {
namespace {

struct Path {
  wchar_t *out;
  unsigned room, length = 0;

  void add(wchar_t c) {
    if (length < room) out[length] = c;
    ++length;
  }
  void add(const wchar_t *text) {
    while (*text != L'\0') add(*text++);
  }
  void add(std::uint64_t value) {
    wchar_t digits[24];
    unsigned count = 0;
    do digits[count++] = static_cast<wchar_t>(L'0' + value % 10);
    while ((value /= 10) != 0);
    while (count != 0) add(digits[--count]);
  }
};

void add_fact(Path *path, wchar_t which, const CoreFacts &facts) {
  switch (which) {
  case L'p':
  case L'P': return path->add(facts.pid);
  case L'i':
  case L'I': return path->add(facts.tid);
  case L'e': return path->add(facts.program);
  case L's': return path->add(static_cast<std::uint64_t>(facts.signo));
  case L't': return path->add(facts.time);
  case L'u': return path->add(facts.uid);
  case L'h': return path->add(facts.host);
  case L'c': return path->add(facts.limit);
  case L'%': return path->add(L'%');
  default: return;
  }
}

} // namespace

// NOLINTNEXTLINE(readability-non-const-parameter): Path writes to it
bool core_path(const wchar_t *pattern, const CoreFacts &facts, wchar_t *out, unsigned room) {
  Path path{out, room};
  for (; *pattern != L'\0'; ++pattern) {
    if (*pattern != L'%') path.add(*pattern);
    else if (*++pattern == L'\0') break;
    else add_fact(&path, *pattern, facts);
  }
  path.add(L'\0');
  return path.length > 1 && path.length <= room;
}

} // namespace psig
