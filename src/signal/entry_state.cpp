// sigaction, pthread_sigmask, sigpending, sigaltstack (XSH pages of those names). [any]
#include "nt/thread/stack_guard.h"
#include "signal/engine.h"
#include "signal/entry.h"
#include "signal/trace_post.h"
#include "signal/user_memory.h"

namespace psig {

void publish_ignored(int sig) {
  g_engine.lock.assert_held();
  std::atomic<SigSet> *told = g_engine.mailbox_ignored.load(std::memory_order_relaxed);
  if (told == nullptr) return;
  if (g_engine.process.actions.of(sig).handler == kSigIgn) told->fetch_or(bit(sig));
  else told->fetch_and(~bit(sig));
}

namespace entry {
namespace {

constexpr int kKnownFlags =
    SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_ONSTACK | SA_RESTART | SA_NODEFER | SA_RESETHAND | SA_INTERRUPT;

Action from_public(const struct sigaction &act) {
  return {reinterpret_cast<std::uintptr_t>(act.sa_handler), act.sa_mask & ~kUnblockable,
          static_cast<std::uint32_t>(act.sa_flags & kKnownFlags)};
}

void to_public(const Action &action, struct sigaction *out) {
  out->sa_handler = reinterpret_cast<posix_sighandler_t>(action.handler);
  out->sa_mask = action.mask;
  out->sa_flags = static_cast<int>(action.flags);
}

// An ignored signal does not stay pending, blocked or not (XSH 2.4.3, under SIG_DFL and SIG_IGN). SIGCONT has continued
// the process when it was generated; by default nothing is left to be done for it, and it is ignored like others.
void discard_ignored(int sig) PSIG_REQUIRES(g_engine.lock) {
  g_engine.lock.assert_held();
  ProcessSignals &process = g_engine.process;
  if (!process.actions.ignored(sig) && process.actions.effect(sig) != Effect::kContinue) return;
  trace_pending_discarded(sig);
  process.pending.discard(process.pool, bit(sig));
  for (ThreadSignals *t = process.threads; t != nullptr; t = t->next) t->pending.discard(process.pool, bit(sig));
}

} // namespace

Errno action(int sig, const struct sigaction *act, struct sigaction *old) {
  if (act != nullptr) deliver_what_was_sent();
  return action_alone(sig, act, old);
}

Errno action_alone(int sig, const struct sigaction *act, struct sigaction *old) {
  if (!is_signo(sig) || (act != nullptr && has(kUnblockable, sig))) return EINVAL;
  const Action wanted = act != nullptr ? from_public(*act) : Action{};
  const DeliveryGuard delivery;
  Errno error = 0;
  {
    LockGuard guard(g_engine.lock);
    if (old != nullptr) to_public(g_engine.process.actions.of(sig), old);
    if (act == nullptr) return 0;
    error = g_engine.process.actions.set(sig, wanted);
    publish_ignored(sig);
    discard_ignored(sig);
  }
  if (has(kFaultSet, sig)) g_upcalls.fault_action();
  if (sig == SIGWINCH && wanted.handler > kSigIgn) g_upcalls.window_handler();
  if (has(kEndSet, sig) && wanted.handler > kSigIgn) g_upcalls.end_wanted();
  return error;
}

Errno mask(int how, const sigset_t *set, sigset_t *old) {
  if (set != nullptr && how != SIG_UNBLOCK) deliver_what_was_sent();
  const DeliveryGuard delivery; // its end delivers what has been unblocked
  Thread *thread = delivery.thread();
  if (thread == nullptr) return EAGAIN;
  resolve_creator(thread);
  const SigSet before = thread->blocked.load(std::memory_order_relaxed);
  if (set != nullptr) {
    SigSet wanted;
    switch (how) {
    case SIG_BLOCK: wanted = before | *set; break;
    case SIG_UNBLOCK: wanted = before & ~*set; break;
    case SIG_SETMASK: wanted = *set; break;
    default: return EINVAL;
    }
    mask_set(thread, wanted);
    if ((before & ~wanted) != 0) receive_mailbox();
  }
  return old != nullptr ? user_write(old, before) : 0; // the mask has changed by then, as on Linux
}

Errno pending(sigset_t *set) {
  const DeliveryGuard delivery;
  if (delivery.thread() == nullptr) return EAGAIN;
  resolve_creator(delivery.thread());
  receive_mailbox();
  const Thread *thread = delivery.thread();
  return user_write(set, (thread->pending.bits() | g_engine.pending_now()) & thread->blocked.load());
}

Errno altstack(const stack_t *ss, stack_t *old) {
  Thread *thread = self_attached();
  if (thread == nullptr) return EAGAIN;
  const bool active = on_altstack(thread->altstack, reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)));
  const stack_t before = thread->altstack;
  stack_t wanted;
  if (ss != nullptr) {
    if (const Errno error = user_read(&wanted, ss)) return error;
    if (active) return EPERM;
    if ((wanted.ss_flags & ~SS_DISABLE & ~SS_ONSTACK) != 0 || wanted.ss_flags == (SS_DISABLE | SS_ONSTACK))
      return EINVAL;
    if ((wanted.ss_flags & SS_DISABLE) != 0) {
      thread->altstack = {nullptr, SS_DISABLE, 0};
    } else {
      if (wanted.ss_size < MINSIGSTKSZ) return ENOMEM;
      nt::stack_guarantee();
      const DeliveryGuard whole; // a handler must not see half of it
      thread->altstack = {wanted.ss_sp, 0, wanted.ss_size};
      g_upcalls.altstack_set();
    }
  }
  if (old != nullptr) {
    stack_t now = before;
    if (active) now.ss_flags |= SS_ONSTACK;
    return user_write(old, now);
  }
  return 0;
}

} // namespace entry

} // namespace psig
