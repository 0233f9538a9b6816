/* <posix/sys/types.h>: the types of <sys/types.h> that mingw-w64 lacks or has in another shape. */
#ifndef POSIX_SIGNALS_SYS_TYPES_H
#define POSIX_SIGNALS_SYS_TYPES_H
#pragma GCC system_header

/* One 64-bit word everywhere; taken before mingw's <sys/types.h> can declare its own under _POSIX (32 bits on i686). */
#ifndef _SIGSET_T_
#define _SIGSET_T_
typedef unsigned long long _sigset_t;
typedef _sigset_t sigset_t;
#elif !defined(_POSIX)
typedef unsigned long long sigset_t;
#endif

#include_next <sys/types.h>

#include <stdint.h>

#ifndef _UID_T_DEFINED
#define _UID_T_DEFINED
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef unsigned int id_t;
#endif

typedef uintptr_t pthread_t; /* as winpthreads; repeated here because <signal.h> has to define it */

#endif
