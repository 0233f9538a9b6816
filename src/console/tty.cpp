// tcgetpgrp, tcsetpgrp and the terminal's access rules (XSH pages of those names; XBD 11.1.4).
#include "console/tty.h"

#include <posix/signal.h>

#include "console/foreground.h"
#include "console/reader.h"
#include "kill/keyboard.h"
#include "kill/orphan.h"
#include "kill/send.h"
#include "nt/console/console_tty.h"
#include "process/children.h"
#include "process/identity.h"
#include "signal/engine.h"
#include "signal/signal_wait.h"

namespace psig {
namespace {

// As the process that stands for the terminal: no receiver takes another's word for the system's.
Record from_process(int signo) { return {.signo = signo, .code = SI_USER}; }

// Those that the hook cannot tell: where the system does not say who is in a console group (Wine 8).
void signal_children(std::int64_t pgid, const Record &record) {
  std::uint32_t pids[64];
  const unsigned count = children_without_library(pgid, pids, 64);
  for (unsigned n = 0; n < count; ++n) (void)kill_send(pids[n], record, false);
}

bool refuses(const Thread *thread, int signo) {
  const LockGuard guard(g_engine.lock);
  return has(thread->blocked.load(), signo) || g_engine.process.actions.of(signo).handler == kSigIgn;
}

// To the own group, ourselves included; EINTR if a handler without SA_RESTART has run.
Errno stop_group(Thread *thread, int signo) {
  const Restartable call(thread);
  (void)kill_send(0, from_process(signo), false);
  return wait_deliver(thread) == EINTR ? EINTR : 0;
}

} // namespace

// XBD 11.1.4: a background process that reads, or sets the terminal, is stopped; once continued it tries again.
Errno tty_access(Thread *thread, int signo) {
  while (in_background(foreground_now(), process_own_group())) {
    if (refuses(thread, signo)) return signo == SIGTTIN ? EIO : 0;
    if (own_group_orphaned()) return EIO;
    if (const Errno error = stop_group(thread, signo)) return error;
  }
  return 0;
}

void tty_signal(int signo) {
  const Foreground now = foreground_now();
  const bool everybody = !now.known;
  if (!everybody) {
    keyboard_signal(now.group.pgid, from_process(signo));
    signal_children(now.group.pgid, from_process(signo));
  }
  if (everybody || now.group.pgid == process_own_group().pgid)
    (void)post(nullptr, Record{.signo = signo, .code = SI_KERNEL}, false, TraceOrigin::kConsole);
}

// The echo is the terminal's on Unix; here nobody else would show it while a job runs.
void tty_interrupt() {
  const Foreground now = foreground_now();
  if (now.known && !now.ours) return; // whoever has set the group sees to it
  reader_discard();
  if (now.known) nt::tty_write(u"^C", 2);
  tty_signal(SIGINT);
}

Errno tty_check(void *handle) { return nt::tty_kind(handle) != nt::Tty::kNone ? 0 : ENOTTY; }

Errno tty_getpgrp(void *handle, pid_t *pgid) {
  if (const Errno error = tty_check(handle)) return error;
  const DeliveryGuard delivery; // the page's lock
  const Foreground now = foreground_now();
  const Group own = process_own_group();
  *pgid = static_cast<pid_t>(now.known && now.group.sid == own.sid ? now.group.pgid : own.pgid);
  return 0;
}

Errno tty_getsid(void *handle, pid_t *sid) {
  if (const Errno error = tty_check(handle)) return error;
  *sid = static_cast<pid_t>(process_own_group().sid);
  return 0;
}

Errno tty_setpgrp(void *handle, pid_t pgid) {
  if (pgid <= 0 || pgid > 0xFFFFFFFF) return EINVAL;
  if (const Errno error = tty_check(handle)) return error;
  const DeliveryGuard delivery;
  if (delivery.thread() == nullptr) return EAGAIN;
  if (!process_group_exists(pgid)) return EPERM;
  if (const Errno error = tty_access(delivery.thread(), SIGTTOU)) return error;
  return foreground_set({pgid, process_own_group().sid});
}

TtyReady tty_ready(void *handle) {
  if (in_background(foreground_now(), process_own_group())) return TtyReady::kBackground;
  return reader_ready(handle);
}

bool tty_taken() { return foreground_now().known; }

Errno tty_give(void *handle, std::int64_t pgid) {
  if (const Errno error = tty_check(handle)) return error;
  return foreground_set({pgid, process_own_group().sid});
}

Errno tty_winsize(void *handle, unsigned short *columns, unsigned short *rows) {
  nt::TtySize size;
  if (tty_check(handle) != 0 || !nt::tty_size(handle, &size)) return ENOTTY;
  *columns = size.columns;
  *rows = size.rows;
  return 0;
}

} // namespace psig
