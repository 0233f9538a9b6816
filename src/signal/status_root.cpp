// The calling thread's own addresses give the offsets, because the types have no standard layout.
#include "signal/status_root.h"

#include "signal/engine.h"

namespace psig {
namespace {

constinit StatusRoot g_root{};

std::uint64_t address(const void *pointer) { return reinterpret_cast<std::uintptr_t>(pointer); }

} // namespace

// Addresses only: other processes read without any lock of ours.
const StatusRoot *status_root() PSIG_UNCHECKED {
  const ThreadSignals *thread = self_attached();
  if (thread == nullptr) return nullptr;
  const Dispositions &actions = g_engine.process.actions;
  const auto in_thread = [thread](const void *field) { return address(field) - address(thread); };
  g_root = {.magic = kStatusMagic,
            .size = sizeof(StatusRoot),
            .threads = address(&g_engine.process.threads),
            .pending = address(g_engine.process.pending.word()),
            .first_action = address(&actions.of(0).handler),
            .action_stride = address(&actions.of(1)) - address(&actions.of(0)),
            .next = in_thread(&thread->next),
            .blocked = in_thread(&thread->blocked),
            .thread_pending = in_thread(thread->pending.word()),
            .hidden = in_thread(&thread->library)};
  static_assert(sizeof(ThreadSignals::library) == 1 && sizeof(ThreadSignals::gone) == 1 &&
                offsetof(ThreadSignals, gone) == offsetof(ThreadSignals, library) + 1 &&
                offsetof(ThreadSignals, provisional) == offsetof(ThreadSignals, library) + kStatusHidden - 1);
  return &g_root;
}

} // namespace psig
