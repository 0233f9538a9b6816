// [any] [loader]
#include "nt/ipc/session.h"

#include "nt/windows.h"

namespace psig::nt {

std::uint32_t session_of(std::uint32_t pid) {
  DWORD session = 0;
  return ProcessIdToSessionId(pid, &session) ? session : 0;
}

} // namespace psig::nt
