/* Knows no header of the library, so that it compiles natively too, beside GNU's timeout. */
#include "common/duration.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>

static double unit_of(char letter) {
  switch (letter) {
  case '\0':
  case 's': return 1;
  case 'm': return 60;
  case 'h': return 3600;
  case 'd': return 86400;
  default: return 0;
  }
}

int parse_duration(const char *text, long long *milliseconds) {
  char *end;
  if (text == NULL) return 1;
  const double value = strtod(text, &end);
  if (end == text || !(value >= 0)) return 1; /* nor NaN; -0 as GNU */
  const double unit = *end == '\0' || end[1] == '\0' ? unit_of(*end) : 0;
  if (unit == 0) return 1;
  const double wanted = value * unit * 1000;
  if (wanted >= (double)DURATION_FOREVER) {
    *milliseconds = DURATION_FOREVER;
    return 0;
  }
  *milliseconds = (long long)wanted;
  *milliseconds += wanted - (double)*milliseconds > 1e-6; /* not for 2.345, which is a little more in binary */
  return 0;
}

int parse_short_duration(const char *text, int *milliseconds) {
  long long wanted;
  if (parse_duration(text, &wanted) != 0) return 1;
  *milliseconds = wanted > INT_MAX ? INT_MAX : (int)wanted;
  return 0;
}
