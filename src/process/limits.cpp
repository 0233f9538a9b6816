// sysconf() values that this machine and the engine decide (XSH sysconf). [any]
#include "process/limits.h"

#include <posix/unistd.h>

#include "nt/system/system_info.h"
#include "signal/arch/trampoline.h"
#include "signal/engine.h"

namespace psig {

long process_limit(int name) {
  constexpr long kRoomToRun = 4096; // for the handler itself
  switch (name) {
  case _SC_SIGQUEUE_MAX: return static_cast<long>(g_engine.queue_limit_now());
  case _SC_MINSIGSTKSZ: {
    const long need = static_cast<long>(trampoline_stack_need()) + kRoomToRun;
    return need > MINSIGSTKSZ ? need : MINSIGSTKSZ;
  }
  case _SC_SIGSTKSZ: return SIGSTKSZ;
  case _SC_PAGESIZE: return nt::page_size();
  case _SC_NPROCESSORS_CONF:
  case _SC_NPROCESSORS_ONLN: return nt::processors();
  default: return -1;
  }
}

} // namespace psig
