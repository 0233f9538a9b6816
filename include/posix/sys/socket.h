/* <posix/sys/socket.h>: of <sys/socket.h>, what signals have to do with: send() and sendto(), which raise SIGPIPE. The
 * rest is Winsock's, whose headers this one includes; before <windows.h>, as they want it. The overlay has no
 * <sys/socket.h>: a socket here is a handle, no descriptor (docs/adr/0010). Tags as in <posix/signal.h>. */
#ifndef POSIX_SIGNALS_SYS_SOCKET_H
#define POSIX_SIGNALS_SYS_SOCKET_H
#pragma GCC system_header

#include <winsock2.h>
#include <ws2tcpip.h>

#include <posix/export.h>

#ifdef MSG_NOSIGNAL /* 0, where somebody has filled the gap */
#undef MSG_NOSIGNAL
#endif
#define MSG_NOSIGNAL 0x4000 /* no flag of Winsock's; only the functions below take it */

#ifndef SHUT_RD
#define SHUT_RD SD_RECEIVE
#define SHUT_WR SD_SEND
#define SHUT_RDWR SD_BOTH
#endif

POSIX_SIGNALS_BEGIN

/* Winsock's send() and sendto(), with their types, which their headers have declared. Where the socket is shut down for
 * writing, or its connection has been given up, EPIPE; with a stream also SIGPIPE for the calling thread first, unless
 * MSG_NOSIGNAL is among the flags. Errors are in errno, by their POSIX names (a reset connection is ECONNRESET, one
 * that would block EAGAIN), and as Winsock has them in WSAGetLastError(). A call that waits is not ended by a signal.
 * [thread] XSH send, sendto */
int WSAAPI send(SOCKET socket, const char *buffer, int length, int flags) POSIX_SIGNALS_LABEL(send);
int WSAAPI sendto(SOCKET socket, const char *message, int length, int flags, const struct sockaddr *to, int to_length)
    POSIX_SIGNALS_LABEL(sendto);

POSIX_SIGNALS_END

#endif
