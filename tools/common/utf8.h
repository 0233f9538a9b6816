/* Text of the system's, UTF-16, as the tools have it inside: UTF-8. Portable. */
#ifndef POSIX_SIGNALS_TOOLS_UTF8_H
#define POSIX_SIGNALS_TOOLS_UTF8_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UTF8_MOST 3 /* bytes for one unit of UTF-16 */

/* `out` has room for UTF8_MOST bytes a unit, and the NUL. A surrogate without its other half becomes U+FFFD; 0 if there
 * was none. */
int utf8_from_utf16(const unsigned short *wide, char *out);
size_t utf16_length(const unsigned short *wide);

#ifdef __cplusplus
}
#endif

#endif
