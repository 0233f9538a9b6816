// RLIMIT_CORE: asked, set, inherited, and what a default action makes of it.
#include "children.h"

#include <sys/resource.h>
#include <unistd.h>

using namespace portable;

namespace {

struct rlimit core_now() {
  struct rlimit limit {};
  EXPECT_EQ(getrlimit(RLIMIT_CORE, &limit), 0);
  return limit;
}

int error_of_set(int resource, rlim_t soft, rlim_t hard) {
  const struct rlimit limit { soft, hard };
  return setrlimit(resource, &limit) == 0 ? 0 : errno;
}

int run(const char *role, std::vector<std::string> args = {}) { return status_of(start(role, std::move(args))); }

} // namespace

ROLE(soft_up_to_hard) {
  if (error_of_set(RLIMIT_CORE, 5000, 10000) != 0) return 1;
  if (core_now().rlim_cur != 5000 || core_now().rlim_max != 10000) return 2;
  if (error_of_set(RLIMIT_CORE, 10001, 10000) != EINVAL) return 3;
  if (core_now().rlim_cur != 5000) return 4;
  if (error_of_set(RLIMIT_CORE, 10000, 10000) != 0) return 5;
  return error_of_set(RLIMIT_CORE, 0, 10000) == 0 ? 0 : 6;
}
ROLE(tells_core) {
  const struct rlimit limit = core_now();
  return limit.rlim_cur == 5000 && limit.rlim_max == 10000 ? 0 : 1;
}
ROLE(hands_on) {
  if (error_of_set(RLIMIT_CORE, 5000, 10000) != 0) return 1;
  return status_of(start("tells_core")) == 0 ? 0 : 2;
}
ROLE(quits_without_core) {
  error_of_set(RLIMIT_CORE, 0, 0);
  signal(SIGQUIT, SIG_DFL);
  raise(SIGQUIT);
  return 1;
}

TEST(Rlimit, soft_and_hard) { EXPECT_EQ(run("soft_up_to_hard"), 0); }
TEST(Rlimit, children_inherit_it) { EXPECT_EQ(run("hands_on"), 0); }

TEST(Rlimit, refuses) {
  struct rlimit limit {};
  EXPECT_EQ(getrlimit(1000, &limit) == 0 ? 0 : errno, EINVAL);
  EXPECT_EQ(error_of_set(1000, 0, 0), EINVAL);
  EXPECT_EQ(error_of_set(RLIMIT_NOFILE, 2, 1), EINVAL);
}

TEST(Rlimit, every_limit_can_be_asked) {
  for (const int one : {RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_CORE, RLIMIT_NOFILE, RLIMIT_AS}) {
    struct rlimit limit {};
    EXPECT_EQ(getrlimit(one, &limit), 0) << one;
    EXPECT_LE(limit.rlim_cur, limit.rlim_max) << one;
    EXPECT_EQ(setrlimit(one, &limit), 0) << "as it is";
  }
}

TEST(Rlimit, no_core_no_core_bit) {
  int status = 0;
  const pid_t child = start("quits_without_core");
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGQUIT);
  EXPECT_FALSE(WCOREDUMP(status));
}
