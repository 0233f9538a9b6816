// The system does not report what a file object has locked. It refuses an exclusive lock also to an object that has a
// lock already, and counts a second shared one. Hence the half, a shared lock of half of the range. Whoever has the
// half knows that nobody else has the whole exclusively, or will meanwhile. So it may give up its own lock and take
// another, and nobody comes between.
//
//   shared      take the half; give back whatever it has; take it shared: now nobody can refuse; give back the half
//   exclusive   take it, if nobody has any; it is there already if somebody has one and the half is not refused;
//               else give back a shared one, as Linux does, and wait for the others
//
// The half is in the way of others who want it exclusively. So only a process that may have a lock already takes it: it
// counts the files that it has locked and not unlocked. A file that was closed instead stays in the count.
#include "interrupt/file_lock.h"

#include <atomic>

#include "base/win32_error.h"
#include "interrupt/back_off.h"
#include "interrupt/blocking_io.h"
#include "nt/system/file_lock.h"
#include "nt/system/win32_errno.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/handle_wait.h"
#include "signal/signal_wait.h"

namespace psig {
namespace {

using nt::LockRange;

constinit std::atomic<int> g_locked[256]{};

struct File {
  explicit File(void *file) : handle(file), locked(g_locked[nt::file_hash(file) >> 24]) {}
  void *handle;
  std::atomic<int> &locked;
};

class HalfLock {
public:
  explicit HalfLock(void *file) : file_(file), error_(nt::file_lock_take(file, LockRange::kHalf, false, false)) {}
  ~HalfLock() {
    if (error_ == 0) nt::file_lock_drop(file_, LockRange::kHalf);
  }
  HalfLock(const HalfLock &) = delete;
  HalfLock &operator=(const HalfLock &) = delete;
  [[nodiscard]] unsigned long error() const { return error_; }

private:
  void *file_;
  unsigned long error_;
};

unsigned long take(const File &file, bool exclusive, bool wait) {
  const unsigned long error = nt::file_lock_take(file.handle, LockRange::kLock, exclusive, wait);
  if (error == 0) file.locked.fetch_add(1);
  return error;
}

bool drop(const File &file) {
  const bool dropped = nt::file_lock_drop(file.handle, LockRange::kLock);
  if (dropped) file.locked.fetch_sub(1);
  return dropped;
}

unsigned long try_shared(const File &file) {
  if (file.locked.load() == 0) return take(file, false, false);
  const HalfLock half(file.handle);
  if (half.error() != 0) return half.error();
  drop(file);
  return take(file, false, false);
}

unsigned long try_exclusive(const File &file) {
  const unsigned long error = take(file, true, false);
  if (error != win32::kLockViolation || file.locked.load() == 0) return error;
  {
    const HalfLock half(file.handle);
    if (half.error() != 0) return half.error();
    if (nt::file_lock_is_exclusive(file.handle)) return 0; // its own, then
    if (!drop(file)) return win32::kLockViolation;
  }
  return take(file, true, false);
}

struct Call {
  File file;
  bool exclusive;
  unsigned long error;
};

unsigned long try_once(const Call &call) { return call.exclusive ? try_exclusive(call.file) : try_shared(call.file); }

// In the system's queue. What the file object had has been given back.
bool queue(void *argument) {
  auto *call = static_cast<Call *>(argument);
  call->error = take(call->file, call->exclusive, true);
  return call->error != win32::kOperationAborted;
}

// Where the system's wait cannot be ended.
Errno look_again(Thread *thread, Call &call) {
  const Restartable restartable(thread);
  for (BackOff back_off;; back_off.longer()) {
    unsigned unused;
    const Errno error = wait_handles(thread, nullptr, 0, nt::now_ns() + back_off.delay(), &unused);
    if (error == ECANCELED) return ECANCELED;
    if (wait_deliver(thread) == EINTR) return EINTR;
    call.error = try_once(call);
    if (call.error != win32::kLockViolation) return 0;
  }
}

Errno errno_of(unsigned long error) {
  if (error == win32::kLockViolation) return EAGAIN;
  const Errno known = nt::errno_from_win32(error);
  return known == EAGAIN || known == ENOMEM ? ENOLCK : known;
}

} // namespace

Errno file_lock(void *file, bool exclusive, bool wait) {
  Call call{File(file), exclusive, 0};
  const DeliveryGuard delivery; // a jump out of the middle would leave the half behind
  call.error = try_once(call);
  if (call.error == win32::kLockViolation && wait) {
    Thread *thread = delivery.thread();
    if (thread == nullptr) return ENOMEM;
    const Errno error =
        nt::file_lock_can_wait(file) ? blocking_io(thread, queue, &call, After::kRestarts) : look_again(thread, call);
    if (error != 0) return error;
  }
  return call.error != 0 ? errno_of(call.error) : 0;
}

Errno file_unlock(void *file) {
  const DeliveryGuard delivery;
  drop(File(file));
  return 0;
}

} // namespace psig
