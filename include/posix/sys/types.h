/* <posix/sys/types.h>: the types of <sys/types.h> that mingw-w64 lacks or has in another shape. */
#ifndef POSIX_SIGNALS_SYS_TYPES_H
#define POSIX_SIGNALS_SYS_TYPES_H
#pragma GCC system_header
#include <posix/bits/target.h>

/* A signal set is one 64-bit word. mingw's own is declared under _POSIX only: taking its guard keeps it out. */
#ifndef _SIGSET_T_
#define _SIGSET_T_
typedef unsigned long long _sigset_t;
#endif
typedef unsigned long long sigset_t;

#include_next <sys/types.h>

#include <stdint.h>

#ifdef NO_OLDNAMES /* -std=c11 and its like: mingw keeps the names without underscore to itself */
typedef _pid_t pid_t;
typedef _mode_t mode_t;
#endif
#ifdef __NO_ISOCEXT
typedef unsigned int useconds_t;
#endif

#ifndef _UID_T_DEFINED
#define _UID_T_DEFINED
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef unsigned int id_t;
#endif

typedef uintptr_t pthread_t; /* as winpthreads; repeated here because <signal.h> has to define it */

#endif
