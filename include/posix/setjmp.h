/* <posix/setjmp.h>: the whole of <setjmp.h>, in place of the CRT's.
 *
 * A jump restores the registers, the limits of the stack it lands on and, if sigsetjmp() saved it, the signal mask; it
 * unwinds nothing, so it may leave a signal handler, on whatever stack, at any time. setjmp() does not save the mask.
 * longjmp() and siglongjmp() are one function, and so are jmp_buf and sigjmp_buf. A buffer belongs to the thread that
 * filled it: a jump in another thread ends the process with a message. */
#ifndef POSIX_SIGNALS_SETJMP_H
#define POSIX_SIGNALS_SETJMP_H
#pragma GCC system_header
#include <posix/bits/target.h>

#ifdef _INC_SETJMP
/* The CRT's header came first, with a smaller jmp_buf of that name. From here on the names are ours all the same: in
 * this one case by macros, and longjmp() in C++ as an overload. */
#undef setjmp
#undef _setjmp
#define jmp_buf posix_jmp_buf
#define setjmp posix_setjmp
#define _setjmp posix_setjmp
#ifndef __cplusplus
#undef longjmp
#define longjmp posix_longjmp
#endif
#define POSIX_SIGNALS_JUMP_BEGIN
#define POSIX_SIGNALS_JUMP_END
#else
#define _INC_SETJMP
#define _JMP_BUF_DEFINED
#define POSIX_SIGNALS_JUMP_BEGIN POSIX_SIGNALS_BEGIN
#define POSIX_SIGNALS_JUMP_END POSIX_SIGNALS_END
#endif

#include <crtdefs.h>

#include <posix/export.h>

/* The layout is that of src/signal/arch/<cpu>/jump.S. */
typedef struct posix_jmp_state {
  unsigned long long word[48];
} jmp_buf[1];
typedef jmp_buf sigjmp_buf;

POSIX_SIGNALS_JUMP_BEGIN

/* Fill the buffer and return 0; once more for every jump to it, with that jump's value. sigsetjmp() saves the signal
 * mask if `savemask` is not 0. [any] XSH setjmp, sigsetjmp */
__attribute__((__returns_twice__, __nothrow__)) int setjmp(jmp_buf env) POSIX_SIGNALS_LABEL(setjmp);
__attribute__((__returns_twice__, __nothrow__)) int sigsetjmp(sigjmp_buf env, int savemask)
    POSIX_SIGNALS_LABEL(sigsetjmp);
/* Go back to where the buffer was filled: that call returns `value`, or 1 if that is 0. Do not return. [any] XSH
 * longjmp, siglongjmp */
__attribute__((__noreturn__)) void longjmp(jmp_buf env, int value) POSIX_SIGNALS_LABEL(longjmp);
__attribute__((__noreturn__)) void siglongjmp(sigjmp_buf env, int value) POSIX_SIGNALS_LABEL(siglongjmp);

/* Issue 7's names for the forms that leave the mask alone. [any] XSH Issue 7 _longjmp */
#if defined(__clang__) && !defined(_setjmp)
#define _setjmp setjmp /* clang compiles a call of that name into the CRT's function, whatever the label says */
#else
__attribute__((__returns_twice__, __nothrow__)) int _setjmp(jmp_buf env) POSIX_SIGNALS_LABEL(setjmp);
#endif
__attribute__((__noreturn__)) void _longjmp(jmp_buf env, int value) POSIX_SIGNALS_LABEL(longjmp);

POSIX_SIGNALS_JUMP_END
#undef POSIX_SIGNALS_JUMP_BEGIN
#undef POSIX_SIGNALS_JUMP_END

#endif
