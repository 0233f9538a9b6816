// Chooses the thread that takes a process-directed signal. Portable; under the engine lock. [any]
#include "signal/router.h"

namespace psig {

ThreadSignals *choose(ThreadSignals *threads, int signo) {
  ThreadSignals *main = nullptr, *waiting = nullptr, *any = nullptr;
  for (ThreadSignals *t = threads; t != nullptr; t = t->next) {
    if (!t->eligible()) continue;
    if (has(t->accepting.load(), signo)) return t;
    if (t->apart || has(t->blocked.load(), signo)) continue;
    if (t->main) main = t;
    else if (t->waiting.load() != 0) waiting = waiting == nullptr ? t : waiting;
    else any = any == nullptr ? t : any;
  }
  if (main != nullptr) return main;
  return waiting != nullptr ? waiting : any;
}

} // namespace psig
