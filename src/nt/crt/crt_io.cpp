// The replacements. A run-time's imports are compared by name, since the loader may have put a forwarder's target
// there. GetProcAddress fetches the originals.
#include "nt/crt/crt_io.h"

#include "nt/crt/crt_modules.h"
#include "nt/module/import_patch.h"
#include "nt/module/modules.h"
#include "nt/module/system_function.h"
#include "nt/windows.h"

namespace psig::nt {

FileCalls g_file_calls;

namespace {

ImportPatch g_patches[3];

void appeared(std::uintptr_t base) {
  if (is_crt(base)) import_patch_module(base, g_patches, 3);
}

} // namespace

void crt_io_install(const CrtIo &replacements) {
  g_patches[0] = {"ReadFile", reinterpret_cast<void *>(replacements.read_file)};
  g_patches[1] = {"WriteFile", reinterpret_cast<void *>(replacements.write_file)};
  g_patches[2] = {"CloseHandle", reinterpret_cast<void *>(replacements.close_handle)};
  system_function("ReadFile").innermost(&g_file_calls.read);
  system_function("WriteFile").innermost(&g_file_calls.write);
  system_function("CloseHandle").innermost(&g_file_calls.close);
  modules_watch(appeared);
}

bool file_read(Handle handle, void *buffer, unsigned size, unsigned *got, unsigned long *error) {
  DWORD count = 0;
  const bool good = g_file_calls.read(handle, buffer, size, &count, nullptr) != 0;
  *error = good ? 0 : GetLastError();
  *got = count;
  return good;
}

bool file_write(Handle handle, const void *bytes, unsigned size, unsigned *done, unsigned long *error) {
  DWORD count = 0;
  const bool good = g_file_calls.write(handle, bytes, size, &count, nullptr) != 0;
  *error = good ? 0 : GetLastError();
  *done = count;
  return good;
}

int file_close(Handle handle) { return g_file_calls.close(handle); }

void last_error_set(unsigned long error) { SetLastError(error); }

} // namespace psig::nt
