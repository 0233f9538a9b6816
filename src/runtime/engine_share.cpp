// Copies find each other by an exported data symbol in the loaded modules, never through shared memory. [loader]
#include "runtime/engine_share.h"

#include <atomic>

#include "base/exit_status.h"
#include "nt/module/modules.h"
#include "nt/process/process.h"

extern "C" {
// Null until this copy's engine runs; null for ever in a copy that uses another's.
__attribute__((dllexport)) std::atomic<const psig::EngineTable *> posix_signals_engine_v1{nullptr};
}

namespace psig {

const EngineTable *engine_of_another_copy() {
  const std::uintptr_t own = nt::module_base_of(&posix_signals_engine_v1);
  const EngineTable *found = nullptr;
  nt::module_each_export("posix_signals_engine_v1", own, &found, [](void *symbol, void *out) {
    const EngineTable *table = static_cast<std::atomic<const EngineTable *> *>(symbol)->load();
    if (table != nullptr) *static_cast<const EngineTable **>(out) = table;
  });
  if (found == nullptr) return nullptr;
  if (found->abi != kEngineAbi || found->size < sizeof(EngineTable)) {
    nt::stderr_write("posix-signals: two copies of the library with different ABI versions in one process\n");
    nt::process_terminate(exit_status_of_signal(kSigAbrt, false));
  }
  return found;
}

void engine_publish(const EngineTable *table) {
  posix_signals_engine_v1.store(table);
  nt::module_pin(&posix_signals_engine_v1);
}

} // namespace psig
