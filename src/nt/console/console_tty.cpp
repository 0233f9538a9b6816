// Console input records, sizes and members. [thread]
#include "nt/console/console_tty.h"

#include "nt/system/memory.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

// The active screen, opened anew each time: the program may change it.
class Screen {
public:
  Screen()
      : handle_(CreateFileW(L"CONOUT$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                            OPEN_EXISTING, 0, nullptr)) {}
  ~Screen() {
    if (handle_ != INVALID_HANDLE_VALUE) CloseHandle(handle_);
  }
  Screen(const Screen &) = delete;
  Screen &operator=(const Screen &) = delete;
  [[nodiscard]] HANDLE get() const { return handle_; }

private:
  HANDLE handle_;
};

} // namespace

std::uint64_t console_id() {
  if (const HWND window = GetConsoleWindow()) return reinterpret_cast<std::uintptr_t>(window);
  ULONG_PTR host = 0;
  constexpr int kConsoleHostProcess = 49; // ProcessConsoleHostProcess; the two low bits are flags
  const LONG status = NtQueryInformationProcess(GetCurrentProcess(), static_cast<PROCESSINFOCLASS>(kConsoleHostProcess),
                                                &host, sizeof(host), nullptr);
  return status >= 0 && host > 3 ? std::uint64_t{1} << 32 | (host & ~ULONG_PTR{3}) : 0;
}

bool console_has(std::uint32_t pid) {
  DWORD few[256];
  const DWORD count = GetConsoleProcessList(few, 256);
  DWORD *list = few;
  DWORD listed = count;
  if (count > 256) { // as many again, for those that come meanwhile
    list = static_cast<DWORD *>(memory_commit(sizeof(DWORD) * 2 * count));
    if (list == nullptr) return false;
    listed = GetConsoleProcessList(list, 2 * count);
    if (listed > 2 * count) listed = 0;
  }
  bool found = false;
  for (DWORD i = 0; i < listed; ++i) found = found || list[i] == pid;
  if (list != few) memory_release(list);
  return found;
}

Tty tty_kind(Handle handle) {
  DWORD mode, waiting;
  if (handle == nullptr || !GetConsoleMode(handle, &mode)) return Tty::kNone;
  return GetNumberOfConsoleInputEvents(handle, &waiting) ? Tty::kInput : Tty::kOutput;
}

bool tty_size(Handle handle, TtySize *out) {
  CONSOLE_SCREEN_BUFFER_INFO info;
  if (!GetConsoleScreenBufferInfo(handle, &info)) {
    const Screen screen;
    if (!GetConsoleScreenBufferInfo(screen.get(), &info)) return false;
  }
  *out = {static_cast<unsigned short>(info.srWindow.Right - info.srWindow.Left + 1),
          static_cast<unsigned short>(info.srWindow.Bottom - info.srWindow.Top + 1)};
  return true;
}

TtyMode tty_mode(Handle input) {
  DWORD mode = 0;
  if (!GetConsoleMode(input, &mode)) return {};
  return {(mode & ENABLE_PROCESSED_INPUT) != 0, (mode & ENABLE_LINE_INPUT) != 0, (mode & ENABLE_ECHO_INPUT) != 0};
}

bool tty_key(Handle input, TtyKey *out) {
  for (;;) {
    DWORD count = 0;
    INPUT_RECORD record;
    if (!GetNumberOfConsoleInputEvents(input, &count) || count == 0) return false;
    if (!ReadConsoleInputW(input, &record, 1, &count) || count == 0) return false;
    if (record.EventType == WINDOW_BUFFER_SIZE_EVENT) {
      *out = {0, true};
      return true;
    }
    // Alt and the numbers of the keypad give their character as Alt is let go.
    const KEY_EVENT_RECORD &key = record.Event.KeyEvent;
    const bool given = key.bKeyDown || key.wVirtualKeyCode == VK_MENU;
    if (record.EventType != KEY_EVENT || !given || key.uChar.UnicodeChar == 0) continue;
    *out = {key.uChar.UnicodeChar, false};
    return true;
  }
}

void tty_write(const char16_t *text, unsigned length) {
  const Screen screen;
  DWORD written = 0;
  if (length != 0) WriteConsoleW(screen.get(), text, length, &written, nullptr);
}

unsigned tty_bytes(const char16_t *text, unsigned length, char *out, unsigned room) {
  if (length == 0) return 0;
  const auto *wide = reinterpret_cast<const wchar_t *>(text);
  const int bytes = WideCharToMultiByte(GetConsoleCP(), 0, wide, static_cast<int>(length), out, static_cast<int>(room),
                                        nullptr, nullptr);
  return bytes > 0 ? static_cast<unsigned>(bytes) : 0;
}

} // namespace psig::nt
