// Finds the functions of the thread library's DLL by GetProcAddress: it is never linked for its own sake. [loader]
#include "nt/module/pthread_imports.h"

#include "nt/module/import_patch.h"
#include "nt/module/modules.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

PthreadImports g_real;
ImportPatch g_patches[3];

template <typename Function> void find(Function *function, HMODULE module, const char *name) {
  *function = reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(module, name)));
}

void patch(std::uintptr_t base) {
  if (g_real.create == nullptr) {
    const HMODULE dll = GetModuleHandleA("libwinpthread-1.dll");
    if (dll == nullptr) return;
    find(&g_real.self, dll, "pthread_self");
    find(&g_real.handle, dll, "pthread_gethandle");
    find(&g_real.cancel, dll, "pthread_cancel");
    find(&g_real.set_cancel_state, dll, "pthread_setcancelstate");
    find(&g_real.test_cancel, dll, "pthread_testcancel");
    find(&g_real.create, dll, "pthread_create");
    modules_visit(patch); // those that were loaded before it was known
  }
  import_patch_module(base, g_patches, 3);
}

} // namespace

const PthreadImports &pthread_imports() { return g_real; }

void pthread_imports_replace(const PthreadReplacements &replacements) {
  g_patches[0] = {"pthread_create", reinterpret_cast<void *>(replacements.create)};
  g_patches[1] = {"pthread_self", reinterpret_cast<void *>(replacements.self)};
  g_patches[2] = {"pthread_cancel", reinterpret_cast<void *>(replacements.cancel)};
  modules_watch(patch);
}

} // namespace psig::nt
