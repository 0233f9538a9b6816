#include "selftest/machine.h"

#include <windows.h>

#include <posix/version.h>

namespace selftest {

namespace {

FARPROC of_ntdll(const char *name) { return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), name); }
template <typename Function> Function as(FARPROC found) {
  return reinterpret_cast<Function>(reinterpret_cast<void (*)()>(found));
}

std::string wine_version() {
  const auto version = as<const char *(*)()>(of_ntdll("wine_get_version"));
  return version == nullptr ? "no" : version();
}

std::string windows_version() { // not what GetVersionEx() tells programs without a manifest
  OSVERSIONINFOW info = {};
  info.dwOSVersionInfoSize = sizeof info;
  const auto get = as<LONG(WINAPI *)(OSVERSIONINFOW *)>(of_ntdll("RtlGetVersion"));
  if (get == nullptr || get(&info) != 0) return "unknown";
  return std::to_string(info.dwMajorVersion) + "." + std::to_string(info.dwMinorVersion) + "." +
         std::to_string(info.dwBuildNumber);
}

std::string processor() {
  char name[128] = "";
  DWORD size = sizeof name;
  RegGetValueA(HKEY_LOCAL_MACHINE, "HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0", "ProcessorNameString",
               RRF_RT_REG_SZ, nullptr, name, &size);
  return name;
}

} // namespace

bool is_wine() { return of_ntdll("wine_get_version") != nullptr; }

std::vector<std::pair<std::string, std::string>> machine() {
  SYSTEM_INFO info;
  GetNativeSystemInfo(&info);
  const char *const kind = info.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64   ? "x86-64"
                           : info.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_ARM64 ? "ARM64"
                                                                                         : "another";
  return {{"release", POSIX_SIGNALS_VERSION},
          {"windows", windows_version()},
          {"wine", wine_version()},
          {"architecture", kind},
          {"processor", processor()},
          {"processors", std::to_string(info.dwNumberOfProcessors)},
          {"code page", std::to_string(GetACP())}};
}

} // namespace selftest
