// FILE_PIPE_LOCAL_INFORMATION, because GetNamedPipeInfo() needs more access than a writer's handle may have; and a read
// of no bytes, which the file system of pipes completes when data come. libuv waits in the same way for a pipe that it
// cannot read asynchronously.
#include "nt/ipc/pipe_state.h"

#include "nt/module/imports.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

struct LocalInformation {
  ULONG type, configuration, maximum_instances, current_instances, inbound_quota, read_available, outbound_quota,
      write_available, state, end;
};
constexpr auto kLocalInformation = static_cast<FILE_INFORMATION_CLASS>(24); // FilePipeLocalInformation
constexpr ULONG kByteStream = 0, kInbound = 0, kOutbound = 1, kServerEnd = 1, kConnected = 3;

bool query(void *handle, LocalInformation *out) {
  IO_STATUS_BLOCK status;
  return NT_SUCCESS(NtQueryInformationFile(handle, &status, out, sizeof(*out), kLocalInformation));
}

// What the pipe holds for its reader.
ULONG quota_of(const LocalInformation &facts) {
  return facts.end == kServerEnd ? facts.outbound_quota : facts.inbound_quota;
}

// XSH write: of PIPE_BUF bytes and less none waits half-way. A pipe that holds less than that twice over: half of it,
// which is what write() sends at a time.
bool has_room(const LocalInformation &facts) {
  constexpr ULONG kPipeBuf = 4096;
  const ULONG half = quota_of(facts) / 2;
  return under_wine() || facts.write_available >= (half < kPipeBuf ? half : kPipeBuf); // Wine says 0 always
}

} // namespace

bool pipe_state(void *handle, PipeState *out) {
  LocalInformation facts{};
  if (!query(handle, &facts)) return false;
  const ULONG only_reads = facts.end == kServerEnd ? kInbound : kOutbound;
  const ULONG only_writes = facts.end == kServerEnd ? kOutbound : kInbound;
  *out = {.reads = facts.configuration != only_writes,
          .writes = facts.configuration != only_reads,
          .closed = facts.state != kConnected,
          .available = facts.read_available,
          .room = has_room(facts)};
  return true;
}

unsigned pipe_room(void *handle) {
  LocalInformation facts{};
  return query(handle, &facts) && facts.type == kByteStream ? quota_of(facts) : 0;
}

void pipe_await(void *handle) {
  char none;
  DWORD read = 0;
  (void)ReadFile(handle, &none, 0, &read, nullptr);
}

} // namespace psig::nt
