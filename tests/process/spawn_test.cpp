// posix_spawn() where Windows differs: Unicode, the command line's limits, the environment's needs; and bad input.
#include "process/spawned.h"

#include <fcntl.h>
#include <io.h>

#include <cwchar>
#include <string_view>

namespace {

using namespace psig_test;

CHILD(ends) { return std::atoi(argv[0]); }
CHILD(command_line_ends_in_unicode) {
  const std::wstring_view line = GetCommandLineW();
  return line.ends_with(L" \u00e9t\u00e9-\u4e2d\u6587-\U0001F600") ? 0 : 1;
}
CHILD(variable_is_unicode) {
  wchar_t value[64];
  const DWORD length = GetEnvironmentVariableW(L"PSIG_\u00c4", value, 64);
  return length != 0 && std::wcscmp(value, L"\u4e2d\u6587") == 0 ? 0 : 1;
}
// In environ it is "??-e", with an accent in the code page.
CHILD(variable_is_whole) {
  wchar_t value[64];
  const DWORD length = GetEnvironmentVariableW(L"PSIG_WHOLE", value, 64);
  return length != 0 && std::wcscmp(value, L"\u6f22\u5b57-\u00e9") == 0 ? 0 : 1;
}
CHILD(passes_environ_on) {
  const pid_t child = spawn_role("variable_is_whole", {});
  say(std::to_string(child < 0 ? 99 : WEXITSTATUS(wait_status_of(child))));
  char *const environment[] = {const_cast<char *>("PSIG_WHOLE=?"), nullptr}; // the program's own
  const pid_t given =
      spawn_program(own_path(), {"--psig-child", "variable_is_whole"}, false, nullptr, nullptr, environment);
  say(std::to_string(given < 0 ? 99 : WEXITSTATUS(wait_status_of(given))));
  return 0;
}
CHILD(has_system_root) { return std::getenv("SystemRoot") != nullptr && std::getenv("PATH") == nullptr ? 0 : 1; }
CHILD(counts_arguments) { return argc; }
CHILD(console_group_leader) { return getpgrp() == getpid() ? 0 : 1; }

int status_of_role(const char *role, std::vector<std::string> args = {}) {
  const pid_t child = spawn_role(role, std::move(args));
  return child < 0 ? static_cast<int>(child) : WEXITSTATUS(wait_status_of(child));
}

// This program under another name, for as long as it lives.
class Copy {
public:
  explicit Copy(const wchar_t *path) : path_(path) {
    wchar_t self[MAX_PATH];
    GetModuleFileNameW(nullptr, self, MAX_PATH);
    EXPECT_TRUE(CopyFileW(self, path, FALSE));
  }
  ~Copy() { DeleteFileW(path_); }
  Copy(const Copy &) = delete;
  Copy &operator=(const Copy &) = delete;

private:
  const wchar_t *path_;
};

TEST(Spawn, arguments_are_utf8) {
  EXPECT_EQ(status_of_role("command_line_ends_in_unicode", {"\u00e9t\u00e9-\u4e2d\u6587-\U0001F600"}), 0);
}

TEST(Spawn, the_path_is_utf8_and_may_lack_its_extension) {
  const Copy copy(L"spawn test \u00e9 \u4e2d.exe");
  const pid_t child = spawn_program("./spawn test \u00e9 \u4e2d", {"--psig-child", "ends", "3"});
  ASSERT_GT(child, 0);
  EXPECT_EQ(WEXITSTATUS(wait_status_of(child)), 3);
}

TEST(Spawn, the_environment_is_utf8_in_any_order) {
  char *environment[] = {const_cast<char *>("zebra=1"), const_cast<char *>("PSIG_\u00c4=\u4e2d\u6587"),
                         const_cast<char *>("Apple=2"), const_cast<char *>("=C:=C:\\"), nullptr};
  const pid_t child =
      spawn_program(own_path(), {"--psig-child", "variable_is_unicode"}, false, nullptr, nullptr, environment);
  EXPECT_EQ(WEXITSTATUS(wait_status_of(child)), 0);
}

TEST(Spawn, environ_loses_nothing_on_its_way) {
  SetEnvironmentVariableW(L"PSIG_WHOLE", L"\u6f22\u5b57-\u00e9");
  Child child("passes_environ_on");
  EXPECT_EQ(child.line(), "0");
  EXPECT_EQ(child.line(), "1");
  SetEnvironmentVariableW(L"PSIG_WHOLE", nullptr);
}

TEST(Spawn, no_environment_still_has_SystemRoot) {
  const pid_t child = spawn_program(own_path(), {"--psig-child", "has_system_root"}, false, nullptr, nullptr, nullptr);
  EXPECT_EQ(WEXITSTATUS(wait_status_of(child)), 0);
}

TEST(Spawn, a_large_environment) {
  std::vector<std::string> variables;
  for (int n = 0; n < 2000; ++n)
    variables.push_back("V" + std::to_string(n * 7919 % 2000) + "=" + std::string(100, 'x'));
  std::vector<char *> environment;
  for (std::string &variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  const pid_t child =
      spawn_program(own_path(), {"--psig-child", "ends", "2"}, false, nullptr, nullptr, environment.data());
  EXPECT_EQ(WEXITSTATUS(wait_status_of(child)), 2);
}

TEST(Spawn, the_longest_command_line) {
  const std::size_t others = own_path().size() + std::string(" --psig-child counts_arguments ").size() + 2;
  EXPECT_EQ(status_of_role("counts_arguments", {std::string(32766 - others, 'x')}), 1);
  EXPECT_EQ(status_of_role("counts_arguments", {std::string(32767 - others, 'x')}), -E2BIG);
  EXPECT_EQ(status_of_role("counts_arguments", {std::string(100000, 'x')}), -E2BIG);
  EXPECT_EQ(status_of_role("counts_arguments", std::vector<std::string>(20000, "x")), -E2BIG);
}

TEST(Spawn, names_by_path_only_where_they_name_no_path) {
  EXPECT_EQ(spawn_program("cmd", {}), -ENOENT);
  EXPECT_EQ(spawn_program("no-such-program-at-all", {}, true), -ENOENT);
  EXPECT_EQ(spawn_program("./cmd", {}, true), -ENOENT);
  EXPECT_EQ(spawn_program("", {}, true), -ENOENT);
  EXPECT_EQ(spawn_program("", {}), -ENOENT);
  EXPECT_EQ(spawn_program("C:\\windows", {}), -EACCES);
  EXPECT_EQ(spawn_program(std::string(40000, 'x'), {}), -ENAMETOOLONG);
}

TEST(Spawn, bad_pointers_and_names) {
  char *argv[] = {const_cast<char *>("quote\"d"), nullptr};
  pid_t pid = 77;
  errno = 99;
  EXPECT_EQ(posix_spawn(&pid, own_path().c_str(), nullptr, nullptr, argv, nullptr), EINVAL);
  EXPECT_EQ(posix_spawn(&pid, nullptr, nullptr, nullptr, argv, nullptr), EFAULT);
  EXPECT_EQ(posix_spawn(&pid, "x", nullptr, nullptr, nullptr, nullptr), EFAULT);
  EXPECT_EQ(posix_spawnp(&pid, "x", nullptr, nullptr, argv, reinterpret_cast<char **>(16)), EFAULT);
  EXPECT_EQ(posix_spawnattr_init(nullptr), EFAULT);
  EXPECT_EQ(posix_spawn_file_actions_addopen(nullptr, 1, "x", 0, 0), EFAULT);
  EXPECT_EQ(errno, 99);
  EXPECT_EQ(pid, 77);
  EXPECT_EQ(waitpid(-1, reinterpret_cast<int *>(8), 0), -1);
  EXPECT_EQ(errno, ECHILD); // there is nothing to be told
}

TEST(Spawn, scheduling_is_an_option_not_had) {
  posix_spawnattr_t attributes;
  ASSERT_EQ(posix_spawnattr_init(&attributes), 0);
  EXPECT_EQ(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSCHEDPARAM), EINVAL);
  EXPECT_EQ(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSCHEDULER), EINVAL);
  EXPECT_EQ(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_RESETIDS), 0);
  EXPECT_EQ(posix_spawnattr_setschedpolicy(&attributes, 0), ENOSYS);
}

TEST(Spawn, groups_that_cannot_be) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSID);
  EXPECT_EQ(spawn_role("ends", {"0"}, nullptr, &attributes), -EPERM);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, -5);
  EXPECT_EQ(spawn_role("ends", {"0"}, nullptr, &attributes), -EINVAL);
}

TEST(Spawn, a_directory_by_its_handle) {
  const HANDLE directory =
      CreateFileA("C:\\windows", 0, 7, nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
  const int fd = _open_osfhandle(reinterpret_cast<intptr_t>(directory), 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  ASSERT_EQ(posix_spawn_file_actions_addfchdir(&actions, fd), 0);
  const pid_t child = spawn_program("system32\\cmd.exe", {"/c", "exit 4"}, false, &actions);
  ASSERT_GT(child, 0) << "the program's path is seen from there";
  EXPECT_EQ(WEXITSTATUS(wait_status_of(child)), 4);
  _close(fd);
  EXPECT_EQ(spawn_role("ends", {"0"}, &actions), -EBADF);
  posix_spawn_file_actions_destroy(&actions);
}

// XSH setpgid: EACCES for a child that has executed its image, which posix_spawn() has seen to.
TEST(Spawn, groups_of_children_are_set_at_the_start_alone) {
  for (int n = 0; n < 10; ++n) {
    const pid_t child = spawn_role("ends", {"0"});
    EXPECT_EQ(setpgid(child, 0), -1);
    EXPECT_EQ(errno, EACCES);
    wait_status_of(child);
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  EXPECT_EQ(wait_status_of(spawn_role("console_group_leader", {}, nullptr, &attributes)), 0);
}

} // namespace
