// The system's functions by which the C run-times move bytes, replaced in their own import tables. Whatever stdio,
// scanf, std::cin and _read() wait for, they wait for it in ReadFile or WriteFile (docs/adr/0021).
#pragma once

namespace psig::nt {

using Handle = void *;

// In the system's shape. `overlapped` is null wherever a run-time calls them.
struct CrtIo {
  int(__stdcall *read_file)(Handle handle, void *buffer, unsigned long size, unsigned long *got, void *overlapped);
  int(__stdcall *write_file)(Handle handle, const void *bytes, unsigned long size, unsigned long *done,
                             void *overlapped);
  int(__stdcall *close_handle)(Handle handle);
};

// The system's own, which no import table stands between: a table, so that a test may come in between.
struct FileCalls {
  int(__stdcall *read)(Handle handle, void *buffer, unsigned long size, unsigned long *got, void *overlapped);
  int(__stdcall *write)(Handle handle, const void *bytes, unsigned long size, unsigned long *done, void *overlapped);
  int(__stdcall *close)(Handle handle);
};
extern FileCalls g_file_calls;

// From now on, in the run-times that are there and in later ones. [loader]
void crt_io_install(const CrtIo &replacements);

// By the table. [thread]
[[nodiscard]] bool file_read(Handle handle, void *buffer, unsigned size, unsigned *got, unsigned long *error);
[[nodiscard]] bool file_write(Handle handle, const void *bytes, unsigned size, unsigned *done, unsigned long *error);
[[nodiscard]] int file_close(Handle handle); // CloseHandle
void last_error_set(unsigned long error);

} // namespace psig::nt
