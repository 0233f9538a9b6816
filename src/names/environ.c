/* environ, for programs that declare it themselves, as POSIX says (XBD 8.1). It is the C run-time's own variable, so
 * the program sees what putenv() changes. The linker's auto-import takes `environ` for an import by way of
 * __imp_environ, which is here and not in an import table. The loader's notice fills it in before the start-up code
 * follows it. A program with a variable of that name never sees this one. [loader] */

#include <_mingw.h> /* says which C run-time */

#ifdef _UCRT
char ***__p__environ(void);
#else
extern char ***__imp__environ;
#define __p__environ() __imp__environ
#endif

char ***__imp_environ;

static void __stdcall fill(void *module, unsigned long reason, void *reserved) {
  (void)module, (void)reserved;
  if (reason == 1) __imp_environ = __p__environ(); /* process attach */
}

__attribute__((section(".CRT$XLB"), used)) static void(__stdcall *const notice)(void *, unsigned long, void *) = fill;
