// dbghelp decides what goes into the file, and the request decides how much of memory. The helper gets pointers and
// handles as numbers, and fetches what is behind them.
#include "nt/process/minidump.h"

#include "nt/arch/registers.h"
#include "nt/ipc/security.h"
#include "nt/process/target_calls.h"
#include "nt/system/win32_errno.h"
#include "nt/windows.h"

#include <dbghelp.h>

namespace psig::nt {
namespace {

using WriteDump = BOOL(__stdcall *)(HANDLE, DWORD, HANDLE, MINIDUMP_TYPE, PMINIDUMP_EXCEPTION_INFORMATION,
                                    PMINIDUMP_USER_STREAM_INFORMATION, PMINIDUMP_CALLBACK_INFORMATION);

constexpr unsigned kSmall = MiniDumpWithDataSegs | MiniDumpWithHandleData | MiniDumpWithUnloadedModules |
                            MiniDumpWithProcessThreadData | MiniDumpWithThreadInfo;
constexpr unsigned kAllSignals = kSmall | MiniDumpWithFullMemory | MiniDumpWithFullMemoryInfo;

bool set_doomed(HANDLE file, bool doomed) {
  FILE_DISPOSITION_INFO info{static_cast<BOOLEAN>(doomed)};
  return SetFileInformationByHandle(file, FileDispositionInfo, &info, sizeof(info)) != 0;
}

// For its owner alone, since all that the process knew may be in it; never through a link or into a file of somebody
// else's; and doomed until it is whole: the system removes it if everybody who has it open is killed.
Errno create_file(const wchar_t *path, HANDLE *out) {
  OwnerOnly security;
  if (!security.valid()) return EPERM;
  DeleteFileW(path);
  const HANDLE file = CreateFileW(path, GENERIC_READ | GENERIC_WRITE | DELETE, 0,
                                  static_cast<SECURITY_ATTRIBUTES *>(security.attributes()), CREATE_NEW,
                                  FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) return last_errno();
  set_doomed(file, true);
  *out = file;
  return 0;
}

Errno write_here(HANDLE file, const DumpRequest &request, unsigned type) {
  const HMODULE library = LoadLibraryExW(L"dbghelp.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (library == nullptr) return ENOSYS;
  const auto write =
      reinterpret_cast<WriteDump>(reinterpret_cast<void *>(GetProcAddress(library, "MiniDumpWriteDump")));
  if (write == nullptr) return ENOSYS;
  MINIDUMP_EXCEPTION_INFORMATION about{request.tid, static_cast<EXCEPTION_POINTERS *>(request.pointers), FALSE};
  return write(GetCurrentProcess(), GetCurrentProcessId(), file, static_cast<MINIDUMP_TYPE>(type), &about, nullptr,
               nullptr) != 0
             ? 0
             : EIO;
}

bool within(HANDLE file, std::uint64_t limit) {
  LARGE_INTEGER size;
  return GetFileSizeEx(file, &size) && static_cast<std::uint64_t>(size.QuadPart) <= limit;
}

} // namespace

Errno minidump_write(const DumpRequest &request, DumpWriter writer) {
  const unsigned type = request.full ? kAllSignals : kSmall;
  HANDLE file = nullptr;
  if (const Errno error = create_file(request.path, &file)) return error;
  Errno error = writer == DumpWriter::kHelper ? helper_dump(file, request.tid, request.pointers, type)
                                              : write_here(file, request, type);
  if (error == 0 && !within(file, request.limit)) error = EFBIG;
  set_doomed(file, error != 0);
  CloseHandle(file);
  return error;
}

static_assert(sizeof(EXCEPTION_RECORD) <= sizeof(MadeException::record) &&
              sizeof(CONTEXT) == sizeof(MadeException::context) &&
              sizeof(EXCEPTION_POINTERS) <= sizeof(MadeException::pointers));

void *made_exception(MadeException *made, std::uint32_t status) {
  auto *record = reinterpret_cast<EXCEPTION_RECORD *>(made->record);
  auto *pointers = reinterpret_cast<EXCEPTION_POINTERS *>(made->pointers);
  *record = EXCEPTION_RECORD{};
  record->ExceptionCode = status;
  record->ExceptionFlags = EXCEPTION_NONCONTINUABLE;
  record->ExceptionAddress = reinterpret_cast<void *>(ip_of(made->context));
  *pointers = {record, reinterpret_cast<CONTEXT *>(&made->context)};
  return pointers;
}

} // namespace psig::nt
