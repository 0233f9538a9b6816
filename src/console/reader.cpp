// read() of a console (XSH read, XBD 11.1.5 to 11.1.7). Several threads may read, and each gets whole lines.
// Lock: of the line, a leaf, held while keys are taken and never while waiting for them. [thread]
#include "console/reader.h"

#include <cstring>

#include <posix/signal.h>

#include "console/line_editor.h"
#include "console/tty.h"
#include "console/window_size.h"
#include "nt/console/console_tty.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/handle_wait.h"
#include "signal/signal_wait.h"

namespace psig {
namespace {

constinit Lock<LockRank::kLine> g_lock;
constinit LineEditor g_line PSIG_GUARDED_BY(g_lock);
char g_bytes[LineEditor::kMost * 3] PSIG_GUARDED_BY(g_lock); // of a line that is complete, and not all read
unsigned g_bytes_count PSIG_GUARDED_BY(g_lock), g_bytes_read PSIG_GUARDED_BY(g_lock);
bool g_end PSIG_GUARDED_BY(g_lock); // the end of the file was typed, and nobody has read it yet
std::atomic<bool> g_discard{false};

enum class Taken { kNothing, kBytes, kEnd, kSuspend, kQuit, kResized };

Taken take_line(void *input, const nt::TtyMode &mode) PSIG_REQUIRES(g_lock) {
  g_lock.assert_held();
  nt::TtyKey key;
  while (nt::tty_key(input, &key)) {
    if (key.resized) return Taken::kResized;
    const KeyResult result = g_line.key(key.unit, mode.signals);
    if (mode.echo) nt::tty_write(g_line.echo(), g_line.echo_length());
    switch (result) {
    case KeyResult::kMore: break;
    case KeyResult::kEnd: return Taken::kEnd;
    case KeyResult::kSuspend: return Taken::kSuspend;
    case KeyResult::kQuit: return Taken::kQuit;
    case KeyResult::kLine:
      g_bytes_count = nt::tty_bytes(g_line.text(), g_line.length(), g_bytes, sizeof(g_bytes));
      g_bytes_read = 0;
      g_line.clear();
      return Taken::kBytes;
    }
  }
  return Taken::kNothing;
}

// Not canonical: whatever is there, at least one key.
Taken take_keys(void *input) PSIG_REQUIRES(g_lock) {
  g_lock.assert_held();
  char16_t units[256];
  unsigned count = 0;
  nt::TtyKey key;
  bool resized = false;
  while (count < 256 && !resized && nt::tty_key(input, &key)) {
    resized = key.resized;
    if (!resized) units[count++] = key.unit;
  }
  g_bytes_count = nt::tty_bytes(units, count, g_bytes, sizeof(g_bytes));
  g_bytes_read = 0;
  if (g_bytes_count != 0) return Taken::kBytes;
  return resized ? Taken::kResized : Taken::kNothing;
}

// Until there is something to read: kBytes, kEnd.
Taken fill(void *input) PSIG_REQUIRES(g_lock) {
  g_lock.assert_held();
  if (g_discard.exchange(false)) g_line.clear();
  if (g_bytes_read != g_bytes_count) return Taken::kBytes;
  if (g_end) return Taken::kEnd;
  const nt::TtyMode mode = nt::tty_mode(input);
  const Taken taken = mode.lines ? take_line(input, mode) : take_keys(input);
  g_end = taken == Taken::kEnd;
  return taken;
}

Taken fill_unlocked(void *input) {
  const LockGuard guard(g_lock);
  return fill(input);
}

Taken take(void *input, void *buffer, std::size_t size, std::size_t *got) {
  const LockGuard guard(g_lock);
  const Taken taken = fill(input);
  *got = 0;
  g_end = false;
  if (taken != Taken::kBytes) return taken;
  const std::size_t left = g_bytes_count - g_bytes_read;
  *got = size < left ? size : left;
  std::memcpy(buffer, g_bytes + g_bytes_read, *got);
  g_bytes_read += static_cast<unsigned>(*got);
  return taken;
}

// What was typed and is nothing to read.
void act_on(Taken taken) {
  switch (taken) {
  case Taken::kSuspend: tty_signal(SIGTSTP); break;
  case Taken::kQuit: tty_signal(SIGQUIT); break;
  case Taken::kResized: window_check(); break;
  default: break;
  }
}

// Until there is input, or a signal has been seen to: EAGAIN, or EINTR after a handler without SA_RESTART; ECANCELED;
// EBADF: somebody has closed it.
Errno wait_input(Thread *thread, void *input) {
  unsigned which;
  const Errno error = wait_handles(thread, &input, 1, nt::kForever, &which);
  if (error != 0 && error != EAGAIN) return error;
  return wait_deliver(thread) == EINTR ? EINTR : EAGAIN;
}

// 0, EINTR, EIO, EBADF, or EAGAIN to go on.
Errno read_round(Thread *thread, void *input, void *buffer, std::size_t size, std::size_t *got) {
  if (const Errno error = tty_access(thread, SIGTTIN)) return error;
  const Taken taken = take(input, buffer, size, got);
  if (taken == Taken::kBytes || taken == Taken::kEnd) return 0;
  act_on(taken);
  return wait_input(thread, input);
}

} // namespace

void reader_discard() { g_discard.store(true); }

TtyReady reader_ready(void *input) {
  for (;;) {
    const Taken taken = fill_unlocked(input);
    if (taken == Taken::kBytes || taken == Taken::kEnd) return TtyReady::kYes;
    if (taken == Taken::kNothing) return TtyReady::kNo;
    act_on(taken);
  }
}

Errno tty_read(void *handle, void *buffer, std::size_t size, std::size_t *got) {
  const DeliveryGuard delivery;
  return delivery.thread() != nullptr ? tty_read_guarded(delivery.thread(), handle, buffer, size, got) : EAGAIN;
}

Errno tty_read_guarded(Thread *thread, void *handle, void *buffer, std::size_t size, std::size_t *got) {
  if (nt::tty_kind(handle) != nt::Tty::kInput) return ENOTTY;
  if (size == 0) {
    *got = 0;
    return 0;
  }
  const Restartable call(thread);
  Errno error;
  do error = read_round(thread, handle, buffer, size, got);
  while (error == EAGAIN);
  return error;
}

} // namespace psig
