// A new process (XSH posix_spawn): made suspended, given its mailbox with all that it inherits, entered in the table of
// children, and only then let run. A delivery guard is up throughout: a handler that jumps out would leave half of it.
#include "process/spawn.h"

#include <posix/signal.h>

#include "nt/process/job.h"
#include "nt/system/memory.h"
#include "nt/system/text.h"
#include "process/children.h"
#include "process/command_line.h"
#include "process/core_limit.h"
#include "process/environment.h"
#include "process/identity.h"
#include "process/queue_limit.h"
#include "process/spawn_files.h"
#include "process/spawn_program.h"
#include "signal/engine.h"

namespace psig {
namespace {

struct Scratch {
  SpawnFiles files;
  ProgramSearch search;
  wchar_t command_line[CommandLine::kMost], argument[CommandLine::kMost];
};

// Zeroed pages, given back at the end.
class Pages {
public:
  Pages() : scratch_(static_cast<Scratch *>(nt::memory_commit(sizeof(Scratch)))) {}
  ~Pages() {
    if (scratch_ == nullptr) return;
    scratch_->files.release();
    nt::memory_release(scratch_);
  }
  Pages(const Pages &) = delete;
  Pages &operator=(const Pages &) = delete;
  [[nodiscard]] Scratch *get() const { return scratch_; }

private:
  Scratch *scratch_;
};

Errno command_line(const SpawnRequest &request, Scratch *scratch) {
  CommandLine line(scratch->command_line);
  const char *const name = request.argv[0] != nullptr ? request.argv[0] : request.path;
  Errno error = nt::wide_from_text(name, scratch->argument, CommandLine::kMost);
  if (error == 0) error = line.program(scratch->argument);
  for (char *const *p = request.argv; error == 0 && *p != nullptr && *++p != nullptr;) {
    error = nt::wide_from_text(*p, scratch->argument, CommandLine::kMost);
    if (error == 0) error = line.argument(scratch->argument);
  }
  if (error != 0 || request.shell_command == nullptr) return error;
  error = nt::wide_from_text(request.shell_command, scratch->argument, CommandLine::kMost);
  if (error == 0) error = line.verbatim(L" /c ");
  if (error == 0) error = line.verbatim(scratch->argument);
  return error;
}

// What the flags make of the caller's group and session; 0 stands for the child's own pid. XSH posix_spawn, setpgid.
Errno group_for(const posix_spawnattr_t *attributes, Group *group) {
  const int flags = attributes != nullptr ? attributes->posix_flags : 0;
  const bool session = (flags & POSIX_SPAWN_SETSID) != 0, joins = (flags & POSIX_SPAWN_SETPGROUP) != 0;
  if (session && joins) return EPERM; // the leader of a session stays in its group
  *group = session ? Group{} : process_own_group();
  if (!joins) return 0;
  if (attributes->posix_group < 0) return EINVAL;
  if (attributes->posix_group != 0 && !process_group_exists(attributes->posix_group)) return EPERM;
  group->pgid = attributes->posix_group;
  return 0;
}

void signals_for(const posix_spawnattr_t *attributes, const Thread *caller, ChildStart *start) {
  const int flags = attributes != nullptr ? attributes->posix_flags : 0;
  const bool sets_mask = (flags & POSIX_SPAWN_SETSIGMASK) != 0;
  start->mask = (sets_mask ? attributes->posix_mask : caller->blocked.load()) & ~kUnblockable;
  {
    const LockGuard guard(g_engine.lock);
    for (int signo = 1; signo <= kSigMax; ++signo)
      if (g_engine.process.actions.of(signo).handler == kSigIgn) start->ignored |= bit(signo);
  }
  if ((flags & POSIX_SPAWN_SETSIGDEF) != 0) start->ignored &= ~attributes->posix_default;
}

SetTerminalGroup g_set_terminal;
bool (*g_terminal_taken)();

// For a child without the library; one that has it goes by its signals. An ignored SIGINT is inherited (XSH
// posix_spawn). A new group gets Ctrl-C like everybody on the console, unless somebody has the keys for the foreground
// group alone.
nt::CtrlC ctrl_c_for(const ChildStart &start, bool leads) {
  if (has(start.ignored, SIGINT)) return nt::CtrlC::kOff;
  const bool on = leads && (g_terminal_taken == nullptr || !g_terminal_taken());
  return on ? nt::CtrlC::kOn : nt::CtrlC::kAsCreated;
}

Errno create(const SpawnRequest &request, Scratch *scratch, const ChildStart &start, nt::NewProcess *made) {
  Environment environment;
  Errno error = nt::wide_from_text(request.path, scratch->search.name, kMostPath);
  if (error != 0) return error == E2BIG ? ENAMETOOLONG : error;
  if (error == 0) error = command_line(request, scratch);
  if (error == 0) error = environment.build(request.envp);
  if (error == 0) error = scratch->files.prepare(request);
  if (error == 0) error = scratch->files.copy();
  if (error != 0) return error;
  SpawnFiles &files = scratch->files;
  nt::CreateRequest create{};
  create.command_line = scratch->command_line;
  create.environment = environment.block();
  create.directory = files.directory();
  for (int fd = 0; fd < 3; ++fd) create.standard[fd] = files.standard(fd);
  create.handles = files.handles();
  create.handle_count = files.handle_count();
  create.runtime_table = files.table();
  create.table_bytes = files.table_bytes();
  create.new_group = start.group.pgid == 0;
  create.ctrl_c = ctrl_c_for(start, create.new_group);
  return program_start(&scratch->search, files.directory(), request.search, &create, made);
}

// Before it runs, so that nothing it starts is left outside.
Errno join_job(const posix_spawnattr_t *attributes, nt::NewProcess *made) {
  nt::Handle const job = attributes != nullptr ? attributes->posix_reserved[0] : nullptr;
  if (job == nullptr) return 0;
  const Errno error = nt::is_job(job) ? nt::job_add(job, made->process.handle) : EBADF;
  if (error != 0) nt::process_abandon(made);
  return error;
}

// The child would do it as its first act, with SIGTTOU blocked; here it is done before that.
Errno give_terminal(void *terminal, std::int64_t group) {
  if (terminal == nullptr) return 0;
  return g_set_terminal != nullptr ? g_set_terminal(terminal, group) : ENOTTY;
}

// From here on it is there: it is entered, or ended again.
Errno enter(const ChildStart &start, void *terminal, NewChild *child) {
  const nt::Process process = child->made.process;
  nt::Section box;
  child->has_library = child_mailbox_make(process, start, &box) == 0;
  const std::int64_t group = start.group.pgid != 0 ? start.group.pgid : process.pid;
  Errno error = give_terminal(terminal, group);
  if (error == 0) error = children_add(process, box, group);
  if (error != 0) {
    nt::section_close(&box);
    nt::process_abandon(&child->made);
    return error;
  }
  child->pid = static_cast<pid_t>(process.pid);
  return 0;
}

} // namespace

void process_terminal(SetTerminalGroup set, bool (*taken)()) {
  g_set_terminal = set;
  g_terminal_taken = taken;
}

Errno process_spawn_suspended(const SpawnRequest *request, NewChild *child) {
  const Thread *caller = self();
  const Pages pages;
  if (caller == nullptr || pages.get() == nullptr) return ENOMEM;
  ChildStart start{};
  const CoreLimit core = core_limit();
  const QueueLimit queue = queue_limit();
  start.core = {core.soft, core.hard};
  start.queue = {queue.soft, queue.hard};
  if (const Errno error = group_for(request->attributes, &start.group)) return error;
  signals_for(request->attributes, caller, &start);
  if (const Errno error = create(*request, pages.get(), start, &child->made)) return error;
  if (const Errno error = join_job(request->attributes, &child->made)) return error;
  return enter(start, pages.get()->files.terminal(), child);
}

void process_spawn_begin(NewChild *child) {
  const nt::Process process = child->made.process;
  if (!nt::process_begin(&child->made)) (void)nt::process_terminate(process, exit_status_of_signal(SIGKILL, false));
}

Errno process_spawn(const SpawnRequest *request, pid_t *pid) {
  const DeliveryGuard delivery;
  NewChild child;
  if (const Errno error = process_spawn_suspended(request, &child)) return error;
  *pid = child.pid;
  process_spawn_begin(&child);
  return 0;
}

} // namespace psig
