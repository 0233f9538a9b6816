// A cancelled operation has moved nothing: a read of a pipe by nature, and a write because it is made in pieces that
// the pipe takes whole or not at all. So it is done again after the handlers. The thread holds nothing while these run,
// and they may jump out.
#include "interrupt/foreign_transfer.h"

#include "base/win32_error.h"
#include "interrupt/interruptible_wait.h"
#include "interrupt/last_error.h"
#include "nt/ipc/pipe_state.h"
#include "nt/system/handle_facts.h"
#include "nt/thread/word_wait.h"
#include "signal/engine.h"
#include "signal/io_cancel.h"

namespace psig {
namespace {

using nt::g_foreign;
using nt::Handle;

class Transfer {
public:
  Transfer(Thread *thread, Handle handle) : thread_(thread), handle_(handle), last_error_(thread) {}

  int read(void *buffer, unsigned long size, unsigned long *got) {
    return complete([&] { return g_foreign.read_file(handle_, buffer, size, got, nullptr); });
  }
  int write(const void *bytes, unsigned long size, unsigned long *done) {
    return complete([&] { return g_foreign.write_file(handle_, bytes, size, done, nullptr); });
  }

private:
  // Whether there was a call, which nobody has cancelled or the program itself.
  template <typename Once> bool over(const Once &once, int *answer) {
    thread_->io_cancelled.store(false, std::memory_order_relaxed);
    {
      const Cancellable published(thread_); // until its end a sender may still say that it was he
      if (deliverable(thread_)) return false;
      *answer = once();
      if (*answer == 0) last_error_.failed();
    }
    return *answer != 0 || last_error_.value() != win32::kOperationAborted || !thread_->io_cancelled.exchange(false);
  }

  // Guarded on entry and on return. False: handlers may not run here, and nothing is published any more.
  template <typename Once> bool guarded(const Once &once, int *answer) {
    while (!over(once, answer)) {
      receive_mailbox();
      if (deliverable(thread_) && !may_run_here(thread_)) return false;
      drain(thread_, nullptr);
    }
    return true;
  }

  template <typename Once> int complete(const Once &once) {
    const std::uint32_t before = last_error_.value();
    int answer = 0;
    thread_->gate.guards.store(1);
    if (guarded(once, &answer)) {
      if (answer != 0) last_error_.set(before);
      const DeliveryGuard as_it_returns(DeliveryGuard::kAdopted);
      return answer;
    }
    thread_->gate.guards.store(0); // delivered as without all this: by those who reach for it
    schedule_retry(thread_, nt::now_ns());
    last_error_.set(before);
    answer = once();
    if (answer == 0) last_error_.failed();
    return answer;
  }

  Thread *thread_;
  Handle handle_;
  LastError last_error_;
};

bool is_connected(const Thread *thread, Handle handle) {
  const LastError stays(thread);
  return nt::is_connected(handle);
}

} // namespace

int __stdcall foreign_read(Handle handle, void *buffer, unsigned long size, unsigned long *got, void *overlapped) {
  Thread *thread = overlapped == nullptr && got != nullptr ? may_wait() : nullptr;
  if (thread == nullptr || !is_connected(thread, handle))
    return g_foreign.read_file(handle, buffer, size, got, overlapped);
  return Transfer(thread, handle).read(buffer, size, got);
}

// A pipe of messages takes each as it is, and it alone knows how much of one is there.
int __stdcall foreign_write(Handle handle, const void *bytes, unsigned long size, unsigned long *done,
                            void *overlapped) {
  Thread *thread = overlapped == nullptr && done != nullptr ? may_wait() : nullptr;
  const unsigned long room = thread != nullptr ? nt::pipe_room(handle) : 0;
  if (room == 0) return g_foreign.write_file(handle, bytes, size, done, overlapped);
  const auto *from = static_cast<const char *>(bytes);
  unsigned long total = 0;
  do {
    const unsigned long left = size - total, piece = left < room ? left : room;
    unsigned long moved = 0;
    const int answer = Transfer(thread, handle).write(from + total, piece, &moved);
    *done = total += moved;
    if (answer == 0 || moved < piece) return answer;
  } while (total < size);
  return 1;
}

} // namespace psig
