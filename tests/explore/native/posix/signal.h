// Stands in for <posix/signal.h> where the engine's own sources are compiled for Linux, to be explored: the types
// that they name, next to glibc's.
#pragma once

#include <pthread.h>
#include <signal.h>
#include <stdint.h>

#define __declspec(attribute)

struct posix_mcontext {
  uint64_t Dr6, Rax, Rbx, Rsp, Rbp, Rip;
  uint32_t ContextFlags, EFlags, MxCsr;
};
struct posix_ucontext {
  unsigned long uc_flags;
  posix_ucontext *uc_link;
  uint64_t uc_sigmask;
  stack_t uc_stack;
  posix_mcontext uc_mcontext;
};
#define mcontext_t posix_mcontext
#define ucontext_t posix_ucontext

#define POSIX_SIGNAL_DELIVER_APC 0x1
#define POSIX_SIGNAL_DELIVER_SPECIAL_APC 0x2
#define POSIX_SIGNAL_DELIVER_HIJACK 0x4
#define POSIX_SIGNAL_DELIVER_RETURN 0x8
#define POSIX_SIGNAL_DELIVER_FALLBACK 0x10
#define POSIX_SIGNAL_DELIVER_WAIT 0x20
