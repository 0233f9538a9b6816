/* The default action of every signal (XBD <signal.h>), by raise(): death, or nothing. Stopping is in stop.c. */
#include "conformance.h"

static void deadly(int sig) { dies(sig), raise(sig); }
static void harmless(int sig) {
  CHECK(raise(sig) == 0);
  block(sig), raise(sig), unblock(sig);
  CHECK(kill(getpid(), sig) == 0);
}
CASE(default_HUP) { deadly(SIGHUP); }
CASE(default_INT) { deadly(SIGINT); }
CASE(default_QUIT) { deadly(SIGQUIT); }
CASE(default_ILL) { deadly(SIGILL); }
CASE(default_TRAP) { deadly(SIGTRAP); }
CASE(default_ABRT) { deadly(SIGABRT); }
CASE(default_BUS) { deadly(SIGBUS); }
CASE(default_FPE) { deadly(SIGFPE); }
CASE(default_KILL) { deadly(SIGKILL); }
CASE(default_USR1) { deadly(SIGUSR1); }
CASE(default_SEGV) { deadly(SIGSEGV); }
CASE(default_USR2) { deadly(SIGUSR2); }
CASE(default_PIPE) { deadly(SIGPIPE); }
CASE(default_ALRM) { deadly(SIGALRM); }
CASE(default_TERM) { deadly(SIGTERM); }
CASE(default_XCPU) { deadly(SIGXCPU); }
CASE(default_XFSZ) { deadly(SIGXFSZ); }
CASE(default_VTALRM) { deadly(SIGVTALRM); }
CASE(default_PROF) { deadly(SIGPROF); }
CASE(default_SYS) { deadly(SIGSYS); }
CASE(default_POLL) { deadly(SIGPOLL); }

CASE(default_CHLD) { harmless(SIGCHLD); }
CASE(default_URG) { harmless(SIGURG); }
CASE(default_WINCH) { harmless(SIGWINCH); }
CASE(default_CONT) { CHECK(raise(SIGCONT) == 0 && kill(getpid(), SIGCONT) == 0); }
CASE(default_RTMIN) { dies(SIGRTMIN), raise(SIGRTMIN); }
CASE(default_RTMAX) { dies(SIGRTMAX), raise(SIGRTMAX); }
CASE(default_blocked) { block(SIGUSR1), raise(SIGUSR1), dies(SIGUSR1), unblock(SIGUSR1); }
static void *raises(void *unused) { return raise(SIGUSR1), unused; }
CASE(default_thread) {
  pthread_t id;
  dies(SIGUSR1);
  pthread_create(&id, NULL, raises, NULL), pthread_join(id, NULL);
}
static void at_exit(void) { _exit(FAIL); }
CASE(default_atexit) { atexit(at_exit), dies(SIGTERM), raise(SIGTERM); }
