// XBD 8.1: environ, declared by the program itself, is what getenv() and putenv() are about, and posix_spawn() can be
// given it.
#include "children.h"

#include <cstdlib>

extern "C" char **environ_alone(void);

using namespace portable;

namespace {

ROLE(has_variable) {
  const char *value = std::getenv(argv[0]);
  return value != nullptr ? std::atoi(value) : 99;
}

// -1: it is not there.
int value_in_environ(const std::string &name) {
  for (char **at = environ_alone(); *at != nullptr; ++at)
    if (std::strncmp(*at, (name + "=").c_str(), name.size() + 1) == 0) return std::atoi(*at + name.size() + 1);
  return -1;
}

} // namespace

TEST(environ_test, has_what_the_program_was_started_with) {
  ASSERT_NE(environ_alone(), nullptr);
  EXPECT_NE(std::getenv("PATH"), nullptr);
  EXPECT_NE(*environ_alone(), nullptr);
}

// More than there is room for at first, so that the array moves.
TEST(environ_test, follows_putenv) {
  static std::vector<std::string> texts;
  texts.reserve(400);
  for (int n = 0; n < 400; ++n) {
    texts.push_back("PSIG_ENVIRON_" + std::to_string(n) + "=" + std::to_string(n));
    ASSERT_EQ(putenv(texts.back().data()), 0);
    ASSERT_EQ(value_in_environ("PSIG_ENVIRON_" + std::to_string(n)), n);
  }
  EXPECT_EQ(environ_alone(), environ);
}

TEST(environ_test, is_for_children) {
  static char text[] = "PSIG_FOR_CHILD=42";
  ASSERT_EQ(putenv(text), 0);
  char role[] = "--role", name[] = "has_variable", variable[] = "PSIG_FOR_CHILD";
  char *argv[] = {g_program, role, name, variable, nullptr};
  pid_t pid = 0;
  ASSERT_EQ(posix_spawn(&pid, g_program, nullptr, nullptr, argv, environ_alone()), 0);
  EXPECT_EQ(status_of(pid), 42);
}
