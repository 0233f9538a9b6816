// Somebody else's DLL (plain.c), on msvcrt and on ucrt, and what else is called by its name.
#pragma once

#include <windows.h>

#include <cstdlib>
#include <string>

#include "crt_bridge/plain.h"

namespace psig_test {

inline constexpr int kCrtBreak = 21, kCrtAbort = 22, kCrtAbortCompat = 6;
inline HMODULE module_of(const std::string &crt) { return LoadLibraryA(("plain_" + crt + ".dll").c_str()); }
inline plain_calls &plain(const std::string &crt) {
  const HMODULE module = module_of(crt);
  if (module == nullptr) abort();
  return *reinterpret_cast<plain_calls *(*)()>(reinterpret_cast<void *>(GetProcAddress(module, "plain")))();
}
template <typename Function> Function by_name(const char *dll, const char *name) {
  return reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(LoadLibraryA(dll), name)));
}
inline const char *dll_of(const std::string &crt) { return crt == "ucrt" ? "ucrtbase" : "msvcrt"; }
inline plain_handler as_plain(void (*handler)(int)) { return handler; }

} // namespace psig_test
