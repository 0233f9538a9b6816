// write (XSH write): the C run-time's own, with its text mode and its locks; to a pipe in pieces that either go whole
// or not at all, so that a signal can end it with the right count. And where nobody reads any more: SIGPIPE for the
// calling thread and EPIPE, where the C run-time says EINVAL. [thread]
#include <io.h>
#include <stdlib.h>

#include <posix/unistd.h>

#include "nt/ipc/pipe_room.h"
#include "nt/system/file.h"
#include "signal/api/descriptor.h"
#include "signal/api/result.h"

using namespace psig;

namespace {

// winerror.h: the other end is closed, is closing, was disconnected (or a socket is shut down); cancelled; and a
// socket's connection given up, or reset.
constexpr unsigned long kBrokenPipe = 109, kNoData = 232, kPipeNotConnected = 233, kCancelled = 995;
constexpr unsigned long kConnectionAborted = 1236, kNetnameDeleted = 64;

struct Piece {
  int fd;
  const char *bytes;
  unsigned count;
  int written;
  unsigned long os_error;
};

bool write_piece(void *argument) {
  auto *piece = static_cast<Piece *>(argument);
  const api::NoParameterChecks quietly;
  _doserrno = 0; // a bad descriptor may leave the former one
  piece->written = _write(piece->fd, piece->bytes, piece->count);
  piece->os_error = piece->written < 0 ? _doserrno : 0;
  return piece->os_error != kCancelled;
}

// A file on another machine may fail with the same.
bool is_connection(void *handle) { return handle != nullptr && nt::handle_kind(handle) == nt::HandleKind::kPipe; }

Errno broken(void *handle, unsigned long os_error) {
  switch (os_error) {
  case kBrokenPipe:
  case kNoData:
  case kPipeNotConnected: return EPIPE;
  case kConnectionAborted: return is_connection(handle) ? EPIPE : 0;
  case kNetnameDeleted: return is_connection(handle) ? ECONNRESET : 0;
  default: return 0;
  }
}

// The C run-time has set errno, to EINVAL where the connection is broken. XSH write: what has been written counts.
int failed(const Piece &piece, unsigned written) {
  const Errno error = broken(api::handle_of(piece.fd), piece.os_error);
  if (error == EPIPE) (void)engine()->raise(SIGPIPE);
  if (written != 0) return static_cast<int>(written);
  return error == 0 ? piece.written : api::result(error);
}

// In pieces of at most `most` characters.
int write_interruptibly(int fd, const char *bytes, unsigned count, unsigned most) {
  unsigned written = 0;
  do {
    const unsigned left = count - written;
    Piece piece{fd, bytes + written, left < most ? left : most, 0, 0};
    const auto go_on = [&] { return engine()->blocking_io(write_piece, &piece, written == 0); };
    // What has been written counts: a cancellation acts at the next point.
    if (const Errno error = written == 0 ? api::cancellable(go_on) : go_on())
      return written != 0 ? static_cast<int>(written) : api::result(error);
    if (piece.written < 0) return failed(piece, written);
    written += static_cast<unsigned>(piece.written);
    if (static_cast<unsigned>(piece.written) != piece.count) break;
  } while (written < count);
  return static_cast<int>(written);
}

} // namespace

extern "C" {

// By its symbol: the CRT's header has declared the name first.
int posix_write(int fd, const void *buffer, unsigned count);
int posix_write(int fd, const void *buffer, unsigned count) {
  constexpr unsigned kMost = 0x7FFFFFFF;
  engine()->cancel_point();
  if (count <= kMost)
    if (const Errno error = api::readable(buffer, count)) return api::result(error);
  const auto *bytes = static_cast<const char *>(buffer);
  void *handle = api::handle_of(fd);
  const unsigned room = handle != nullptr && count != 0 && count <= kMost ? nt::pipe_room(handle) : 0;
  if (room > 1) return write_interruptibly(fd, bytes, count, room / 2); // text mode makes up to two of one
  Piece piece{fd, bytes, count, 0, 0};
  (void)write_piece(&piece);
  return piece.written >= 0 ? piece.written : failed(piece, 0);
}

} // extern "C"
