// The signals of whoever waits in system() (XSH system): SIGINT and SIGQUIT ignored in the process while any thread is
// in there, SIGCHLD blocked in that thread. Under the lock of the table of children, which a stop takes as well.
// [thread]
#include "process/shell.h"

#include <posix/signal.h>

#include "process/children.h"
#include "signal/engine.h"
#include "signal/entry.h"

namespace psig {
namespace {

constexpr int kIgnored[] = {SIGINT, SIGQUIT};
unsigned g_inside PSIG_GUARDED_BY(g_children_lock);
struct sigaction g_former[2] PSIG_GUARDED_BY(g_children_lock); // while somebody is inside

// What the shell starts is no child of posix_spawn() and asks its nearest ancestor with the library, which is this
// process: that has them ignored for itself alone.
void ignore() PSIG_REQUIRES(g_children_lock) {
  g_children_lock.assert_held();
  struct sigaction ignored = {};
  ignored.sa_handler = SIG_IGN;
  std::atomic<SigSet> *told = g_engine.mailbox_ignored.load();
  for (int i = 0; i < 2; ++i) {
    (void)entry::action_alone(kIgnored[i], &ignored, &g_former[i]);
    if (told != nullptr && g_former[i].sa_handler != SIG_IGN) told->fetch_and(~bit(kIgnored[i]));
  }
}

void restore() PSIG_REQUIRES(g_children_lock) {
  g_children_lock.assert_held();
  for (int i = 0; i < 2; ++i) (void)entry::action_alone(kIgnored[i], &g_former[i], nullptr);
}

} // namespace

void shell_begin(sigset_t *mask, sigset_t *defaults) {
  deliver_what_was_sent();
  const DeliveryGuard delivery;
  const sigset_t child = bit(SIGCHLD);
  *defaults = 0;
  {
    const LockGuard guard(g_children_lock);
    if (g_inside++ == 0) ignore();
    for (int i = 0; i < 2; ++i)
      if (g_former[i].sa_handler != SIG_IGN) *defaults |= bit(kIgnored[i]);
  }
  (void)entry::mask(SIG_BLOCK, &child, mask);
}

void shell_end(const sigset_t *mask) {
  deliver_what_was_sent(); // by the child, say, while SIGINT was ignored
  const DeliveryGuard delivery;
  {
    const LockGuard guard(g_children_lock);
    if (--g_inside == 0) restore();
  }
  (void)entry::mask(SIG_SETMASK, mask, nullptr);
}

} // namespace psig
