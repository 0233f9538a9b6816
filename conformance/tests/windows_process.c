/* Windows only: programmer-defined signals to another process that never waits alertably, to the one thread there
 * that has them unblocked; the sender knows nothing of the handler's address. */
#ifdef _WIN32
#include "respawn.h"
#include "threads.h"

static flag_t ready;
static pthread_t worker;
static void ends(int sig, siginfo_t *info, void *context) {
  (void)context;
  if (!pthread_equal(pthread_self(), worker)) _exit(91);
  _exit(sig == SIGRTMIN + 5 ? info->si_value.sival_int : 90);
}
static void *computes(void *unused) {
  worker = pthread_self(), unblock(SIGRTMIN + 5);
  for (volatile int n = 0;; n++) ready = 1;
  return unused;
}
ROLE(never_alertable) {
  struct sigaction act = {.sa_sigaction = ends, .sa_flags = SA_SIGINFO};
  sigaction(SIGRTMIN + 5, &act, NULL), block(SIGRTMIN + 5);
  thread(computes), until(&ready), notify_parent(SIGUSR2);
  for (;;) pause();
}
CASE(windows_process_01) {
  block(SIGUSR2);
  pid_t child = respawn("never_alertable");
  told(SIGUSR2);
  CHECK(sigqueue(child, SIGRTMIN + 5, (union sigval){.sival_int = 55}) == 0 && reap(child) == 55);
}
static void ends_usr1(int sig) { _exit(sig == SIGUSR1 ? 66 : 90); }
ROLE(spins) {
  on(SIGUSR1, ends_usr1, 0), notify_parent(SIGUSR2);
  for (volatile int n = 0;; n++) {}
}
CASE(windows_process_02) {
  block(SIGUSR2);
  pid_t child = respawn("spins");
  told(SIGUSR2);
  CHECK(kill(child, SIGUSR1) == 0 && reap(child) == 66);
}
__declspec(dllimport) void __stdcall Sleep(unsigned long milliseconds);
ROLE(sleeps) {
  on(SIGUSR1, ends_usr1, 0), notify_parent(SIGUSR2);
  for (;;) Sleep(15000);
}
CASE(windows_process_03) {
  block(SIGUSR2);
  pid_t child = respawn("sleeps");
  told(SIGUSR2);
  CHECK(kill(child, SIGUSR1) == 0 && reap(child) == 66);
}
#endif
