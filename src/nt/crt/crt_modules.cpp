// A CRT is recognized by what it exports, not by its name: programs bring copies of their own. Import entries are
// compared by what the loader has put there, so API sets, forwarders and imports by number need no names. What somebody
// else has hooked already is left alone, and so are the system's own modules. A CRT is never unloaded once it has been
// found: handlers save its errno, and what has been registered with it is never taken back. Written under the loader
// lock, read without. [loader]
#include "nt/crt/crt_modules.h"

#include <atomic>
#include <initializer_list>

#include "nt/console/console_handlers.h"
#include "nt/module/export_table.h"
#include "nt/module/import_patch.h"
#include "nt/module/modules.h"
#include "nt/module/system_function.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr const char *kNames[kCrtFunctions] = {"signal",
                                               "raise",
                                               "abort",
                                               "_set_abort_behavior",
                                               "_assert",
                                               "_wassert",
                                               "_purecall",
                                               "__pxcptinfoptrs",
                                               "__fpecode",
                                               "_set_error_mode",
                                               "_set_purecall_handler",
                                               "_get_purecall_handler",
                                               "_set_invalid_parameter_handler",
                                               "_errno",
                                               "__doserrno",
                                               "_acmdln",
                                               "__p__acmdln"};

constinit Crt g_crts[kMaxCrts];
bool g_pinned[kMaxCrts];
std::atomic<std::uint32_t> g_ready{0}; // by slot
std::atomic<int> g_count{0};
const CrtReplacements *g_replacements;
FARPROC(__stdcall *g_real_get)(HMODULE, LPCSTR);
SystemFunction g_get;

FARPROC __stdcall get_proc_address(HMODULE module, LPCSTR name);

// What stands for this function from now on; null if nothing does.
void *replacement_of(void *function) {
  for (int slot = 0; slot < g_count.load(); ++slot)
    for (unsigned i = 0; i < kCrtReplaced; ++i)
      if (function == g_crts[slot].functions[i]) return (*g_replacements)[slot][i];
  if (g_get.is(function)) return reinterpret_cast<void *>(&get_proc_address);
  return console_handlers_replacement(function);
}

FARPROC __stdcall get_proc_address(HMODULE module, LPCSTR name) {
  const FARPROC found = g_real_get(module, name);
  if (found == nullptr) return found;
  void *replacement = replacement_of(reinterpret_cast<void *>(found));
  return replacement != nullptr ? reinterpret_cast<FARPROC>(replacement) : found;
}

bool find_all(std::uintptr_t base, Crt *crt) {
  crt->base = base;
  for (unsigned i = 0; i < kCrtFunctions; ++i) crt->functions[i] = export_find(base, kNames[i]);
  for (const unsigned needed : {kCrtSignal, kCrtRaise, kCrtAbort, kCrtPxcptinfoptrs})
    if (crt->functions[needed] == nullptr) return false;
  return true;
}

bool known(std::uintptr_t base) {
  for (int slot = 0; slot < g_count.load(); ++slot)
    if (g_crts[slot].base == base) return true;
  return false;
}

void note(std::uintptr_t base) {
  const int slot = g_count.load();
  if (slot == kMaxCrts || export_find(base, kNames[kCrtPxcptinfoptrs]) == nullptr || known(base)) return;
  if (!find_all(base, &g_crts[slot])) return;
  g_pinned[slot] = module_pin(reinterpret_cast<void *>(base));
  g_count.store(slot + 1);
}

void appeared(std::uintptr_t base) {
  note(base);
  Module module;
  const bool system = !module_find(base, &module) || !module.interruptible;
  if (!system) import_patch_values(base, replacement_of);
}

} // namespace

void crt_modules_watch(const CrtReplacements &replacements) {
  g_replacements = &replacements;
  console_handlers_start();
  g_get = system_function("GetProcAddress");
  g_get.innermost(&g_real_get);
  modules_visit(note);
  modules_watch(appeared);
}

bool is_crt(std::uintptr_t base) { return export_find(base, kNames[kCrtPxcptinfoptrs]) != nullptr; }

const Crt *crt_in(int slot) { return slot < g_count.load() ? &g_crts[slot] : nullptr; }

// A CRT stores the command line while it is attached to the process, after it has what it needs for threads (so
// Microsoft's, and Wine's). The variable is looked at only while the module is there: its loading may have failed.
bool crt_ready(int slot) {
  if ((g_ready.load() >> slot & 1) != 0) return true;
  Module module;
  const Crt *crt = crt_in(slot);
  if (crt == nullptr || !g_pinned[slot] || !module_find(crt->base, &module)) return false;
  const void *line = crt->functions[kCrtCommandLine];
  if (void *function = crt->functions[kCrtCommandLineAddress]; line == nullptr && function != nullptr)
    line = reinterpret_cast<const void *(*)()>(function)();
  if (line == nullptr || *static_cast<const char *const *>(line) == nullptr) return false;
  g_ready.fetch_or(1u << slot);
  return true;
}

std::uint32_t crt_mask() { return (1u << g_count.load(std::memory_order_relaxed)) - 1; }

int crt_own_slot() {
  const std::uintptr_t own = module_base_of(reinterpret_cast<void *>(&_errno));
  for (int slot = 0; slot < g_count.load(); ++slot)
    if (g_crts[slot].base == own) return slot;
  return -1;
}

} // namespace psig::nt
