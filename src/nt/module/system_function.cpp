// GetProcAddress, of modules that may not be loaded. [loader]
#include "nt/module/system_function.h"

#include "nt/windows.h"

namespace psig::nt {
namespace {

void *address(const char *module, const char *name) {
  const HMODULE loaded = GetModuleHandleA(module);
  return loaded != nullptr ? reinterpret_cast<void *>(GetProcAddress(loaded, name)) : nullptr;
}

} // namespace

SystemFunction system_function(const char *name, const char *module) {
  return {address(module, name), address("kernelbase", name)};
}

} // namespace psig::nt
