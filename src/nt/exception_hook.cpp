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
  g_looked.store(looked);
  AddVectoredExceptionHandler(1, look);
}

} // namespace psig::nt
