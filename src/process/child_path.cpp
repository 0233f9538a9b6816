// Portable. [any]
#include "process/child_path.h"

namespace psig {
namespace {

bool slash(wchar_t c) { return c == L'/' || c == L'\\'; }
bool letter(wchar_t c) { return (c >= L'a' && c <= L'z') || (c >= L'A' && c <= L'Z'); }
bool has_drive(const wchar_t *path) { return letter(path[0]) && path[1] == L':'; }

unsigned length_of(const wchar_t *text) {
  unsigned length = 0;
  while (text[length] != 0) ++length;
  return length;
}

bool same(const wchar_t *a, const wchar_t *b) {
  while (*a != 0 && *a == *b) ++a, ++b;
  return *a == *b;
}

wchar_t lower(wchar_t c) { return c >= L'A' && c <= L'Z' ? static_cast<wchar_t>(c + (L'a' - L'A')) : c; }

const wchar_t *extension(const wchar_t *path) {
  const wchar_t *dot = nullptr;
  for (; *path != 0; ++path) {
    if (slash(*path)) dot = nullptr;
    else if (*path == L'.') dot = path;
  }
  return dot;
}

} // namespace

bool names_a_path(const wchar_t *name) {
  if (has_drive(name)) return true;
  for (; *name != 0; ++name)
    if (slash(*name)) return true;
  return false;
}

bool path_append(wchar_t *path, const wchar_t *more) {
  const unsigned length = length_of(path), added = length_of(more);
  if (length + added >= kMostPath) return false;
  for (unsigned n = 0; n <= added; ++n) path[length + n] = more[n];
  return true;
}

bool path_join(const wchar_t *directory, const wchar_t *path, wchar_t *out) {
  out[0] = 0;
  if (same(path, L"/dev/null")) return path_append(out, L"NUL");
  if (same(path, L"/dev/tty")) return path_append(out, L"CON");
  if (directory == nullptr || has_drive(path) || (slash(path[0]) && slash(path[1]))) return path_append(out, path);
  if (slash(path[0])) { // on the directory's drive
    if (has_drive(directory)) {
      out[0] = directory[0];
      out[1] = L':';
      out[2] = 0;
    }
    return path_append(out, path);
  }
  if (!path_append(out, directory)) return false;
  const unsigned length = length_of(out);
  if (length > 0 && !slash(out[length - 1]) && !path_append(out, L"\\")) return false;
  return path_append(out, path);
}

bool has_extension(const wchar_t *path) { return extension(path) != nullptr; }

bool is_batch_file(const wchar_t *path) {
  const wchar_t *dot = extension(path);
  if (dot == nullptr || length_of(dot) != 4) return false;
  const wchar_t word[] = {lower(dot[1]), lower(dot[2]), lower(dot[3]), 0};
  return same(word, L"bat") || same(word, L"cmd");
}

} // namespace psig
