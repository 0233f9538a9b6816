// RLIMIT_CORE's rules and the text of POSIX_SIGNALS_CORE.
#include <gtest/gtest.h>

#include "process/core_limit.h"

namespace psig {
namespace {

TEST(CoreLimit, follows_setrlimit) {
  core_limit_begin({});
  EXPECT_EQ(core_limit_soft(), 0u);
  EXPECT_EQ(core_limit_set({100, 50}), EINVAL);
  EXPECT_EQ(core_limit_set({100, 200}), 0);
  EXPECT_EQ(core_limit_soft(), 100u);
  EXPECT_EQ(core_limit_set({100, 201}), EPERM);
  EXPECT_EQ(core_limit().hard, 200u) << "a failed call changes nothing";
  EXPECT_EQ(core_limit_set({0, 100}), 0);
  EXPECT_EQ(core_limit_set({100, 100}), 0);
}

TEST(CoreLimit, reads_sizes) {
  std::uint64_t size = 7;
  const auto is = [&](const wchar_t *text, std::uint64_t wanted) {
    return core_size_from_text(text, &size) && size == wanted;
  };
  EXPECT_TRUE(is(L"unlimited", kUnlimited));
  EXPECT_TRUE(is(L"0", 0));
  EXPECT_TRUE(is(L"1000", 1000));
  EXPECT_TRUE(is(L"3k", 3u << 10));
  EXPECT_TRUE(is(L"5M", 5u << 20));
  EXPECT_TRUE(is(L"2g", 2ull << 30));
  EXPECT_TRUE(is(L"18446744073709551615", kUnlimited));
  for (const wchar_t *bad : {L"", L"x", L"-1", L"1x", L"1kk", L"k", L"18446744073709551616", L"17179869184g", L" 1"})
    EXPECT_FALSE(core_size_from_text(bad, &size));
}

} // namespace
} // namespace psig
