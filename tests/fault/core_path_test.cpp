// Patterns of core files.
#include <gtest/gtest.h>

#include <string>

#include "fault/core_path.h"

namespace psig {
namespace {

constexpr CoreFacts kFacts{1234, 56, 1000, 4096, 1700000000, 11, L"atlasd", L"box"};

std::wstring expand(const wchar_t *pattern) {
  wchar_t path[64];
  return core_path(pattern, kFacts, path, 64) ? path : L"(none)";
}

TEST(CorePath, puts_the_facts_in) {
  EXPECT_EQ(expand(kCorePattern), L"core.atlasd.1234.dmp");
  EXPECT_EQ(expand(L"%p %P %i %I %u %s %t %c %h %e"), L"1234 1234 56 56 1000 11 1700000000 4096 box atlasd");
  EXPECT_EQ(expand(L"C:\\cores\\%%%e"), L"C:\\cores\\%atlasd");
}

TEST(CorePath, drops_what_it_does_not_know) {
  EXPECT_EQ(expand(L"a%zb"), L"ab");
  EXPECT_EQ(expand(L"a%"), L"a") << "a percent sign at the end";
}

TEST(CorePath, has_no_half_names) {
  EXPECT_EQ(expand(L""), L"(none)");
  EXPECT_EQ(expand(L"%z"), L"(none)");
  EXPECT_EQ(expand((std::wstring(63, L'x')).c_str()), std::wstring(63, L'x'));
  EXPECT_EQ(expand((std::wstring(64, L'x')).c_str()), L"(none)");
}

} // namespace
} // namespace psig
