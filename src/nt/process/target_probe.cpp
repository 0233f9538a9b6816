// What another process is, read from its parameters and from what its descriptor allows. [any]
#include "nt/console/console_tty.h"
#include <cstring>

#include "nt/module/imports.h"
#include "nt/process/target_calls.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

// winternl.h names only some of these. Offsets into the PEB and into the process parameters, the same since Windows 8.
struct Layout {
  std::uintptr_t parameters, subsystem; // in the PEB
  std::uintptr_t console, flags, group; // in the parameters
  std::size_t word;                     // of an address or a handle
};
constexpr Layout k64{0x20, 0x128, 0x10, 0x18, 0x408, 8}, k32{0x10, 0xB4, 0x10, 0x14, 0x29C, 4};

// So much at once: each call has its price, under Wine a great one, since it stops the process.
template <std::size_t kBytes> struct Block {
  unsigned char bytes[kBytes];
  bool read(HANDLE process, std::uintptr_t address, std::size_t size) {
    SIZE_T got = 0;
    return ReadProcessMemory(process, reinterpret_cast<const void *>(address), bytes, size, &got) && got == size;
  }
  [[nodiscard]] std::uint32_t number(std::uintptr_t at) const {
    std::uint32_t value;
    std::memcpy(&value, bytes + at, sizeof(value));
    return value;
  }
  [[nodiscard]] std::uintptr_t word(std::uintptr_t at, std::size_t size) const {
    return size == 4 ? number(at) : number(at) | static_cast<std::uintptr_t>(number(at + 4)) << 32;
  }
};

struct BasicInformation {
  LONG exit_status;
  std::uintptr_t peb, affinity;
  LONG priority;
  std::uintptr_t pid, parent;
};

// Whether a handle with this access can be had.
bool may(const Process &process, DWORD access) {
  const HANDLE handle = OpenProcess(access, FALSE, process.pid);
  if (handle == nullptr) return false;
  CloseHandle(handle);
  return true;
}

bool same_machine(Handle process) {
  struct Machine { // PROCESS_MACHINE_INFORMATION: tells x64 apart on ARM64, too
    USHORT machine, reserved;
    ULONG attributes;
  } machine{};
  constexpr int kMachineType = 9; // ProcessMachineTypeInfo
  if (g_imports.GetProcessInformation != nullptr &&
      g_imports.GetProcessInformation(process, kMachineType, &machine, sizeof(machine)))
    return machine.machine == IMAGE_FILE_MACHINE_AMD64;
  BOOL wow = FALSE;
  return IsWow64Process(process, &wow) && !wow;
}

// Whether the leader of its group has Ctrl-C off: then a member has inherited that, as far as can be told.
bool leader_ignores_ctrl_c(const Process &member, std::uint32_t group) {
  Process leader;
  if (group == 0 || group == member.pid || process_open_older(group, member.created, &leader) != 0) return false;
  ConsoleParameters parameters{};
  const HANDLE handle = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, group);
  const bool ignores = handle != nullptr && console_parameters(handle, &parameters) && (parameters.flags & 1) != 0;
  if (handle != nullptr) CloseHandle(handle);
  process_close(&leader);
  return ignores;
}

void probe_inside(const Process &process, TargetFacts *out) {
  const HANDLE handle = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, process.pid);
  if (handle == nullptr) return;
  ConsoleParameters parameters;
  if (console_parameters(handle, &parameters)) {
    out->may_read = true;
    out->has_console = parameters.console != 0 && parameters.console + 16 >= 16; // not one of the small negative marks
    out->console_program = parameters.subsystem == IMAGE_SUBSYSTEM_WINDOWS_CUI || out->has_console;
    out->ignores_ctrl_c = (parameters.flags & 1) != 0;
    out->console_group = parameters.group;
    out->leader_ignores_ctrl_c = out->ignores_ctrl_c && leader_ignores_ctrl_c(process, parameters.group);
  }
  CloseHandle(handle);
}

} // namespace

namespace {

std::uintptr_t peb_64(Handle process) {
  BasicInformation basic{};
  return NtQueryInformationProcess(process, ProcessBasicInformation, &basic, sizeof(basic), nullptr) >= 0 ? basic.peb
                                                                                                          : 0;
}

// 0 where there is none.
std::uintptr_t peb_32(Handle process) {
  std::uintptr_t peb = 0;
  return NtQueryInformationProcess(process, ProcessWow64Information, &peb, sizeof(peb), nullptr) >= 0 ? peb : 0;
}

// Race: a process that starts copies its parameters elsewhere, and what was there becomes something else (Wine 8). So
// the pointer is read again behind them; it changes once.
bool parameters_in(Handle process, const Layout &at, std::uintptr_t peb, ConsoleParameters *out) {
  Block<k64.subsystem + 4> head, again;
  Block<k64.group + 4> body;
  if (peb == 0 || !again.read(process, peb, at.subsystem + 4)) return false;
  std::uintptr_t parameters;
  do {
    head = again;
    parameters = head.word(at.parameters, at.word);
    if (parameters == 0) return false;
    const bool whole = body.read(process, parameters, at.group + 4);
    if (!again.read(process, peb, at.subsystem + 4)) return false;
    if (!whole && again.word(at.parameters, at.word) == parameters) return false;
  } while (again.word(at.parameters, at.word) != parameters);
  out->subsystem = head.number(at.subsystem);
  out->flags_address = parameters + at.flags;
  out->flags = body.number(at.flags);
  out->group = body.number(at.group);
  out->console = body.word(at.console, at.word);
  if (at.word == 4) out->console = static_cast<std::uintptr_t>(std::intptr_t{static_cast<std::int32_t>(out->console)});
  return true;
}

bool set_flag(Handle process, const ConsoleParameters &parameters, bool on) {
  const std::uint32_t flags = on ? parameters.flags & ~1u : parameters.flags | 1u;
  return flags == parameters.flags || WriteProcessMemory(process, reinterpret_cast<void *>(parameters.flags_address),
                                                         &flags, sizeof(flags), nullptr);
}

// Again where the parameters have been copied meanwhile.
bool switch_in(Handle process, const Layout &at, std::uintptr_t peb, bool on) {
  ConsoleParameters before, after;
  if (peb == 0 || !parameters_in(process, at, peb, &after)) return false;
  do {
    before = after;
    if (!set_flag(process, before, on) || !parameters_in(process, at, peb, &after)) return false;
  } while (after.flags_address != before.flags_address);
  return true;
}

} // namespace

// A 32-bit program on 64-bit Windows has two of each, and its console functions know the 32-bit ones.
bool console_parameters(Handle process, ConsoleParameters *out) {
  const std::uintptr_t peb = peb_32(process);
  return peb != 0 ? parameters_in(process, k32, peb, out) : parameters_in(process, k64, peb_64(process), out);
}

// A 32-bit program that has not run yet has the 64-bit ones alone, from which the others will be made.
bool console_ctrl_c_switch(Handle process, bool on) {
  ConsoleParameters own;
  const std::uintptr_t peb = peb_32(process);
  const bool both = peb != 0 && parameters_in(process, k32, peb, &own);
  const bool done = switch_in(process, k64, peb_64(process), on);
  return both ? switch_in(process, k32, peb, on) : done;
}

std::uint32_t target_group(const Process &process) {
  const HANDLE handle = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, process.pid);
  if (handle == nullptr) return 0;
  ConsoleParameters parameters{};
  if (!console_parameters(handle, &parameters)) parameters.group = 0;
  CloseHandle(handle);
  return parameters.group;
}

void target_probe(const Process &process, TargetFacts *out) {
  *out = {};
  out->may_end = process_may_terminate(process) == 0;
  if (!out->may_end) return;
  probe_inside(process, out);
  out->same_machine = same_machine(process.handle);
  out->may_thread = may(process, PROCESS_CREATE_THREAD | PROCESS_VM_OPERATION | PROCESS_VM_WRITE);
  out->on_our_console = out->console_program && console_has(process.pid);
  out->windows = !out->console_program && windows_exist(process.pid); // a console program is asked as one
  out->suspended = process_suspended(process);
}

} // namespace psig::nt
