/* <posix/fenv.h>: <fenv.h> and glibc's switches for floating-point traps. Processors start with all of them off, and a
 * signal handler runs with them off. */
#ifndef POSIX_SIGNALS_FENV_H
#define POSIX_SIGNALS_FENV_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include_next <fenv.h>

#include <posix/export.h>

POSIX_SIGNALS_BEGIN

/* Switch traps of the calling thread on and off, for x87 and SSE alike: the named exceptions (FE_INVALID,
 * FE_DIVBYZERO, FE_OVERFLOW, FE_UNDERFLOW, FE_INEXACT) raise SIGFPE from now on, or do so no longer. The first two
 * return the exceptions that trapped before, or -1 for bits that are no exceptions; fegetexcept() returns those that
 * trap. [any] glibc feenableexcept */
int feenableexcept(int excepts) POSIX_SIGNALS_LABEL(feenableexcept);
int fedisableexcept(int excepts) POSIX_SIGNALS_LABEL(fedisableexcept);
int fegetexcept(void) POSIX_SIGNALS_LABEL(fegetexcept);

POSIX_SIGNALS_END

#endif
