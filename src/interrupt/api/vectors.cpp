// readv and writev (XSH readv, writev), by read() and write(). Short data goes in one piece, by way of the stack. So
// other writers do not come in between, and a jump out of the call leaves nothing behind. [thread]
#include <string.h>

#include <posix/sys/uio.h>
#include <posix/unistd.h>

#include "nt/system/file.h"
#include "interrupt/api/transfer.h"

using namespace psig;

extern "C" int posix_read(int fd, void *buffer, unsigned count);
extern "C" int posix_write(int fd, const void *buffer, unsigned count);

namespace {

constexpr int kMostVectors = 1024;        // IOV_MAX, as on Linux
constexpr std::size_t kAtOnce = 4096;     // PIPE_BUF, as on Linux
constexpr std::size_t kMost = 0x7FFFF000; // of one call, as on Linux

struct Vectors {
  struct iovec of[kMostVectors];
  int count;
  std::size_t bytes = 0;
};

// Linux allows none; XSH readv lets it.
Errno take(const struct iovec *user, int count, Vectors *out) {
  if (count < 0 || count > kMostVectors) return EINVAL;
  if (const Errno error = engine()->user_copy(out->of, user, sizeof(*user) * static_cast<unsigned>(count)))
    return error;
  out->count = count;
  for (int n = 0; n < count; ++n) {
    if (out->of[n].iov_len > static_cast<std::size_t>(PTRDIFF_MAX) - out->bytes) return EINVAL;
    out->bytes += out->of[n].iov_len;
  }
  return 0;
}

// One after the other, until one was not moved whole.
template <typename Move> ssize_t each(const Vectors &vectors, Move move) {
  std::size_t moved = 0;
  for (int n = 0; n < vectors.count && moved < kMost; ++n) {
    const struct iovec &one = vectors.of[n];
    if (one.iov_len == 0) continue;
    const std::size_t most = kMost - moved;
    const auto size = static_cast<unsigned>(one.iov_len < most ? one.iov_len : most);
    const int count = move(one.iov_base, size);
    if (count < 0) return moved != 0 ? static_cast<ssize_t>(moved) : -1;
    moved += static_cast<unsigned>(count);
    if (static_cast<unsigned>(count) != size) break;
  }
  return static_cast<ssize_t>(moved);
}

Errno spread(const Vectors &vectors, const char *bytes, std::size_t size) {
  for (int n = 0; n < vectors.count && size != 0; ++n) {
    const struct iovec &one = vectors.of[n];
    const std::size_t part = one.iov_len < size ? one.iov_len : size;
    if (const Errno error = engine()->user_copy(one.iov_base, bytes, part)) return error;
    bytes += part;
    size -= part;
  }
  return 0;
}

Errno writable(const Vectors &vectors) {
  for (int n = 0; n < vectors.count; ++n)
    if (const Errno error = api::readable(vectors.of[n].iov_base, vectors.of[n].iov_len)) return error;
  return 0;
}

Errno gather(const Vectors &vectors, char *piece) {
  std::size_t gathered = 0;
  for (int n = 0; n < vectors.count; gathered += vectors.of[n++].iov_len)
    if (const Errno error = engine()->user_copy(piece + gathered, vectors.of[n].iov_base, vectors.of[n].iov_len))
      return error;
  return 0;
}

} // namespace

extern "C" {

ssize_t readv(int fd, const struct iovec *buffers, int count) {
  void *handle = api::handle_of(fd);
  if (handle == nullptr) return api::result(EBADF);
  Vectors vectors;
  Errno error = take(buffers, count, &vectors);
  if (error == 0 && nt::handle_kind(handle) == nt::HandleKind::kDisk && count != 0) // never waits
    return each(vectors, [fd](void *bytes, unsigned size) { return posix_read(fd, bytes, size); });
  if (error == 0) error = writable(vectors);
  if (error != 0 || count == 0) return api::result(api::bad_descriptor_or(error, fd, O_WRONLY));
  char piece[kAtOnce];
  const int got = posix_read(fd, piece, static_cast<unsigned>(vectors.bytes < kAtOnce ? vectors.bytes : kAtOnce));
  if (got <= 0) return got;
  error = spread(vectors, piece, static_cast<std::size_t>(got));
  return error == 0 ? got : api::result(error);
}

ssize_t writev(int fd, const struct iovec *buffers, int count) {
  Vectors vectors;
  char piece[kAtOnce];
  Errno error = take(buffers, count, &vectors);
  if (error == 0 && vectors.bytes > kAtOnce)
    return each(vectors, [fd](const void *bytes, unsigned size) { return posix_write(fd, bytes, size); });
  if (error == 0) error = gather(vectors, piece);
  if (error != 0 || count == 0) return api::result(api::bad_descriptor_or(error, fd, O_RDONLY));
  return posix_write(fd, piece, static_cast<unsigned>(vectors.bytes));
}

} // extern "C"
