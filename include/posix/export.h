/* How the public declarations are bound to the library's symbols.
 *
 * POSIX names reach the library by assembler labels on their declarations, never by macros, so that C++ members
 * called `signal` or `kill`, `std::signal` and `&raise` keep working. A labelled declaration never carries dllimport:
 * the DLL is reached by import thunks. */
#ifndef POSIX_SIGNALS_EXPORT_H
#define POSIX_SIGNALS_EXPORT_H

#include <posix/bits/target.h>

#ifdef __cplusplus
#define POSIX_SIGNALS_BEGIN extern "C" {
#define POSIX_SIGNALS_END }
#define POSIX_SIGNALS_NOEXCEPT noexcept
#else
#define POSIX_SIGNALS_BEGIN
#define POSIX_SIGNALS_END
#define POSIX_SIGNALS_NOEXCEPT
#endif

#define POSIX_SIGNALS_STRING_(x) #x
#define POSIX_SIGNALS_STRING(x) POSIX_SIGNALS_STRING_(x)

/* Binds the declaration it ends to the symbol `posix_<name>`; i686 adds its leading underscore. */
#define POSIX_SIGNALS_LABEL(name) __asm__(POSIX_SIGNALS_STRING(__USER_LABEL_PREFIX__) "posix_" #name)

#endif
