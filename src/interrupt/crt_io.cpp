// A transfer of a C run-time's. It holds locks of its own, which belong to the calling thread. So a handler that runs
// here may use the same stream or descriptor, and one that jumps is led through the run-time (signal/crt_call.h).
//
// Data wins: a cancelled operation has moved nothing, since a pipe takes what it has room for whole or not at all. So
// the call always reports what has been moved. [thread]
#include "interrupt/crt_io.h"

#include <posix/setjmp.h>
#include <posix/signal.h>

#include "base/win32_error.h"
#include "interrupt/blocking_io.h"
#include "interrupt/closing.h"
#include "interrupt/pump.h"
#include "nt/crt/crt_io.h"
#include "nt/system/handle_facts.h"
#include "signal/crt_call.h"
#include "signal/engine.h"
#include "nt/thread/word_wait.h"
#include "signal/entry.h"
#include "signal/place.h"

namespace psig {
namespace {

struct Transfer {
  nt::Handle handle;
  char *bytes;
  unsigned size, done;
  unsigned long os_error;
};

using Work = void (*)(Thread *thread, CrtCall *call, Transfer *transfer);

struct Here : CrtCall {
  jmp_buf back;
};

// No object with a destructor: a handler's jump comes back here.
// NOLINTBEGIN(cert-err52-cpp)
void interruptibly(Thread *thread, Here *here, Work work, Transfer *transfer) {
  here->land = [](CrtCall *call) { longjmp(static_cast<Here *>(call)->back, 1); };
  if (setjmp(here->back) == 0) work(thread, here, transfer);
}
// NOLINTEND(cert-err52-cpp)

bool run(Thread *thread, Work work, Transfer *transfer) {
  Here here;
  crt_call_enter(thread, &here);
  void *outer = thread->io_handle.exchange(transfer->handle);
  interruptibly(thread, &here, work, transfer);
  thread->io_handle.store(outer);
  const bool ended = here.end.error != 0 || here.end.jump.go != nullptr;
  crt_call_leave(thread, &here);
  if (ended && transfer->os_error == 0) transfer->os_error = win32::kOperationAborted;
  return transfer->os_error == 0;
}

bool closed(Transfer *transfer) {
  transfer->os_error = win32::kInvalidHandle;
  return true;
}

bool read_once(void *argument) {
  auto *transfer = static_cast<Transfer *>(argument);
  if (is_closing(transfer->handle)) return closed(transfer);
  (void)nt::file_read(transfer->handle, transfer->bytes, transfer->size, &transfer->done, &transfer->os_error);
  return transfer->os_error != win32::kOperationAborted;
}

// The run-time has a carriage return, and looks whether a line feed follows: what it has would be lost.
bool is_peek(const Thread *thread, const Transfer &transfer) {
  return transfer.size == 1 && thread->crt_peeks_at == transfer.handle;
}

void read_bytes(Thread *thread, CrtCall *call, Transfer *transfer) {
  if (nt::handle_facts(transfer->handle).kind == nt::IoKind::kUnixPipe &&
      pump_read(thread, transfer->handle, transfer->bytes, transfer->size, &transfer->done, &transfer->os_error,
                &call->end.error))
    return;
  const After after = is_peek(thread, *transfer) ? After::kGoesOn : After::kRestarts;
  call->end.error = blocking_io(thread, read_once, transfer, after);
  const bool got = call->end.error == 0 && transfer->os_error == 0 && transfer->done != 0;
  const bool return_is_last = got && transfer->bytes[transfer->done - 1] == '\r';
  thread->crt_peeks_at = return_is_last ? transfer->handle : nullptr;
}

// A line, or keys; what is typed is a signal of the terminal's, too.
void read_console(Thread *thread, CrtCall *call, Transfer *transfer) {
  std::size_t got = 0;
  const Errno error = g_upcalls.tty_read(thread, transfer->handle, transfer->bytes, transfer->size, &got);
  if (error == ENOTTY) {
    (void)nt::file_read(transfer->handle, transfer->bytes, transfer->size, &transfer->done, &transfer->os_error);
    return;
  }
  call->end.error = error;
  transfer->done = static_cast<unsigned>(got);
}

void read_transfer(Thread *thread, Transfer *transfer) {
  const nt::IoKind kind = nt::handle_facts(transfer->handle).kind;
  if (kind == nt::IoKind::kDisk || kind == nt::IoKind::kUnknown) (void)read_once(transfer);
  else (void)run(thread, kind == nt::IoKind::kConsole ? read_console : read_bytes, transfer);
}

bool write_once(void *argument) {
  auto *transfer = static_cast<Transfer *>(argument);
  if (is_closing(transfer->handle)) return closed(transfer);
  (void)nt::file_write(transfer->handle, transfer->bytes, transfer->size, &transfer->done, &transfer->os_error);
  return transfer->os_error != win32::kOperationAborted;
}

bool is_broken(unsigned long error) {
  return error == win32::kBrokenPipe || error == win32::kNoData || error == win32::kPipeNotConnected;
}

// In pieces that go whole or not at all. write() ends with the first handler that lets it, or with what has gone by
// then; stdio, as on Linux, writes the rest in further calls, each of which a handler may end.
constexpr unsigned kAtomic = 4096; // PIPE_BUF: goes whole or not at all

Errno write_pieces(Thread *thread, const CrtCall *call, Transfer *whole, unsigned most) {
  const bool once = call->caller != nullptr; // write() itself
  After after = After::kRestarts;
  do {
    const unsigned left = whole->size - whole->done;
    Transfer piece{whole->handle, whole->bytes + whole->done, left < most ? left : most, 0, 0};
    const Errno error = blocking_io(thread, write_once, &piece, after);
    if (error == 0 && piece.os_error == 0 && piece.done == 0) { // a pipe that does not wait
      if (piece.size <= kAtomic || (most = piece.size / 2) == 0) return 0;
      continue;
    }
    whole->done += piece.done;
    whole->os_error = piece.os_error;
    if (error == EINTR && after == After::kEnds && !once) {
      after = After::kRestarts;
      continue;
    }
    if (error != 0 || piece.os_error != 0) return error;
    if (once) after = After::kEnds; // something has gone
    if (piece.done != piece.size) return 0;
  } while (whole->done < whole->size);
  return 0;
}

void write_bytes(Thread *thread, CrtCall *call, Transfer *transfer) {
  const nt::HandleFacts facts = nt::handle_facts(transfer->handle);
  if (facts.kind == nt::IoKind::kPipe) call->end.error = write_pieces(thread, call, transfer, facts.room);
  else (void)write_once(transfer);
  if (call->caller != nullptr) {
    DescriptorIo *told = call->caller->io;
    told->moved += transfer->done;
    told->translated = told->translated || (transfer->bytes != told->buffer && transfer->done != 0);
  }
  if (call->end.error != 0 && transfer->done != 0) { // told by the count
    call->end.error = 0;
    transfer->os_error = 0;
  }
  if (!is_broken(transfer->os_error) || transfer->done != 0 || call->caller != nullptr) return; // write() sees to it
  call->end.error = EPIPE;
  (void)entry::raise(SIGPIPE);
  drain(thread, nullptr);
}

void write_transfer(Thread *thread, Transfer *transfer) {
  const nt::IoKind kind = nt::handle_facts(transfer->handle).kind;
  const bool connected = kind == nt::IoKind::kPipe || kind == nt::IoKind::kStream || kind == nt::IoKind::kUnixPipe;
  if (connected) (void)run(thread, write_bytes, transfer);
  else (void)write_once(transfer);
}

// From here on, to the end: what a run-time calls. A thread in one of these has its locks, and no handler runs on top
// before it has a guard (place.h); they call nothing else before that, and nothing after it is gone.
#define PSIG_HOOK(name) __attribute__((section(".text$psig_hook_" name), noinline, used))

// Whether handlers may run in the call, which is guarded then: a thread of the program's, in no other call of ours, and
// not in a DllMain. The library's own read() and write() have a guard already.
PSIG_HOOK("m") Thread *enter() {
  Thread *thread = self_attached();
  if (thread == nullptr) return nullptr;
  std::uint32_t none = 0;
  if (!thread->gate.guards.compare_exchange_strong(none, 1) && (none != 1 || thread->crt_caller == nullptr))
    return nullptr;
  thread->crt_guarded = none == 0;
  return thread;
}

// Nothing is delivered here: what came last is for the return of the run-time's call.
PSIG_HOOK("m") void leave(Thread *thread, bool guarded) {
  if (!guarded) return;
  if (thread->gate.alert.load() != 0) schedule_retry(thread, nt::now_ns());
  thread->gate.guards.store(0);
}

void move(Thread *thread, Transfer *transfer, void (*work)(Thread *thread, Transfer *transfer), bool (*plain)(void *)) {
  if (nt::holds_loader_lock(thread->tid)) (void)plain(transfer);
  else work(thread, transfer);
}

PSIG_HOOK("m") int __stdcall read_file(void *handle, void *buffer, unsigned long size, unsigned long *got, void *) {
  Transfer transfer{handle, static_cast<char *>(buffer), static_cast<unsigned>(size), 0, 0};
  Thread *thread = enter();
  const bool guarded = thread != nullptr && thread->crt_guarded;
  if (thread != nullptr) move(thread, &transfer, read_transfer, read_once);
  else (void)read_once(&transfer);
  if (got != nullptr) *got = transfer.done;
  if (transfer.os_error != 0) nt::last_error_set(transfer.os_error);
  if (thread != nullptr) leave(thread, guarded);
  return transfer.os_error == 0;
}

PSIG_HOOK("m")
int __stdcall write_file(void *handle, const void *bytes, unsigned long size, unsigned long *done, void *) {
  Transfer transfer{handle, const_cast<char *>(static_cast<const char *>(bytes)), static_cast<unsigned>(size), 0, 0};
  Thread *thread = enter();
  const bool guarded = thread != nullptr && thread->crt_guarded;
  if (thread != nullptr) move(thread, &transfer, write_transfer, write_once);
  else (void)write_once(&transfer);
  if (done != nullptr) *done = transfer.done;
  if (transfer.os_error != 0 || transfer.done < transfer.size) nt::last_error_set(transfer.os_error);
  if (thread != nullptr) leave(thread, guarded);
  return transfer.os_error == 0;
}

PSIG_HOOK("m") int __stdcall close_handle(void *handle) {
  Thread *thread = enter();
  const bool guarded = thread != nullptr && thread->crt_guarded;
  nt::handle_facts_forget(handle);
  const int closed = nt::file_close(handle);
  nt::handle_facts_forget(handle);
  if (thread != nullptr) leave(thread, guarded);
  return closed;
}

PSIG_HOOK("a") void hooks_begin() { __asm__ volatile("nop"); }
PSIG_HOOK("z") void hooks_end() { __asm__ volatile("nop"); }

} // namespace

void crt_io_start() {
  place_hooks_are(reinterpret_cast<std::uintptr_t>(&hooks_begin), reinterpret_cast<std::uintptr_t>(&hooks_end));
  nt::crt_io_install({read_file, write_file, close_handle});
}

} // namespace psig
