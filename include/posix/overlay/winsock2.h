/* <winsock2.h> beside Unix sources: the system's own. After <poll.h> its struct pollfd has another tag (WSAPOLLFD is
 * still its name), and after <sys/select.h> its select() another name, so that both can be there. */
#pragma GCC system_header
#include <posix/bits/target.h>
#if defined(POSIX_SIGNALS_POLL_H) && !defined(_WINSOCK2API_)
#define pollfd posix_signals_wsapollfd
#endif
#if defined(POSIX_SIGNALS_SYS_SELECT_H) && !defined(_WINSOCK2API_)
#define select posix_signals_wsaselect
#endif
#include_next <winsock2.h>
#undef pollfd
#undef select
