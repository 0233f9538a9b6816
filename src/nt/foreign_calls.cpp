// The real calls. [loader]
#include "nt/foreign_calls.h"

#include "nt/imports.h"

namespace psig::nt {

ForeignCalls g_foreign = {
    true,          false,           target_look,    target_group, console_group_event, console_event_inside,
    windows_close, process_suspend, process_resume, helper_there, helper_run,          console_let_ctrl_c_in};

void foreign_calls_start() {
  g_foreign.group_events = !under_wine();
  g_foreign.thread_may_hang = under_wine();
}

} // namespace psig::nt
