// The console as the controlling terminal: its foreground group, and what is typed (XBD 11.1).
#pragma once

#include <cstddef>
#include <cstdint>

#include <posix/sys/types.h>

#include "base/errno_result.h"
#include "base/record.h"
#include "signal/upcalls.h"

namespace psig {

struct Thread;

// The table entries; `handle` is a descriptor's. ENOTTY for what is no console's.
Errno tty_check(void *handle);
Errno tty_getpgrp(void *handle, pid_t *pgid);
Errno tty_setpgrp(void *handle, pid_t pgid);     // EINVAL EPERM EIO EINTR [thread]
Errno tty_give(void *handle, std::int64_t pgid); // to a group that is only being made, whoever the caller is
bool tty_taken();                                // somebody has set the foreground group, and stands for the keys
Errno tty_getsid(void *handle, pid_t *sid);
Errno tty_winsize(void *handle, unsigned short *columns, unsigned short *rows);
// ENOTTY: not a console's input, and nothing is done; EIO EINTR. [thread]
Errno tty_read(void *handle, void *buffer, std::size_t size, std::size_t *got);
Errno tty_read_guarded(Thread *thread, void *handle, void *buffer, std::size_t size, std::size_t *got); // guarded

// Upcalls::tty_ready. Guarded. [thread]
TtyReady tty_ready(void *handle);

// A key of the terminal, as a signal of the foreground group; of this process where nobody has set one. Guarded.
void tty_signal(int signo);
// Ctrl-C, told to every process on the console. [ctrl]
void tty_interrupt();

} // namespace psig
