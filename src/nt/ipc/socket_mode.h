// Which sockets do not block. Winsock does not report that, so the calls that switch it are watched: ioctlsocket(),
// WSAIoctl(), WSAEventSelect() and WSAAsyncSelect(), and closesocket(), in the import tables of the program's modules.
#pragma once

#include "nt/ipc/socket.h"

namespace psig::nt {

void socket_modes_watch(); // [loader]

// Whether calls on it wait; true for what is no socket. [any]
[[nodiscard]] bool socket_blocks(Socket socket);
// One that accept() has made has the mode of the listening one. [any]
void socket_mode_copy(Socket from, Socket to);

} // namespace psig::nt
