// The swap. [suspended]: no lock, no heap, no CRT; the caller holds the suspend lock.
#include "signal/return_swap.h"

#include "nt/system/memory.h"
#include "nt/thread/exception_hook.h"
#include "nt/thread/suspended_thread.h"
#include "nt/thread/word_wait.h"
#include "signal/arch/trampoline.h"
#include "signal/crt_call.h"
#include "signal/engine.h"
#include "signal/swap_table.h"

namespace psig {
namespace {

// A return address follows a call: E8 rel32, or FF /2 with its addressing bytes. Guards against a walk gone astray.
bool follows_call(std::uintptr_t address) {
  const auto *code = reinterpret_cast<const unsigned char *>(address);
  if (code[-5] == 0xE8) return true;
  for (int length = 2; length <= 7; ++length)
    if (code[-length] == 0xFF && (code[-length + 1] & 0x38) == 0x10) return true;
  return false;
}

constinit SwapTable g_swaps;
std::atomic<bool> g_crowded{false};

std::uintptr_t &at(std::uintptr_t slot) { return *reinterpret_cast<std::uintptr_t *>(slot); }

// On a stack that somebody runs on, or stands on, and nobody else does. One that was jumped over may have been
// overwritten since.
void put_back(std::uintptr_t slot) {
  const std::uintptr_t original = g_swaps.original(slot);
  if (original != 0 && at(slot) == return_trampoline()) at(slot) = original;
  g_swaps.remove(slot);
}

// The thread's last one, where it lies on the stack in use. One on another stack stays as it is: that may be a fiber's,
// which runs elsewhere by now, or is no more.
void undo(Thread *thread, std::uintptr_t sp) {
  const std::uintptr_t slot = thread->swapped;
  const nt::StackLimits stack = nt::stack_limits(thread->teb);
  thread->swapped = 0;
  if (slot == thread->crt_end_slot) return; // the run-time's call has something kept for its return
  const bool in_use = sp >= stack.allocation && sp < stack.base;
  if (in_use && slot >= stack.allocation && slot < stack.base) put_back(slot);
}

bool is_dead(std::uintptr_t slot) {
  std::uintptr_t value;
  return !nt::memory_peek(slot, &value) || value != return_trampoline();
}

// At every exception: an unwinder would not know where a swapped address leads.
void undo_before_unwinding() {
  Thread *thread = self();
  if (thread == nullptr || g_swaps.empty()) return;
  const nt::StackLimits stack = nt::stack_limits(thread->teb);
  bool found = false;
  g_swaps.each_within(stack.allocation, stack.base, [&found](std::uintptr_t slot, std::uintptr_t) {
    found = true;
    put_back(slot);
  });
  if (!found) return;
  thread->swapped = 0;
  crt_call_forget(thread);
  schedule_retry(thread, nt::now_ns()); // the signal is still pending
}

} // namespace

bool swap_set(Thread *thread, std::uintptr_t slot, std::uintptr_t sp) {
  nt::SuspendLock::assert_held();
  if (slot == 0 || nt::g_calls.shadow_stacks) return false;
  const std::uintptr_t address = at(slot);
  if (address == return_trampoline() && g_swaps.original(slot) != 0) { // still on its way
    thread->swapped = slot;
    return true;
  }
  if (in_trampoline(address) || !follows_call(address)) return false;
  if (thread->swapped != 0) undo(thread, sp); // further out, or jumped over
  if (!g_swaps.set(slot, address)) {
    g_crowded.store(true);
    return false;
  }
  thread->swapped = slot;
  at(slot) = return_trampoline();
  return true;
}

std::uintptr_t swap_original(std::uintptr_t slot) { return g_swaps.original(slot); }

std::uintptr_t swap_spend(Thread *thread, std::uintptr_t slot) {
  const std::uintptr_t original = g_swaps.original(slot);
  if (original == 0) __builtin_trap(); // nowhere to go: the stack was copied elsewhere, or overwritten
  g_swaps.remove(slot);
  if (thread != nullptr && thread->swapped == slot) thread->swapped = 0;
  return original;
}

void swap_undo(Thread *thread) {
  if (thread->swapped != 0) undo(thread, reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)));
}

void swap_make_room() {
  if (!g_crowded.load(std::memory_order_relaxed)) return;
  const nt::SuspendLock lock;
  if (!lock.held()) return;
  g_crowded.store(false);
  g_swaps.sweep(is_dead);
}

void swap_start() { nt::exception_hook_install(undo_before_unwinding); }

} // namespace psig
