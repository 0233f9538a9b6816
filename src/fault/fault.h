// Hardware exceptions become synchronous signals (docs/design.md, 7).
//
//   exception -> nt/fault_hook -> filter.cpp: whose is it? -> fault_enter: context -> trampoline ==> handler
//                                 | not ours: search on                    progress.cpp: does it come again and again?
//                                 | nobody's: end of the process
#pragma once

#include <posix/signal.h>

#include "base/record.h"
#include "fault/table.h"
#include "nt/thread/fault_hook.h"
#include "signal/thread.h"

namespace psig {

void fault_start(); // [thread], once
// Upcalls::fault_action: the vectored handler stands only while some fault's signal has a handler. [any]
void fault_action_changed();
// 1: faults go to handlers before any frame handler sees them; 0: when no frame handler wants them. The former.
int fault_first_chance_mode(int on); // EngineTable::fault_chance

// What the handler will be told. [dispatch]
[[nodiscard]] Record fault_record(const FaultRow &row, const nt::Exception &exception, const mcontext_t &context);

// progress.cpp [dispatch]
enum class Progress { kSome, kNone };
[[nodiscard]] Progress fault_progress(Fault *fault, std::uint32_t status, std::uintptr_t address, mcontext_t *context);
// A single step that the above asked for; true: taken care of.
[[nodiscard]] bool fault_stepped(Fault *fault, mcontext_t *context);

} // namespace psig
