// Text outside the system's code page, through every tool: words, paths, the environment, messages.
#include <gmock/gmock.h>

#include "tools/tool.h"

namespace {

using namespace psig_test;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kText[] = "\u6f22\u5b57-\u00e9-\U0001F600";

// Its last word, a variable, and where it is.
CHILD(tells_text) {
  const std::wstring line = GetCommandLineW();
  wchar_t variable[64] = L"", self[MAX_PATH] = L"";
  GetEnvironmentVariableW(L"PSIG_TEXT_\u6f22", variable, 64);
  GetModuleFileNameW(nullptr, self, MAX_PATH);
  say(narrow(line.substr(line.find_last_of(L' ') + 1)));
  say(narrow(variable));
  say(narrow(std::wstring(self).substr(std::wstring(self).find_last_of(L"\\/") - 2)));
  return 3;
}

class ToolText : public testing::Test {
protected:
  ToolText() {
    CreateDirectoryW(L"\u6f22\u5b57", nullptr);
    EXPECT_TRUE(CopyFileW(wide(own_path()).c_str(), L"\u6f22\u5b57\\prog \u00e9.exe", FALSE));
    SetEnvironmentVariableW(L"PSIG_TEXT_\u6f22", L"\u5b57");
  }
  ~ToolText() override {
    DeleteFileW(L"\u6f22\u5b57\\prog \u00e9.exe");
    RemoveDirectoryW(L"\u6f22\u5b57");
  }
};

TEST_F(ToolText, reaches_the_command) {
  for (const char *program : {"\u6f22\u5b57/prog \u00e9.exe", "./\u6f22\u5b57/prog \u00e9"}) {
    const std::string command = '"' + std::string(program) + "\" --psig-child tells_text " + kText;
    for (const Ran &ran : {run_tool("posix-run", command), run_tool("timeout", "60 " + command)}) {
      EXPECT_EQ(ran.status, 3u) << ran.err;
      EXPECT_EQ(ran.out, kText + std::string("\n\u5b57\n\u6f22\u5b57\\prog \u00e9.exe\n"));
      EXPECT_EQ(ran.err, "");
    }
  }
}

// The directory's name is in PATH, and the program's is found there.
TEST_F(ToolText, path_is_searched) {
  wchar_t here[MAX_PATH], path[4096];
  GetCurrentDirectoryW(MAX_PATH, here);
  const DWORD length = GetEnvironmentVariableW(L"PATH", path, 4096);
  ASSERT_TRUE(length != 0 && length < 4096);
  SetEnvironmentVariableW(L"PATH", (std::wstring(path) + L';' + here + L"\\\u6f22\u5b57").c_str());
  EXPECT_EQ(run_tool("posix-run", "\"prog \u00e9\" --psig-child tells_text x").status, 3u);
  SetEnvironmentVariableW(L"PATH", path);
}

TEST_F(ToolText, is_in_the_messages) {
  const std::string name = std::string("no-") + kText;
  EXPECT_THAT(run_tool("posix-run", name).err, StartsWith("posix-run: " + name + ": "));
  EXPECT_THAT(run_tool("timeout", "5 " + name).err, StartsWith("timeout: " + name + ": "));
  EXPECT_EQ(run_tool("timeout", name + " x").err, "timeout: invalid time '" + name + "'\n");
  EXPECT_EQ(run_tool("posix-run", "-c " + name + " x").err, "posix-run: unknown signal '" + name + "'\n");
  EXPECT_EQ(run_tool("kill", name).err, "kill: failed to parse argument: '" + name + "'\n");
  EXPECT_EQ(run_tool("kill", "-l " + name).err, "kill: unknown signal name " + name + "\n");
  EXPECT_EQ(run_tool("sigstat", name).err, "sigstat: (" + name + "): not a process number\n");
  EXPECT_THAT(run_tool("timeout", std::string("-") + kText + " 5 x").err,
              StartsWith("timeout: invalid option -- '\u6f22'\n"));
}

// Half a surrogate pair would arrive as something else: refused.
TEST_F(ToolText, that_is_none_is_refused) {
  const std::wstring broken = L"x\xD800y";
  const std::string shown = "x\uFFFDy";
  struct Row {
    const char *tool;
    unsigned status;
  };
  for (const Row &row : {Row{"posix-run", 125}, {"timeout", 125}, {"kill", 1}, {"sigstat", 2}}) {
    const Ran ran = run_tool(row.tool, L"5 " + broken);
    EXPECT_EQ(ran.status, row.status);
    EXPECT_EQ(ran.err, std::string(row.tool) + ": argument 2 is no text: '" + shown + "'\n");
    EXPECT_EQ(ran.out, "");
  }
}

// On a console of its own: characters, whatever the console's code page.
CHILD(on_a_console) {
  FreeConsole();
  if (!AllocConsole()) return 1;
  SECURITY_ATTRIBUTES inherited{sizeof(inherited), nullptr, TRUE};
  HANDLE const screen = CreateFileW(L"CONOUT$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                    &inherited, OPEN_EXISTING, 0, nullptr);
  STARTUPINFOW start{};
  start.cb = sizeof(start);
  start.dwFlags = STARTF_USESTDHANDLES;
  start.hStdOutput = start.hStdError = screen;
  PROCESS_INFORMATION made{};
  std::wstring command = L'"' + wide(beside("kill.exe")) + L"\" -l \u00e9\u0416x z";
  DWORD mode = 0;
  if (GetConsoleMode(screen, &mode)) SetConsoleMode(screen, mode | 8); // DISABLE_NEWLINE_AUTO_RETURN; Wine heeds it not
  if (!CreateProcessW(nullptr, command.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &start, &made)) return 2;
  WaitForSingleObject(made.hProcess, INFINITE);
  for (SHORT row = 0; row < 2; ++row) {
    wchar_t line[81] = L"";
    DWORD got = 0;
    ReadConsoleOutputCharacterW(screen, line, 60, {0, row}, &got);
    const std::wstring read(line, got);
    say(narrow(read.substr(0, read.find_last_not_of(L' ') + 1)));
  }
  return 0;
}

TEST_F(ToolText, is_characters_on_a_console) {
  Child child("on_a_console");
  EXPECT_EQ(child.line(), "kill: unknown signal name \u00e9\u0416x");
  EXPECT_EQ(child.line(), "kill: unknown signal name z");
  EXPECT_EQ(child.wait(), 0u);
}

} // namespace
