#include "fault/core_path.h"

#include "base/text.h"

namespace psig {
namespace {

using Path = TextWriter<wchar_t>;

void add_fact(Path *path, wchar_t which, const CoreFacts &facts) {
  switch (which) {
  case L'p':
  case L'P': return (void)path->decimal(facts.pid);
  case L'i':
  case L'I': return (void)path->decimal(facts.tid);
  case L'e': return (void)path->text(facts.program);
  case L's': return (void)path->decimal(static_cast<std::uint64_t>(facts.signo));
  case L't': return (void)path->decimal(facts.time);
  case L'u': return (void)path->decimal(facts.uid);
  case L'h': return (void)path->text(facts.host);
  case L'c': return (void)path->decimal(facts.limit);
  case L'%': return (void)path->put(L'%');
  default: return;
  }
}

} // namespace

bool core_path(const wchar_t *pattern, const CoreFacts &facts, wchar_t *out, unsigned room) {
  Path path(out, room);
  for (; *pattern != L'\0'; ++pattern) {
    if (*pattern != L'%') path.put(*pattern);
    else if (*++pattern == L'\0') break;
    else add_fact(&path, *pattern, facts);
  }
  return path.length() != 0 && !path.cut();
}

} // namespace psig
