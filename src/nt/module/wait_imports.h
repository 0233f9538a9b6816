// The calls of foreign_calls.h in the import tables of modules: replaced, and put back.
#pragma once

#include "base/errno_result.h"
#include "nt/thread/foreign_calls.h"

namespace psig::nt {

// Fills g_foreign, and points the imports of these functions at the replacements: in every module now loaded, or loaded
// later, that is not the system's, and in the C run-times. Imports are told by value, so what somebody else has hooked
// is left to them. [loader]
void wait_imports_replace(const ForeignCalls &replacements);
// The same for one module, whatever it is, or back again. EINVAL: no module is loaded there. [thread]
[[nodiscard]] Errno wait_imports_module(void *module, bool on);

} // namespace psig::nt
