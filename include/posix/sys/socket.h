/* <posix/sys/socket.h>: of <sys/socket.h>, what signals have to do with: calls that wait, and that raise SIGPIPE.
 * The rest is Winsock's, whose headers this one includes; before <windows.h>, as they want it. The overlay has no
 * <sys/socket.h>: a socket here is a handle, no descriptor (docs/adr/0010, docs/adr/0022). Tags as in
 * <posix/signal.h>.
 *
 * The functions are Winsock's, with their types, which its headers have declared. Errors are in errno, by their
 * POSIX names, and in WSAGetLastError(), by Winsock's. A handler ends a call that waits with EINTR, unless all that
 * ran had SA_RESTART and the socket has no SO_RCVTIMEO or SO_SNDTIMEO for it; what has been transferred counts. A
 * limit of time that is over is EAGAIN. Sockets that do not block (ioctlsocket FIONBIO, WSAEventSelect,
 * WSAAsyncSelect) do not wait here either. Cancellation points. */
#ifndef POSIX_SIGNALS_SYS_SOCKET_H
#define POSIX_SIGNALS_SYS_SOCKET_H
#pragma GCC system_header
#include <posix/bits/target.h>

#include <winsock2.h>
#include <ws2tcpip.h>

#include <posix/bits/iovec.h>
#include <posix/export.h>
#include <posix/sys/types.h>

#ifdef MSG_NOSIGNAL /* 0, where somebody has filled the gap */
#undef MSG_NOSIGNAL
#endif
#define MSG_NOSIGNAL 0x4000 /* no flag of Winsock's; only the functions below take it */

#define MSG_DONTWAIT 0x40 /* neither */
#ifndef MSG_TRUNC
#define MSG_TRUNC 0x0100
#endif

#ifndef SHUT_RD
#define SHUT_RD SD_RECEIVE
#define SHUT_WR SD_SEND
#define SHUT_RDWR SD_BOTH
#endif

struct msghdr {
  void *msg_name; /* whom from, or whom to; or null */
  socklen_t msg_namelen;
  struct iovec *msg_iov;
  size_t msg_iovlen;
  void *msg_control; /* not looked at by recvmsg() */
  size_t msg_controllen;
  int msg_flags;
};

POSIX_SIGNALS_BEGIN

/* Receive at most `length` bytes, of a datagram what fits. With MSG_DONTWAIT they do not wait. With MSG_WAITALL
 * recv() on a stream waits for all bytes, the end or a signal. Return the number of bytes, 0 at the end of a
 * stream, or -1 with EAGAIN, EBADF, ENOTSOCK, ENOTCONN, ECONNRESET, EFAULT or EINTR. [thread] XSH recv, recvfrom */
int WSAAPI recv(SOCKET socket, char *buffer, int length, int flags) POSIX_SIGNALS_LABEL(recv);
int WSAAPI recvfrom(SOCKET socket, char *buffer, int length, int flags, struct sockaddr *from, int *from_length)
    POSIX_SIGNALS_LABEL(recvfrom);

/* Receive and send one message in several pieces of memory, at most 1,024. There is no ancillary data: recvmsg()
 * sets msg_controllen to 0, and sendmsg() refuses any. recvmsg() sets MSG_TRUNC in msg_flags if a datagram was cut
 * off. Return as recv() and send(), and fail also with EMSGSIZE (too many pieces) and EOPNOTSUPP (ancillary data).
 * [thread] XSH recvmsg, sendmsg */
ssize_t recvmsg(SOCKET socket, struct msghdr *message, int flags) POSIX_SIGNALS_LABEL(recvmsg);
ssize_t sendmsg(SOCKET socket, const struct msghdr *message, int flags) POSIX_SIGNALS_LABEL(sendmsg);

/* Send bytes. Where the socket is shut down for writing, or its connection has been given up, they fail with EPIPE;
 * of a stream SIGPIPE is sent to the calling thread first, unless MSG_NOSIGNAL is among the flags. A signal ends a
 * call that has sent something with the count of that. Return the number of bytes, or -1 with EAGAIN (the call
 * would wait, and may not), ECONNRESET, EINTR, EPIPE and those of recv(). [thread] XSH send, sendto */
int WSAAPI send(SOCKET socket, const char *buffer, int length, int flags) POSIX_SIGNALS_LABEL(send);
int WSAAPI sendto(SOCKET socket, const char *message, int length, int flags, const struct sockaddr *to, int to_length)
    POSIX_SIGNALS_LABEL(sendto);

/* Accepts a connection. The new socket blocks if the listening one does. Returns it, or INVALID_SOCKET with EAGAIN,
 * ECONNABORTED, EINTR, EBADF, ENOTSOCK or EFAULT. [thread] XSH accept */
SOCKET WSAAPI accept(SOCKET socket, struct sockaddr *address, int *length) POSIX_SIGNALS_LABEL(accept);

/* Connects a socket. After EINTR the attempt goes on: poll() tells by POLLOUT when it has ended, and getsockopt() with
 * SO_ERROR how; a further connect() fails with EALREADY until then, and with EISCONN afterwards. Returns 0, or -1 with
 * EINTR, EINPROGRESS (the socket does not block) or an error of the connection. [thread] XSH connect */
int WSAAPI connect(SOCKET socket, const struct sockaddr *address, int length) POSIX_SIGNALS_LABEL(connect);

POSIX_SIGNALS_END

#endif
