// raise, kill, sigqueue, pthread_kill and the like (XSH kill, sigqueue, pthread_kill, raise). [any]
//
// A real-time signal that finds the queue full is EAGAIN for all of them but kill(), for which POSIX has no such error.
// It is then pending once, without its siginfo, as on Linux.
#include "signal/engine.h"
#include "signal/entry.h"
#include "signal/identity.h"

namespace psig::entry {
namespace {

bool may_be_sent(int sig) { return sig == 0 || is_signo(sig); }

// A signal that is none: EINVAL, but as on Linux only where somebody is there to be sent it.
Errno refused(pid_t pid) {
  const bool nobody = pid != g_identity.pid && g_upcalls.send(pid, record_from_self(0, SI_USER), false) == ESRCH;
  return nobody ? ESRCH : EINVAL;
}

Errno send(pid_t pid, const Record &record, bool queued) {
  const DeliveryGuard delivery;
  if (!may_be_sent(record.signo)) return refused(pid);
  if (pid != g_identity.pid) {
    const Errno error = g_upcalls.send(pid, record, queued);
    trace_sent(TraceEvent::kSent, record.signo, pid, error);
    return error;
  }
  return record.signo == 0 ? 0 : post(nullptr, record, queued);
}

// To a thread that a look-up under the engine lock finds. An ended thread that pthread_create made stays known: sending
// to it succeeds and does nothing (XSH pthread_kill, rationale).
template <typename Find> Errno send_to_thread(Find find, const Record &record) {
  const DeliveryGuard delivery;
  PinnedThread thread;
  {
    LockGuard guard(g_engine.lock);
    Thread *found = find();
    if (found == nullptr) return ESRCH;
    if (!may_be_sent(record.signo)) return EINVAL;
    thread = PinnedThread(found);
  }
  return record.signo == 0 ? 0 : post(thread.get(), record, true);
}

Record with_value(int sig, union sigval value) {
  Record record = record_from_self(sig, SI_QUEUE);
  record.value = reinterpret_cast<std::uint64_t>(value.sival_ptr);
  return record;
}

} // namespace

Errno raise(int sig) {
  if (!is_signo(sig)) return sig == 0 ? 0 : EINVAL;
  const DeliveryGuard delivery;
  if (delivery.thread() == nullptr) return EAGAIN;
  resolve_creator(delivery.thread());
  return post(delivery.thread(), record_from_self(sig, SI_TKILL), true);
}

Errno kill(pid_t pid, int sig) { return send(pid, record_from_self(sig, SI_USER), false); }

Errno sigqueue(pid_t pid, int sig, union sigval value) {
  if (pid <= 0) return ESRCH;
  return send(pid, with_value(sig, value), true);
}

Errno thread_kill(pthread_t pthread, int sig) {
  if (!may_be_sent(sig)) return EINVAL;
  const Errno error = send_to_thread([=]() PSIG_REQUIRES(g_engine.lock) { return find_pthread(pthread); },
                                     record_from_self(sig, SI_TKILL));
  return error == ESRCH && pthread_has_ended(pthread) ? 0 : error;
}

Errno thread_queue(pthread_t pthread, int sig, union sigval value) {
  return send_to_thread([=]() PSIG_REQUIRES(g_engine.lock) { return find_pthread(pthread); },
                        with_value(sig, value)); // ended: ESRCH (glibc)
}

Errno tgkill(pid_t process, pid_t tid, int sig) {
  if (process <= 0 || tid <= 0) return EINVAL;
  if (process != g_identity.pid || tid > 0xFFFFFFFF) return ESRCH;
  const DeliveryGuard delivery; // before attach() takes a lock: who sleeps for one must go on when woken
  const auto id = static_cast<unsigned long>(tid);
  if (attach(id) == nullptr) return ESRCH; // a thread of this process may never have called us
  return send_to_thread([=]() PSIG_REQUIRES(g_engine.lock) { return find_tid(id); }, record_from_self(sig, SI_TKILL));
}

} // namespace psig::entry
