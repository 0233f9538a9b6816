// Waits for children (XSH wait, waitid): looks at the table, and again whenever a child's state change wakes the
// thread. [thread]
#include "process/child_wait.h"

#include <posix/sys/wait.h>

#include "nt/process/process_create.h"
#include "nt/thread/teb.h"
#include "process/children.h"
#include "process/identity.h"
#include "signal/cancel.h"
#include "signal/engine.h"
#include "signal/signal_wait.h"

namespace psig {
namespace {

constexpr int kOptions = WNOHANG | WUNTRACED | WEXITED | WCONTINUED | WNOWAIT;
constexpr int kWhat = WUNTRACED | WEXITED | WCONTINUED;

struct Search {
  const Thread *caller;
  const WaitRequest *request;
  std::int64_t group; // of kind P_PGID
  WaitResult *result;
  Errno error;
};

bool wanted(const Search &search, const Child &child) PSIG_REQUIRES(g_children_lock) {
  g_children_lock.assert_held();
  switch (search.request->kind) {
  case P_PID: return child.process.pid == search.request->id;
  case P_PGID: return child_group(child).pgid == search.group;
  default: return true;
  }
}

bool has_change(const Child &child, int options, ChildState *state) PSIG_REQUIRES(g_children_lock) {
  g_children_lock.assert_held();
  if (child.ended) {
    *state = child_end(child.exit_code, child.end_record);
    return (options & WEXITED) != 0;
  }
  if (!child.news) return false;
  if (child.stopped_by != 0) {
    *state = {ChildCode::kStopped, static_cast<std::uint32_t>(child.stopped_by)};
    return (options & WUNTRACED) != 0;
  }
  *state = {ChildCode::kContinued, SIGCONT};
  return (options & WCONTINUED) != 0;
}

void fill(const Child &child, const ChildState &state, WaitResult *result) {
  const nt::ProcessUse use = nt::process_use(child.process.handle);
  *result = {child.process.pid, g_identity.uid,     static_cast<int>(state.code),
             state.status,      wait_status(state), child.exit_code,
             use.user_100ns,    use.system_100ns,   use.peak_bytes,
             use.page_faults};
}

// Whether the wait is over: something to tell, no such child, or it is cancelled.
bool check_children(void *argument) {
  auto *search = static_cast<Search *>(argument);
  const LockGuard guard(g_children_lock);
  search->error = ECHILD;
  for (Child *child = children_first(); child != nullptr; child = child->next) {
    if (!wanted(*search, *child)) continue;
    if (child->ended && (search->request->options & WEXITED) == 0) continue; // it will neither stop nor go on any more
    search->error = 0;
    ChildState state;
    if (!has_change(*child, search->request->options, &state)) continue;
    fill(*child, state, search->result);
    if ((search->request->options & WNOWAIT) != 0) return true;
    if (child->ended) children_forget(child);
    else child->news = false;
    return true;
  }
  if (search->error == 0 && !search->request->to_the_end && cancel_due(search->caller)) search->error = ECANCELED;
  return search->error != 0;
}

// One that _spawn() or CreateProcess() has made becomes ours when it is asked for. Its parent is this very process if
// it says so and is younger. Not one that has been waited for already, while somebody still has a handle to it.
void adopt(std::int64_t pid) {
  if (pid <= 0 || pid > 0xFFFFFFFF || pid == g_identity.pid) return;
  {
    const LockGuard guard(g_children_lock);
    if (children_find(pid) != nullptr) return;
  }
  nt::Process process;
  if (nt::process_open_child(static_cast<std::uint32_t>(pid), &process) != 0) return;
  const nt::OwnProcess own = nt::own_process();
  bool ours = nt::process_parent(process.handle) == own.pid && process.created >= own.created;
  if (ours) {
    const LockGuard guard(g_children_lock);
    ours = !children_forgotten(process);
  }
  nt::Section box;
  if (ours) (void)child_mailbox_open(process, &box); // without the library it has none
  if (ours && children_add(process, box, 0) == 0) return;
  nt::section_close(&box);
  nt::process_close(&process);
}

// A process by handle: while that is open its pid means nobody else.
class Held {
public:
  Held() = default;
  ~Held() { nt::process_close(&process_); }
  Held(const Held &) = delete;
  Held &operator=(const Held &) = delete;
  [[nodiscard]] Errno take(WaitRequest *request) {
    if (request->id <= 0 || request->id > 0x7FFFFFFF) return EBADF; // above: the pseudo-handles
    const Errno error = nt::process_from_handle(reinterpret_cast<nt::Handle>(request->id), &process_);
    request->kind = P_PID;
    request->id = process_.pid;
    return error;
  }

private:
  nt::Process process_;
};

// P_PGID 0 is the own group, as it is at the call.
Errno group_of(const WaitRequest &request, std::int64_t *group) {
  *group = request.id;
  if (request.kind != P_PGID || request.id != 0) return 0;
  pid_t own = 0;
  const Errno error = process_getpgid(0, &own);
  *group = own;
  return error;
}

} // namespace

Errno process_wait(const WaitRequest *asked, WaitResult *result) {
  if ((asked->options & ~kOptions) != 0 || (asked->options & kWhat) == 0) return EINVAL;
  if (asked->kind != P_ALL && asked->kind != P_PID && asked->kind != P_PGID && asked->kind != P_PIDFD) return EINVAL;
  const auto id = static_cast<std::int32_t>(asked->id); // as Linux's pid_t
  if ((asked->kind == P_PID && id <= 0) || (asked->kind == P_PGID && id < 0)) return EINVAL;
  const DeliveryGuard delivery;
  if (delivery.thread() == nullptr) return EAGAIN;
  if (!asked->to_the_end && cancel_due(delivery.thread())) return ECANCELED;
  *result = {};
  WaitRequest request = *asked;
  Held held;
  if (request.kind == P_PIDFD)
    if (const Errno error = held.take(&request)) return error;
  Search search{delivery.thread(), &request, 0, result, 0};
  if (const Errno error = group_of(request, &search.group)) return error;
  if (request.kind == P_PID) adopt(request.id);
  if ((request.options & WNOHANG) != 0) {
    receive_mailbox();
    check_children(&search);
    return search.error;
  }
  const Errno error = wait_until(delivery.thread(), kWaitingForChild, check_children, &search);
  return error != 0 ? error : search.error;
}

} // namespace psig
