// The engine as its callers see it: one table of functions per process, shared by every copy of the library in it.
//
// Each copy's C entries (the api directories of the components) call through engine() and turn the returned error
// number into their own CRT's errno. The first copy to start owns the engine. Later copies find its table by the
// exported data symbol posix_signals_engine_v1 and use it instead of their own (docs/adr/0003).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <posix/signal.h>
#include <posix/spawn.h>

#include "base/errno_result.h"
#include "signal/engine_calls.h"

struct rlimit;                     // <posix/sys/resource.h>
struct posix_signals_cancel_calls; // signal/thread_notices.h
struct posix_semaphore;            // <posix/semaphore.h>

namespace psig {

inline constexpr unsigned kEngineAbi = 4; // one more whenever a line of engine_calls.h moves, goes or changes

struct DescriptorIo; // signal/thread.h
struct JumpTarget;
struct PollRequest;
struct SocketIo;
struct SpawnRequest;
struct WaitRequest;
struct WaitResult;
struct TimerRequest;
struct TimerLeft;
struct TimerCalls;
struct TimerCall;

struct EngineTable {
  unsigned abi;
  unsigned size;
#define X(result, name, parameters, ...) result(*name) parameters;
  PSIG_ENGINE_ENTRIES(X)
  PSIG_COMPONENT_CALLS(X)
#undef X
};

// The process's engine; starts the library on first use.
const EngineTable *engine();

} // namespace psig
