/* The start of every tool: arguments and environment come as UTF-16, since the run-time's main() has them in the
 * system's code page, where what that has not is a question mark. */
#include "common/tool.h"

#include <stdlib.h>

#include "common/say.h"
#include "common/utf8.h"

int _dowildcard = 0; /* words are passed on as they come */
char **tool_environment;

_Static_assert(sizeof(wchar_t) == sizeof(unsigned short), "UTF-16");

/* In one block, never freed; NULL without memory. `broken` is the first word that is no text, or -1. */
static char **words_from_wide(wchar_t **wide, int *broken) {
  size_t count = 0, units = 0;
  while (wide[count] != NULL) units += utf16_length(wide[count++]) + 1;
  char **const words = malloc((count + 1) * sizeof *words + units * UTF8_MOST);
  if (words == NULL) return NULL;
  char *text = (char *)(words + count + 1);
  *broken = -1;
  for (size_t n = 0; n < count; ++n) {
    if (utf8_from_utf16(wide[n], text) != 0 && *broken < 0) *broken = (int)n;
    words[n] = text;
    text += utf16_length(wide[n]) * UTF8_MOST + 1;
  }
  words[count] = NULL;
  return words;
}

int wmain(int count, wchar_t **wide_words, wchar_t **wide_environment) {
  int broken = -1, ignored;
  char **const words = words_from_wide(wide_words, &broken);
  tool_environment = words_from_wide(wide_environment, &ignored);
  if (words == NULL || tool_environment == NULL) {
    say(stderr, "%s: out of memory\n", tool.name);
    return tool.failure;
  }
  if (broken >= 0) { /* passed on it would be another one */
    say(stderr, "%s: argument %d is no text: '%s'\n", tool.name, broken, words[broken]);
    return tool.failure;
  }
  return tool_main(count, words);
}
