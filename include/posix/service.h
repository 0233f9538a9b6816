/* <posix/service.h>: a program with signals as a Windows service. No POSIX header; there is no overlay of it.
 *
 * Tags as in <posix/signal.h>. docs/services.md */
#ifndef POSIX_SIGNALS_SERVICE_H
#define POSIX_SIGNALS_SERVICE_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <posix/export.h>

POSIX_SIGNALS_BEGIN

/* Calls body(argc, argv) on the calling thread, and returns what that returns. If the service control manager has
 * started the process, body() is the service (one of a process of its own): the arguments of its start follow those
 * of `argv`, and its controls are signals. Otherwise body() is all there is. The service has stopped when the
 * process ends, by exit() and its kin or by the default action of a signal. Not to be called in a handler.
 * Returns -1 without having called body() with EFAULT, EINVAL (negative argc), EBUSY (it is a service already),
 * EAGAIN (no thread or no memory) or EIO (the manager refuses). [thread] */
int posix_service_main_np(int (*body)(int argc, char **argv), int argc, char **argv);

/* Sets the signal that a control is from now on; 0: it is not accepted. At start STOP, SHUTDOWN and PRESHUTDOWN are
 * SIGTERM, PARAMCHANGE is SIGHUP, PAUSE is SIGTSTP, CONTINUE is SIGCONT, and the service's own controls, 128 to 255,
 * are none.
 * Returns the former signal, or -1 with EINVAL (no such control, or neither 0 nor a signal). [any] */
#define POSIX_SERVICE_STOP 1
#define POSIX_SERVICE_PAUSE 2
#define POSIX_SERVICE_CONTINUE 3
#define POSIX_SERVICE_SHUTDOWN 5
#define POSIX_SERVICE_PARAMCHANGE 6
#define POSIX_SERVICE_PRESHUTDOWN 15
int posix_service_map_np(int control, int sig);

POSIX_SIGNALS_END

#endif
