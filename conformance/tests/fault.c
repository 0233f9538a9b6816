/* Faults: what the processor generates. */
#include "threads.h"
#include <setjmp.h>
#ifdef _WIN32
#include <memoryapi.h>
#define PROT_NONE 0x01 /* PAGE_NOACCESS */
#define PROT_READ 0x02 /* PAGE_READONLY */
#else
#include <sys/mman.h>
#endif

static sigjmp_buf out;
static volatile int zero, hundred = 100;
static flag_t signo, code;
static void *volatile address;
static volatile pthread_t handled_by;
static void leaves(int sig, siginfo_t *info, void *context) {
  (void)context, signo = sig, code = info->si_code, address = info->si_addr, handled_by = pthread_self(), note(sig);
  siglongjmp(out, 1);
}
static void catches(int sig, int flags) {
  SETUP(sigaction(sig, &(struct sigaction){.sa_sigaction = leaves, .sa_flags = SA_SIGINFO | flags}, NULL) == 0);
}
static volatile char *page(int protection) {
#ifdef _WIN32
  void *here = VirtualAlloc(NULL, 65536, MEM_RESERVE | MEM_COMMIT, (DWORD)protection);
  SETUP(here != NULL);
#else
  void *here = mmap(NULL, 65536, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  SETUP(here != MAP_FAILED);
#endif
  return here;
}
static volatile char *unmapped(void) {
  volatile char *here = page(PROT_READ);
#ifdef _WIN32
  return VirtualFree((void *)here, 0, MEM_RELEASE), here;
#else
  return munmap((void *)here, 65536), here;
#endif
}
static flag_t in_thread;
static void *faults(void *unused) {
  volatile char *bad = page(PROT_NONE);
  if (sigsetjmp(out, 1) == 0) bad[0] = 1;
  return in_thread = pthread_equal(handled_by, pthread_self()), unused;
}
CASE(concepts_17) { catches(SIGSEGV, 0), pthread_join(thread(faults), NULL), CHECK(in_thread && caught == 1); }
CASE(concepts_18) {
  volatile char *bad = unmapped();
  catches(SIGSEGV, 0);
  if (sigsetjmp(out, 1) == 0) bad[5] = 1;
  CHECK(caught == 1 && code == SEGV_MAPERR && address == (void *)(bad + 5));
}
CASE(concepts_19) {
  volatile char *bad = page(PROT_READ);
  catches(SIGSEGV, 0);
  if (sigsetjmp(out, 1) == 0) bad[7] = 1;
  CHECK(caught == 1 && code == SEGV_ACCERR && address == (void *)(bad + 7));
}
CASE(concepts_20) {
  catches(SIGFPE, 0);
  if (sigsetjmp(out, 1) == 0) zero = hundred / zero;
  if (caught == 0) END(UNSUPPORTED, "this processor does not trap on a division by zero");
  CHECK(code == FPE_INTDIV);
}
CASE(concepts_21) {
  catches(SIGILL, 0);
#if defined __x86_64__ || defined __i386__
  if (sigsetjmp(out, 1) == 0) __asm__ volatile("ud2");
  CHECK(caught == 1 && address != NULL && (code == ILL_ILLOPN || code == ILL_ILLOPC));
#else
  END(UNSUPPORTED, "no illegal instruction known here");
#endif
}
CASE(concepts_22) { dies(SIGSEGV), page(PROT_NONE)[0] = 1; }
CASE(concepts_23) { catches(SIGSEGV, 0), block(SIGSEGV), dies(SIGSEGV), page(PROT_NONE)[0] = 1; }
CASE(concepts_24) {
  volatile char *bad = page(PROT_NONE);
  catches(SIGSEGV, 0);
  for (volatile int i = 0; i < 100; i++)
    if (sigsetjmp(out, 1) == 0) bad[0] = 1;
  CHECK(caught == 100);
}
static volatile char sink;
__attribute__((noinline)) static int deeper(int n) {
  volatile char room[4096];
  room[n & 4095] = (char)n, sink = room[0];
  return n < 0 ? 0 : deeper(n + 1) + room[1];
}
CASE(concepts_25) {
  static char stack[256 * 1024];
  SETUP(sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL) == 0);
  catches(SIGSEGV, SA_ONSTACK);
  for (volatile int i = 0; i < 2; i++)
    if (sigsetjmp(out, 1) == 0) sink = (char)deeper(1);
  CHECK(caught == 2);
}
