// An import leads to kernel32's function or, through an API set, to kernelbase's: both are known. [loader]
#include "nt/module/wait_imports.h"

#include "nt/crt/crt_modules.h"
#include "nt/module/import_patch.h"
#include "nt/module/modules.h"
#include "nt/module/system_function.h"
#include "nt/windows.h"

namespace psig::nt {

constinit ForeignCalls g_foreign{};

namespace {

#define X(...) +1
constexpr int kRows = 0 PSIG_FOREIGN_CALLS(X);
#undef X

struct Row {
  SystemFunction known;
  void *replacement;
};
constinit Row g_rows[kRows]{};

void *replacement_of(void *function) {
  for (const Row &row : g_rows)
    if (row.known.is(function)) return row.replacement;
  return nullptr;
}

void *original_of(void *function) {
  for (const Row &row : g_rows)
    if (function == row.replacement) return row.known.outer;
  return nullptr;
}

const ForeignCalls *g_replacements;

// What has not been found yet: user32 is loaded by those who want it.
void find_all() {
  int i = 0;
#define X(result, field, name, parameters, module)                                                                     \
  if (g_foreign.field == nullptr) {                                                                                    \
    const SystemFunction known = system_function(#name, module);                                                       \
    known.innermost(&g_foreign.field);                                                                                 \
    if (known.outer != nullptr) g_rows[i] = {known, reinterpret_cast<void *>(g_replacements->field)};                  \
  }                                                                                                                    \
  ++i;
  PSIG_FOREIGN_CALLS(X)
#undef X
  foreign_messages_find();
}

void appeared(std::uintptr_t base) {
  if (g_foreign.get_message_w == nullptr && GetModuleHandleA("user32") != nullptr) find_all();
  Module module;
  const bool programs = module_find(base, &module) && module.interruptible;
  if (programs || is_crt(base)) import_patch_values(base, replacement_of);
}

} // namespace

void wait_imports_replace(const ForeignCalls &replacements) {
  g_replacements = &replacements;
  find_all();
  modules_watch(appeared);
}

Errno wait_imports_module(void *module, bool on) {
  const auto base = reinterpret_cast<std::uintptr_t>(module);
  Module found;
  if (base == 0 || !module_find(base, &found) || found.base != base) return EINVAL;
  import_patch_values(base, on ? replacement_of : original_of);
  return 0;
}

} // namespace psig::nt
