#include "nt/thread/exception_hook.h"

#include <atomic>

#include "nt/windows.h"

namespace psig::nt {
namespace {

std::atomic<void (*)()> g_callee{nullptr};

LONG __stdcall at_exception(EXCEPTION_POINTERS *) {
  g_callee.load()();
  return EXCEPTION_CONTINUE_SEARCH;
}

} // namespace

void exception_hook_install(void (*callee)()) {
  g_callee.store(callee);
  AddVectoredExceptionHandler(1, at_exception);
}

} // namespace psig::nt
