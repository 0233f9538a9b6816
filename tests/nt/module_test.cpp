// nt/module: exports read in place, import tables changed and changed back, a section of the own program file.
#include <gtest/gtest.h>

#include "nt/module/export_table.h"
#include "nt/module/image_marker.h"
#include "nt/module/import_patch.h"
#include "nt/module/imports.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

std::uintptr_t base_of(const char *module) { return reinterpret_cast<std::uintptr_t>(GetModuleHandleA(module)); }
void *address_of(const char *module, const char *name) {
  return reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA(module), name));
}

TEST(NtModule, exports_are_those_of_the_loader) {
  for (const char *name : {"NtClose", "RtlGetVersion", "LdrLoadDll", "memcpy"})
    EXPECT_EQ(export_find(base_of("ntdll"), name), address_of("ntdll", name)) << name;
  EXPECT_EQ(export_find(base_of("ntdll"), "NtClos"), nullptr);
  EXPECT_EQ(export_find(base_of("ntdll"), ""), nullptr);
  EXPECT_EQ(export_find(base_of(nullptr), "main"), nullptr) << "a program without exports";
}

TEST(NtModule, forwarded_export_is_none_of_its_own) {
  const std::uintptr_t kernel32 = base_of("kernel32");
  const void *const here = export_find(kernel32, "HeapAlloc"); // a forwarder to ntdll's RtlAllocateHeap
  EXPECT_TRUE(here == nullptr || here == address_of("kernel32", "HeapAlloc"));
  EXPECT_NE(here, address_of("ntdll", "RtlAllocateHeap"));
}

DWORD __stdcall always_seven() { return 7; }
// The compiler keeps what it has once read of an import table.
__attribute__((noinline)) DWORD pid_by_import() { return GetCurrentProcessId(); }

TEST(NtModule, import_is_replaced_by_name_and_back_by_value) {
  static void *const original = address_of("kernel32", "GetCurrentProcessId");
  const DWORD pid = pid_by_import();
  const ImportPatch patch[] = {{"GetCurrentProcessId", reinterpret_cast<void *>(&always_seven)},
                               {"NoSuchFunction", nullptr}};
  import_patch_module(base_of(nullptr), patch, 2);
  EXPECT_EQ(pid_by_import(), 7u);
  import_patch_values(base_of(nullptr), [](void *function) {
    return function == reinterpret_cast<void *>(&always_seven) ? original : nullptr;
  });
  EXPECT_EQ(pid_by_import(), pid);
}

TEST(NtModule, own_sections_by_name) {
  const std::uint64_t text = own_image_section(".text");
  const auto here = reinterpret_cast<std::uint64_t>(&always_seven);
  EXPECT_LE(text, here);
  EXPECT_GT(own_image_section(".data"), text);
  EXPECT_EQ(own_image_section(".nothing"), 0u);
  EXPECT_EQ(own_image_section(""), 0u);
}

TEST(NtModule, imports_that_every_supported_system_has) {
  imports_start();
  EXPECT_NE(g_imports.WaitOnAddress, nullptr);
  EXPECT_NE(g_imports.NtGetNextThread, nullptr);
  EXPECT_NE(g_imports.NtQueryInformationThread, nullptr);
  EXPECT_EQ(under_wine(), address_of("ntdll", "wine_get_version") != nullptr);
}

} // namespace
} // namespace psig::nt
