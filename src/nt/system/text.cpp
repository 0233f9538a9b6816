// [any]
#include "nt/system/text.h"

#include "nt/windows.h"

namespace psig::nt {

Errno wide_from_text(const char *text, wchar_t *out, unsigned room, unsigned *length) {
  if (room == 0) return E2BIG; // the system would count
  int made = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, out, static_cast<int>(room));
  if (made == 0 && GetLastError() == ERROR_NO_UNICODE_TRANSLATION)
    made = MultiByteToWideChar(CP_ACP, 0, text, -1, out, static_cast<int>(room));
  if (made == 0) return GetLastError() == ERROR_INSUFFICIENT_BUFFER ? E2BIG : EILSEQ;
  if (length != nullptr) *length = static_cast<unsigned>(made) - 1;
  return 0;
}

bool text_is_utf8(const char *text) {
  const char *at = text;
  while (*at > 0) ++at;
  return *at != '\0' && MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, nullptr, 0) != 0;
}

unsigned text_from_wide(const wchar_t *wide, char *out, unsigned room) {
  const int made = WideCharToMultiByte(CP_ACP, 0, wide, -1, out, static_cast<int>(room), nullptr, nullptr);
  return made > 0 ? static_cast<unsigned>(made) : 0;
}

int compare_ignoring_case(const wchar_t *a, unsigned a_length, const wchar_t *b, unsigned b_length) {
  return CompareStringOrdinal(a, static_cast<int>(a_length), b, static_cast<int>(b_length), TRUE) - CSTR_EQUAL;
}

} // namespace psig::nt
