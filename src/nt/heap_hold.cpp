// HeapLock of the default heap. Whoever has it is inside the heap and asks for no lock of the library's. Not under
// Wine, where a critical section is handed on to who waits for it, also if that one stands still by then. [thread]
#include "nt/heap_hold.h"

#include "nt/imports.h"
#include "nt/windows.h"

namespace psig::nt {

HeapHold::HeapHold(bool wanted) : held_(wanted && !under_wine() && HeapLock(GetProcessHeap())) {}
HeapHold::~HeapHold() {
  if (held_) HeapUnlock(GetProcessHeap());
}

} // namespace psig::nt
