#include "common/utf8.h"

size_t utf16_length(const unsigned short *wide) {
  size_t length = 0;
  while (wide[length] != 0) ++length;
  return length;
}

static int high(unsigned unit) { return unit >= 0xD800 && unit < 0xDC00; }
static int low(unsigned unit) { return unit >= 0xDC00 && unit < 0xE000; }

static char *put(char *out, unsigned point) {
  static const unsigned first[] = {0, 0, 0xC0, 0xE0, 0xF0};
  const int bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  for (int n = bytes - 1; n > 0; --n) {
    out[n] = (char)(0x80 | (point & 0x3F));
    point >>= 6;
  }
  out[0] = (char)(first[bytes] | point);
  return out + bytes;
}

int utf8_from_utf16(const unsigned short *wide, char *out) {
  int broken = 0;
  for (; *wide != 0; ++wide) {
    unsigned point = *wide;
    if (high(point) && low(wide[1])) point = 0x10000 + ((point - 0xD800) << 10) + (*++wide - 0xDC00u);
    else if (high(point) || low(point)) broken = 1, point = 0xFFFD;
    out = put(out, point);
  }
  *out = '\0';
  return broken;
}
