/* What the headers are for. Anything else is told so in one sentence, before the first declaration fails. */
#ifndef POSIX_SIGNALS_BITS_TARGET_H
#define POSIX_SIGNALS_BITS_TARGET_H

#if defined(_MSC_VER)
#error "posix-signals is for mingw-w64's gcc and clang: MSVC has neither #include_next nor assembler labels."
#elif !defined(_WIN32)
#error "posix-signals is for native Windows programs: on a Unix system, leave its headers off the include path."
#elif !defined(__x86_64__)
#error "posix-signals is for x86-64 alone: neither i686 nor ARM64 is supported."
#endif

#endif
