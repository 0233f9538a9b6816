// XSH posix_spawn and its file actions and attributes: this program again, in a role that its second argument names.
#include "children.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

using namespace portable;

namespace {

const char *const kHard[] = {"",          "two words",
                             "tab\there", "quote\"inside",
                             "\"",        "back\\slash",
                             "ends\\",    "a b\\",
                             "\\\"",      "*",
                             "?",         "%PATH%",
                             "a&b|c>d",   "--x=\"y z\"",
                             "'",         "^",
                             "\\\\srv\\", "\xC3\xA9t\xC3\xA9",
                             "a\nb"};

ROLE(arguments) {
  if (argc != static_cast<int>(std::size(kHard))) return 100;
  for (int n = 0; n < argc; ++n)
#ifdef _WIN32 // the child's own run-time gives it the code page's characters
    if (n != 17)
#endif
      if (std::strcmp(argv[n], kHard[n]) != 0) return n + 1;
  return 0;
}
ROLE(variable) {
  const char *value = std::getenv(argv[0]);
  return value == nullptr ? 1 : std::strcmp(value, argv[1]) == 0 ? 0 : 2;
}
ROLE(prints) {
  std::printf("out");
  std::fflush(stdout);
  std::fprintf(stderr, "err");
  return 0;
}
ROLE(writes_to_7) { return write(7, "seven", 5) == 5 ? 0 : 1; }
ROLE(has_0) { return lseek(0, 0, SEEK_CUR) == -1 && errno == EBADF ? 1 : 0; }
ROLE(file_is_here) { return access(argv[0], 0) == 0 ? 0 : 1; }
ROLE(own_session) { return getsid(0) == getpid() && getpgrp() == getpid() ? 0 : 1; }
ROLE(in_group) { return getpgrp() == static_cast<pid_t>(std::strtoll(argv[0], nullptr, 10)) ? 0 : 1; }
ROLE(ends_3) { return 3; }

std::string contents(const char *path) {
  std::string text;
  if (FILE *file = std::fopen(path, "rb")) {
    for (int c; (c = std::fgetc(file)) != EOF;) text += static_cast<char>(c);
    std::fclose(file);
  }
  return text;
}

class spawn_test : public SignalTest {
protected:
  void SetUp() override {
    SignalTest::SetUp();
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  void TearDown() override {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    std::remove("spawn_test.out");
    SignalTest::TearDown();
  }
  int run(const char *role, std::vector<std::string> args = {}) {
    return status_of(start(role, std::move(args), &actions, &attributes));
  }
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

} // namespace

TEST_F(spawn_test, every_argument_arrives_as_it_was) {
  EXPECT_EQ(run("arguments", std::vector<std::string>(std::begin(kHard), std::end(kHard))), 0);
}

TEST_F(spawn_test, the_environment_is_the_one_given) {
  pid_t pid;
  const std::string role = "variable";
  char *argv[] = {g_program,
                  const_cast<char *>("--role"),
                  const_cast<char *>("variable"),
                  const_cast<char *>("ZED"),
                  const_cast<char *>("the last"),
                  nullptr};
  char *envp[] = {const_cast<char *>("ZED=the last"), const_cast<char *>("alpha=1"), const_cast<char *>("Beta="),
                  nullptr};
  ASSERT_EQ(posix_spawn(&pid, g_program, nullptr, nullptr, argv, envp), 0);
  EXPECT_EQ(status_of(pid), 0);
  char *none[] = {nullptr};
  ASSERT_EQ(posix_spawn(&pid, g_program, nullptr, nullptr, argv, none), 0);
  EXPECT_EQ(status_of(pid), 1);
}

TEST_F(spawn_test, output_goes_where_the_actions_say) {
  ASSERT_EQ(posix_spawn_file_actions_addopen(&actions, 1, "spawn_test.out", O_WRONLY | O_CREAT | O_TRUNC, 0644), 0);
  ASSERT_EQ(posix_spawn_file_actions_adddup2(&actions, 1, 2), 0);
  EXPECT_EQ(run("prints"), 0);
  EXPECT_EQ(contents("spawn_test.out"), "outerr");
}

TEST_F(spawn_test, appends_and_truncates) {
  for (const int flags : {O_TRUNC, O_APPEND, O_APPEND}) {
    posix_spawn_file_actions_t some;
    posix_spawn_file_actions_init(&some);
    posix_spawn_file_actions_addopen(&some, 7, "spawn_test.out", O_WRONLY | O_CREAT | flags, 0644);
    EXPECT_EQ(status_of(start("writes_to_7", {}, &some, nullptr)), 0);
    posix_spawn_file_actions_destroy(&some);
  }
  EXPECT_EQ(contents("spawn_test.out"), "sevensevenseven");
}

TEST_F(spawn_test, a_descriptor_of_the_callers_is_inherited) {
  const int fd = open("spawn_test.out", O_WRONLY | O_CREAT | O_TRUNC, 0644);
  ASSERT_GE(fd, 0);
  ASSERT_EQ(posix_spawn_file_actions_adddup2(&actions, fd, 7), 0);
  EXPECT_EQ(run("writes_to_7"), 0);
  close(fd);
  EXPECT_EQ(contents("spawn_test.out"), "seven");
}

TEST_F(spawn_test, a_closed_one_is_not) {
  EXPECT_EQ(posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0), 0);
  EXPECT_EQ(run("has_0"), 0);
  EXPECT_EQ(posix_spawn_file_actions_addclose(&actions, 0), 0);
  EXPECT_EQ(run("has_0"), 1);
}

TEST_F(spawn_test, the_directory_changes_for_what_follows) {
  mkdir("spawn_test.dir"
#ifndef _WIN32
        ,
        0755
#endif
  );
  ASSERT_EQ(posix_spawn_file_actions_addchdir_np(&actions, "spawn_test.dir"), 0);
  ASSERT_EQ(posix_spawn_file_actions_addopen(&actions, 1, "inside.out", O_WRONLY | O_CREAT | O_TRUNC, 0644), 0);
  EXPECT_EQ(run("file_is_here", {"inside.out"}), 0);
  EXPECT_EQ(access("spawn_test.dir/inside.out", 0), 0);
  std::remove("spawn_test.dir/inside.out");
  rmdir("spawn_test.dir");
}

TEST_F(spawn_test, errors_are_returned_and_leave_no_child) {
  EXPECT_EQ(try_start("/no/such/program"), ENOENT);
  EXPECT_EQ(try_start("."), EACCES);
  FILE *text = std::fopen("spawn_test.out", "w");
  std::fputs("no program\n", text);
  std::fclose(text);
#ifndef _WIN32
  chmod("spawn_test.out", 0755);
#endif
  EXPECT_EQ(try_start("./spawn_test.out"), ENOEXEC);
  EXPECT_EQ(waitpid(-1, nullptr, 0), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(spawn_test, bad_actions_are_errors) {
  EXPECT_EQ(posix_spawn_file_actions_addclose(&actions, -1), EBADF);
  EXPECT_EQ(posix_spawn_file_actions_adddup2(&actions, -1, 1), EBADF);
  EXPECT_EQ(posix_spawn_file_actions_addopen(&actions, -1, "x", 0, 0), EBADF);
  posix_spawn_file_actions_t some;
  posix_spawn_file_actions_init(&some);
  ASSERT_EQ(posix_spawn_file_actions_adddup2(&some, 99, 1), 0);
  EXPECT_EQ(try_start(g_program, &some), EBADF);
  posix_spawn_file_actions_destroy(&some);
  posix_spawn_file_actions_init(&some);
  ASSERT_EQ(posix_spawn_file_actions_addopen(&some, 1, "no/such/directory/x", O_WRONLY, 0), 0);
  EXPECT_EQ(try_start(g_program, &some), ENOENT);
  posix_spawn_file_actions_destroy(&some);
  posix_spawn_file_actions_init(&some);
  ASSERT_EQ(posix_spawn_file_actions_addchdir_np(&some, "no/such/directory"), 0);
  EXPECT_EQ(try_start(g_program, &some), ENOENT);
  posix_spawn_file_actions_destroy(&some);
}

TEST_F(spawn_test, a_null_pid_is_allowed) {
  char *argv[] = {g_program, const_cast<char *>("--role"), const_cast<char *>("ends_3"), nullptr};
  ASSERT_EQ(posix_spawn(nullptr, g_program, nullptr, nullptr, argv, environ), 0);
  int status = 0;
  EXPECT_GT(wait(&status), 0);
  EXPECT_EQ(WEXITSTATUS(status), 3);
}

TEST_F(spawn_test, a_session_of_its_own) {
  ASSERT_EQ(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID), 0);
  EXPECT_EQ(run("own_session"), 0);
}

TEST_F(spawn_test, joins_a_group) {
  ASSERT_EQ(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP), 0);
  const pid_t leader = start("pauses", {}, nullptr, &attributes);
  ASSERT_EQ(posix_spawnattr_setpgroup(&attributes, leader), 0);
  EXPECT_EQ(run("in_group", {std::to_string(leader)}), 0);
  EXPECT_EQ(kill(-leader, SIGTERM), 0);
  EXPECT_EQ(status_of(leader), -SIGTERM);
  ASSERT_EQ(posix_spawnattr_setpgroup(&attributes, 0x3FFFFFFC), 0);
  EXPECT_EQ(try_start(g_program, nullptr, &attributes), EPERM);
}

TEST_F(spawn_test, attributes_start_empty) {
  short flags = 1;
  pid_t group = 1;
  sigset_t set = full_set();
  EXPECT_EQ(posix_spawnattr_getflags(&attributes, &flags), 0);
  EXPECT_EQ(flags, 0);
  EXPECT_EQ(posix_spawnattr_getpgroup(&attributes, &group), 0);
  EXPECT_EQ(group, 0);
  EXPECT_EQ(posix_spawnattr_getsigmask(&attributes, &set), 0);
  EXPECT_EQ(sigismember(&set, SIGINT), 0);
  EXPECT_EQ(posix_spawnattr_setflags(&attributes, 0x4000), EINVAL);
}
