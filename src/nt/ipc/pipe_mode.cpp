// PIPE_NOWAIT. The mode in which messages are read does not change.
#include "nt/ipc/pipe_mode.h"

#include "nt/windows.h"

namespace psig::nt {
namespace {

bool state_of(void *handle, DWORD *mode) {
  return GetNamedPipeHandleStateA(handle, mode, nullptr, nullptr, nullptr, nullptr, 0) != 0;
}

} // namespace

bool pipe_waits(void *handle) {
  DWORD mode = 0;
  return !state_of(handle, &mode) || (mode & PIPE_NOWAIT) == 0;
}

bool pipe_wait_set(void *handle, bool on) {
  DWORD mode = 0;
  if (!state_of(handle, &mode)) return false;
  mode = on ? mode & ~DWORD{PIPE_NOWAIT} : mode | PIPE_NOWAIT;
  return SetNamedPipeHandleState(handle, &mode, nullptr, nullptr) != 0;
}

} // namespace psig::nt
