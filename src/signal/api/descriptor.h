// Descriptors of the caller's own C run-time.
#pragma once

#include <io.h>

#include <cstdint>
#include <cstdlib>

#ifdef _UCRT // in the UCRT's <stdlib.h>; mingw-w64 12 does not declare it
extern "C" _invalid_parameter_handler _set_thread_local_invalid_parameter_handler(_invalid_parameter_handler);
#endif

namespace psig::api {

#ifdef _UCRT
// The UCRT ends a program that asks for a descriptor which is not open, unless it is told otherwise.
class NoParameterChecks {
public:
  NoParameterChecks()
      : former_(_set_thread_local_invalid_parameter_handler(
            [](const wchar_t *, const wchar_t *, const wchar_t *, unsigned, uintptr_t) {})) {}
  ~NoParameterChecks() { _set_thread_local_invalid_parameter_handler(former_); }

private:
  _invalid_parameter_handler former_;
};
#else
struct NoParameterChecks {
  ~NoParameterChecks() {}
};
#endif

// Null for one that is not open, and for a standard one that a windowed program does not have (-2).
inline void *handle_of(int fd) {
  const NoParameterChecks quietly;
  const auto handle = _get_osfhandle(fd);
  return handle == -1 || handle == -2 ? nullptr : reinterpret_cast<void *>(handle);
}

} // namespace psig::api
