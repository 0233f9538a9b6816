#include "common/say.h"

#include <io.h>
#include <stdarg.h>
#include <stdlib.h>

/* From <consoleapi.h> and <stringapiset.h>, as in command.c. */
__declspec(dllimport) int __stdcall GetConsoleMode(void *console, unsigned long *mode);
__declspec(dllimport) int __stdcall WriteConsoleW(void *console, const void *text, unsigned long length,
                                                  unsigned long *written, void *reserved);
__declspec(dllimport) int __stdcall MultiByteToWideChar(unsigned page, unsigned long flags, const char *text,
                                                        int length, wchar_t *wide, int room);
#define UTF8_PAGE 65001
#define ONE_WRITE 8192 /* a console takes less than 64 KB at once */

/* As a stream in text mode: a console may be set not to return by itself (DISABLE_NEWLINE_AUTO_RETURN). From the end,
 * in place; `wide` has room for twice as many. */
static int with_returns(wchar_t *wide, int length) {
  int lines = 0;
  for (int n = 0; n < length; ++n) lines += wide[n] == L'\n';
  for (int from = length, to = length + lines; from < to;) {
    wide[--to] = wide[--from];
    if (wide[from] == L'\n') wide[--to] = L'\r';
  }
  return length + lines;
}

/* 0, or -1 if the stream is no console's, or it takes nothing. */
static int write_console(FILE *stream, const char *text, int length) {
  void *const console = (void *)_get_osfhandle(_fileno(stream));
  unsigned long mode, written = 0;
  if (!GetConsoleMode(console, &mode) || fflush(stream) != 0) return -1;
  wchar_t *const wide = malloc(((size_t)length + 1) * 2 * sizeof *wide);
  if (wide == NULL) return -1;
  int left = with_returns(wide, MultiByteToWideChar(UTF8_PAGE, 0, text, length, wide, length));
  const wchar_t *at = wide;
  for (; left > 0; at += written, left -= (int)written) {
    const unsigned long now = left < ONE_WRITE ? (unsigned long)left : ONE_WRITE;
    if (!WriteConsoleW(console, at, now, &written, NULL) || written == 0) break;
  }
  free(wide);
  return left == 0 ? 0 : -1;
}

int say(FILE *stream, const char *format, ...) {
  char small[256], *text = small;
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  const int length = vsnprintf(small, sizeof small, format, arguments);
  if (length >= (int)sizeof small && (text = malloc((size_t)length + 1)) != NULL)
    vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  va_end(arguments);
  if (length < 0 || text == NULL) return -1;
  int result = length;
  if (write_console(stream, text, length) != 0 && fputs(text, stream) < 0) result = -1;
  if (text != small) free(text);
  return result;
}
