// The table of calls to other processes as the system has them; tests put doubles into it. [loader]
#include "nt/process/target_calls.h"

#include "nt/module/imports.h"

namespace psig::nt {

TargetCalls g_target_calls = {
    true,          false,           target_probe,   target_group, console_group_event, console_event_inside,
    windows_close, process_suspend, process_resume, helper_there, helper_run,          console_ctrl_c_enable};

void target_calls_start() {
  g_target_calls.group_events = !under_wine();
  g_target_calls.thread_may_hang = under_wine();
}

} // namespace psig::nt
