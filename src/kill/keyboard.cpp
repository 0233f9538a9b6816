// [any], under a delivery guard
#include "kill/keyboard.h"

#include "base/signal_numbers.h"
#include "kill/send.h"
#include "kill/unmanaged.h"
#include "nt/module/imports.h"
#include "nt/process/target_calls.h"
#include "process/members.h"

namespace psig {
namespace {

struct Keys {
  std::int64_t pgid;
  const Record *record;
};

bool receives_ctrl_c(std::uint32_t pid) {
  nt::Process process;
  if (nt::process_open(pid, &process) != 0) return true;
  nt::TargetFacts facts;
  nt::g_target_calls.probe(process, &facts);
  nt::process_close(&process);
  // Under Wine the Unix terminal tells its own process group, and a new console group is another one.
  if (nt::under_wine() && facts.console_group != nt::own_process().console_group) return false;
  return !facts.ignores_ctrl_c;
}

bool send_key(const Member &member, void *argument) {
  const auto *keys = static_cast<const Keys *>(argument);
  if (!in_group(member, keys->pgid)) return true;
  if (member.box == nullptr && keys->record->signo == kSigInt && receives_ctrl_c(member.pid)) return true;
  (void)kill_send_each(member.pid, *keys->record, round_of_group(keys->pgid));
  return true;
}

} // namespace

void keyboard_signal(std::int64_t pgid, const Record &record) {
  Keys keys{pgid, &record};
  (void)members_visit(send_key, &keys);
}

} // namespace psig
