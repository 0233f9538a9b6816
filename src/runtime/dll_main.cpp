// In posix-signals.dll alone: its process attach, after loader_notice(). A program that loads it and never calls it is
// sent signals like any other, so somebody has to take them. [loader]
//
//   DllMain -> dispatcher_start() .. the loader's lock is free -> dispatcher -> start_threads()
#include "mailbox/marker.h"
#include "runtime/runtime.h"

// A program with the anchor starts the rest from a constructor, before main(). FreeLibrary() is no matter: a copy that
// owns the engine stays (engine_publish()).
// NOLINTNEXTLINE(readability-identifier-naming): the C run-time calls it
extern "C" int __stdcall DllMain(void *, unsigned long reason, void *) {
  constexpr unsigned long kProcessAttach = 1;
  if (reason == kProcessAttach && psig::owns_engine() && psig::nt::own_image_section(psig::kMarker) == 0)
    psig::dispatcher_start();
  return 1;
}
