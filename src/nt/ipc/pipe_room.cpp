// FILE_PIPE_LOCAL_INFORMATION, of which GetNamedPipeInfo() needs more access than a writer's handle may have.
#include "nt/ipc/pipe_room.h"

#include "nt/windows.h"

namespace psig::nt {
namespace {

struct PipeFacts {
  ULONG type, configuration, maximum_instances, current_instances, inbound_quota, read_available, outbound_quota,
      write_available, state, end;
};
constexpr auto kLocalInformation = static_cast<FILE_INFORMATION_CLASS>(24); // FilePipeLocalInformation
constexpr ULONG kByteStream = 0, kServerEnd = 1;

} // namespace

unsigned pipe_room(void *handle) {
  PipeFacts facts{};
  IO_STATUS_BLOCK status;
  if (!NT_SUCCESS(NtQueryInformationFile(handle, &status, &facts, sizeof(facts), kLocalInformation))) return 0;
  if (facts.type != kByteStream) return 0;
  return facts.end == kServerEnd ? facts.outbound_quota : facts.inbound_quota;
}

} // namespace psig::nt
