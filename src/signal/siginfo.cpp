// Makes siginfo_t from a record, and the record of a signal that this process sends. [any]
#include "signal/engine.h"
#include "signal/identity.h"

namespace psig {

Identity g_identity;

void record_to_siginfo(const Record &record, siginfo_t *info) {
  *info = siginfo_t{};
  info->si_signo = record.signo;
  info->si_code = record.code;
  info->si_errno = record.error;
  info->si_pid = static_cast<pid_t>(record.pid);
  info->si_uid = record.uid;
  info->si_value.sival_ptr = reinterpret_cast<void *>(record.value);
  switch (record.code) {
  case SI_USER:
  case SI_QUEUE:
  case SI_TKILL: return;
  case SI_TIMER:
    info->si_timerid = static_cast<int>(record.extra[0]);
    info->si_overrun = static_cast<int>(record.extra[1]);
    return;
  default: break;
  }
  if (record.signo == SIGCHLD) {
    info->si_status = static_cast<int>(record.extra[0]);
    info->si_utime = static_cast<clock_t>(record.extra[1] & 0xFFFFFFFF);
    info->si_stime = static_cast<clock_t>(record.extra[1] >> 32);
  } else {
    info->si_addr = reinterpret_cast<void *>(record.extra[0]);
  }
}

Record record_from_self(int signo, int code) {
  return {.signo = signo, .code = code, .uid = g_identity.uid, .pid = g_identity.pid};
}

} // namespace psig
