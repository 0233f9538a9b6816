// The calls beyond POSIX: delivery methods, fallback delay, the event, dispatch, the plan of a kill(). [any]
#include "signal/api/result.h"

using psig::engine;

extern "C" {

unsigned posix_signal_delivery_np(unsigned methods) { return engine()->delivery_methods(methods); }
int posix_signal_fallback_delay_np(int milliseconds) { return engine()->fallback_delay(milliseconds); }
void *posix_signal_event_np(void) { return engine()->event(); }
int posix_signal_wait_module_np(void *module, int on) {
  return psig::api::result(engine()->wait_module(module, on != 0));
}
int posix_signal_fault_chance_np(int first) { return engine()->fault_chance(first); }
int posix_signal_crash_message_np(int on) { return engine()->crash_message(on); }
int posix_signal_core_pattern_np(const char *pattern) {
  if (psig::api::bad_optional(pattern)) return psig::api::result(EFAULT);
  return psig::api::result(engine()->core_pattern(pattern));
}

int posix_signal_dispatch_np(void) { return engine()->dispatch(); }

int posix_signal_require_verified_np(int on) { return psig::api::result(engine()->require_verified(on != 0)); }

int posix_signal_crt_errors_np(unsigned which) {
  unsigned former = 0;
  const psig::Errno error = engine()->crt_errors(which, &former);
  return error == 0 ? static_cast<int>(former) : psig::api::result(error);
}

int posix_kill_explain_np(pid_t pid, int sig, struct posix_kill_plan *plan) {
  if (psig::api::bad(plan)) return psig::api::result(EFAULT);
  if (pid <= 0 || (sig != 0 && !psig::is_signo(sig))) return psig::api::result(EINVAL);
  struct posix_kill_plan own = {};
  const psig::Errno error = engine()->explain(pid, sig, &own);
  return psig::api::result(error != 0 ? error : psig::api::write_user(plan, own));
}

int posix_process_status_np(pid_t pid, struct posix_process_status *status) {
  if (psig::api::bad(status)) return psig::api::result(EFAULT);
  if (pid <= 0) return psig::api::result(EINVAL);
  struct posix_process_status own = {};
  const psig::Errno error = engine()->status(pid, &own);
  return psig::api::result(error != 0 ? error : psig::api::write_user(status, own));
}

int posix_signal_follow_np(pid_t pid, int (*line)(const char *text, void *argument), void *argument) {
  if (line == nullptr) return psig::api::result(EFAULT);
  if (pid <= 0) return psig::api::result(EINVAL);
  return psig::api::result(engine()->follow(pid, line, argument));
}

int posix_kill_tree_np(pid_t root, int sig, unsigned flags) {
  const bool known = (flags & ~POSIX_KILL_PARENTS_FIRST) == 0;
  if (root <= 0 || !known || (sig != 0 && !psig::is_signo(sig))) return psig::api::result(EINVAL);
  return psig::api::result(engine()->kill_tree(root, sig, (flags & POSIX_KILL_PARENTS_FIRST) != 0));
}

int posix_process_tree_np(pid_t root, struct posix_tree_member *members, unsigned room) {
  if (room > 0 && psig::api::bad(members)) return psig::api::result(EFAULT);
  if (root <= 0) return psig::api::result(EINVAL);
  unsigned count = 0;
  const psig::Errno error = engine()->process_tree(root, members, room, &count);
  return error == 0 ? static_cast<int>(count) : psig::api::result(error);
}

} // extern "C"
