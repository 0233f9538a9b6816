/* What the tools' readers of command lines need of <posix/signal.h>, for their tests on Linux: the numbers are the same
 * there. */
#ifndef POSIX_SIGNALS_TEST_NATIVE_SIGNAL_H
#define POSIX_SIGNALS_TEST_NATIVE_SIGNAL_H

#include <signal.h>

#undef NSIG
#undef SIGRTMIN
#define NSIG 65
#define SIGRTMIN 34
#define SIG2STR_MAX 32

#ifdef __cplusplus
extern "C" {
#endif

/* In options_fuzz_test.cpp. */
int sig2str(int signo, char *text);
int str2sig(const char *text, int *signo);
int posix_signal_of_exit_status_np(unsigned status, int *core);

#ifdef __cplusplus
}
#endif

#endif
