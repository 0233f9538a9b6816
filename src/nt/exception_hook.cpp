// AddVectoredExceptionHandler allocates and locks: install outside any suspension.
#include "nt/exception_hook.h"

#include <atomic>

#include "nt/windows.h"

namespace psig::nt {
namespace {

std::atomic<void (*)()> g_looked{nullptr};

LONG __stdcall look(EXCEPTION_POINTERS *) {
  g_looked.load()();
  return EXCEPTION_CONTINUE_SEARCH;
}

} // namespace

void exception_hook_install(void (*looked)()) {
  if (g_looked.load(std::memory_order_relaxed) != nullptr) return;
  void (*nobody)() = nullptr;
  if (g_looked.compare_exchange_strong(nobody, looked)) AddVectoredExceptionHandler(1, look);
}

} // namespace psig::nt
