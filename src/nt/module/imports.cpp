// The optional imports, resolved once. [loader]
#include "nt/module/imports.h"

#include "nt/windows.h"

namespace psig::nt {

Imports g_imports;

void imports_start() {
#define X(ret, name, params, module)                                                                                   \
  g_imports.name = reinterpret_cast<ret(__stdcall *) params>(                                                          \
      reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA(module), #name)));
  PSIG_OPTIONAL_IMPORTS(X)
#undef X
}

} // namespace psig::nt
