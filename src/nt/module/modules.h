// The loaded modules, cached so that they can be looked at while a thread is suspended: ranges, unwind tables, and
// whether code in them may be interrupted.
//
// System code may not: it takes locks that a handler could need, and moving the instruction pointer inside a system
// call loses its result. A module is system code if it was loaded from the Windows directory, or is a C runtime by
// its name.
#pragma once

#include <cstdint>

namespace psig::nt {

struct UnwindEntry { // RUNTIME_FUNCTION on x86-64
  std::uint32_t begin, end, unwind_info;
};

struct Module {
  std::uintptr_t base, end;
  const UnwindEntry *entries;
  std::uint32_t entry_count;
  bool interruptible;
  bool not_reentrant; // Winsock: none of its calls may be made in an APC that has interrupted one (WSARecv's page)
};

// Fills the cache and follows loads and unloads. [loader]
void modules_start();

// The module that holds an address; false if none does. [suspended]
bool module_find(std::uintptr_t address, Module *out);

// Its file's name, cut to kModuleName - 1 characters; null if there is none. [suspended]
inline constexpr unsigned kModuleName = 40;
[[nodiscard]] const char *module_name(std::uintptr_t address);

// The unwind entry for an address in a module; null for a leaf function. [suspended]
const UnwindEntry *module_unwind_entry(const Module &module, std::uintptr_t address);

// Calls `visit` with every module now loaded; watch: and with every later one as it is loaded. [loader]
void modules_visit(void (*visit)(std::uintptr_t base));
void modules_watch(void (*visit)(std::uintptr_t base));

// Calls `visit` with the address of an exported symbol in every loaded module that has it, but `except`. [loader]
void module_each_export(const char *name, std::uintptr_t except, void *argument,
                        void (*visit)(void *symbol, void *argument));

// Keeps the module that holds `address` loaded until the process ends; false if it cannot.
bool module_pin(const void *address);

std::uintptr_t module_base_of(const void *address);
bool in_main_module(const void *address); // the program itself, not a DLL

} // namespace psig::nt
