// CreateFile, MapViewOfFile, MoveFileEx. A mapped file can be renamed and cannot be deleted. So an unlinked one first
// gets another name, and stays there if somebody still uses it.
#include "nt/ipc/shared_file.h"

#include <atomic>

#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr unsigned kRoom = MAX_PATH + 260;

class Path {
public:
  explicit Path(const wchar_t *name) {
    const DWORD length = GetTempPathW(MAX_PATH + 1, text_);
    at_ = length <= MAX_PATH ? length : 0;
    add(L"posix-signals-"), add(name);
  }
  // One that nobody else uses, in the same place.
  static Path fresh() {
    static std::atomic<unsigned> made{0};
    Path path(L"");
    LARGE_INTEGER now;
    QueryPerformanceCounter(&now);
    path.number(GetCurrentProcessId()), path.number(made.fetch_add(1));
    path.number(static_cast<unsigned long long>(now.QuadPart));
    path.add(L".tmp");
    return path;
  }
  [[nodiscard]] const wchar_t *get() const { return text_; }

private:
  void add(const wchar_t *more) {
    for (; *more != L'\0' && at_ + 1 < kRoom; ++more) text_[at_++] = *more;
    text_[at_] = L'\0';
  }
  void number(unsigned long long value) {
    wchar_t digits[] = L"0123456789abcdef.";
    for (int i = 15; i >= 0; --i) digits[15 - i] = L"0123456789abcdef"[value >> (4 * i) & 15];
    add(digits);
  }

  wchar_t text_[kRoom];
  unsigned at_;
};

Errno file_errno(DWORD error) {
  switch (error) {
  case ERROR_FILE_NOT_FOUND:
  case ERROR_PATH_NOT_FOUND: return ENOENT;
  case ERROR_FILE_EXISTS:
  case ERROR_ALREADY_EXISTS: return EEXIST;
  case ERROR_TOO_MANY_OPEN_FILES: return EMFILE;
  case ERROR_DISK_FULL:
  case ERROR_HANDLE_DISK_FULL: return ENOSPC;
  case ERROR_FILENAME_EXCED_RANGE: return ENAMETOOLONG;
  case ERROR_NOT_ENOUGH_MEMORY:
  case ERROR_OUTOFMEMORY:
  case ERROR_COMMITMENT_LIMIT: return ENOMEM;
  default: return EACCES;
  }
}

HANDLE open(const Path &path, DWORD disposition) {
  return CreateFileW(path.get(), GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                     nullptr, disposition, FILE_ATTRIBUTE_NORMAL, nullptr);
}

Errno map(HANDLE file, std::size_t bytes, void **view) {
  LARGE_INTEGER size;
  if (!GetFileSizeEx(file, &size)) return file_errno(GetLastError());
  if (static_cast<unsigned long long>(size.QuadPart) < bytes) return EINVAL;
  const HANDLE section = CreateFileMappingW(file, nullptr, PAGE_READWRITE, 0, 0, nullptr);
  if (section == nullptr) return file_errno(GetLastError());
  *view = MapViewOfFile(section, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, bytes);
  const Errno error = *view != nullptr ? 0 : ENOMEM;
  CloseHandle(section);
  return error;
}

} // namespace

Errno shared_file_map(const wchar_t *name, std::size_t bytes, void **view) {
  const HANDLE file = open(Path(name), OPEN_EXISTING);
  if (file == INVALID_HANDLE_VALUE) return file_errno(GetLastError());
  const Errno error = map(file, bytes, view);
  CloseHandle(file);
  return error;
}

Errno shared_file_make(const wchar_t *name, const void *content, std::size_t bytes) {
  const Path fresh = Path::fresh();
  const HANDLE file = open(fresh, CREATE_NEW);
  if (file == INVALID_HANDLE_VALUE) return file_errno(GetLastError());
  DWORD written = 0;
  Errno error = WriteFile(file, content, static_cast<DWORD>(bytes), &written, nullptr) ? 0 : file_errno(GetLastError());
  CloseHandle(file);
  if (error == 0 && !MoveFileExW(fresh.get(), Path(name).get(), 0)) error = file_errno(GetLastError());
  if (error != 0) DeleteFileW(fresh.get());
  return error;
}

Errno shared_file_unlink(const wchar_t *name) {
  const Path fresh = Path::fresh();
  if (!MoveFileExW(Path(name).get(), fresh.get(), 0)) return file_errno(GetLastError());
  DeleteFileW(fresh.get());
  return 0;
}

void shared_file_unmap(void *view) { UnmapViewOfFile(view); }

} // namespace psig::nt
