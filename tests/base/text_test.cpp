#include <gtest/gtest.h>

#include <string>

#include "base/text.h"

namespace psig {
namespace {

TEST(Text, numbers_are_as_short_as_they_are) {
  Text<char, 80> text;
  text.decimal(0).put(' ').decimal(~std::uint64_t{0}).put(' ').hex(0).put(' ').hex(0xC0FFEE).put(' ');
  text.hex(~std::uint64_t{0});
  EXPECT_STREQ(text.data(), "0 18446744073709551615 0 c0ffee ffffffffffffffff");
  EXPECT_FALSE(text.cut());
}

TEST(Text, signed_numbers_to_both_ends) {
  Text<char, 80> text;
  text.signed_decimal(-1).put(' ').signed_decimal(INT64_MIN).put(' ').signed_decimal(INT64_MAX);
  EXPECT_STREQ(text.data(), "-1 -9223372036854775808 9223372036854775807");
}

TEST(Text, what_does_not_fit_is_cut_and_said_to_be) {
  char out[4] = {'x', 'x', 'x', 'x'};
  TextWriter<char> text(out);
  EXPECT_STREQ(out, "");
  text.text("abc");
  EXPECT_FALSE(text.cut());
  EXPECT_EQ(text.length(), 3u);
  text.put('d').decimal(5);
  EXPECT_TRUE(text.cut());
  EXPECT_STREQ(out, "abc");
  text.clear();
  EXPECT_FALSE(text.cut());
  EXPECT_STREQ(text.text("ef").data(), "ef");
}

TEST(Text, line_s_end_takes_the_last_place_if_it_has_to) {
  Text<char, 4> text;
  EXPECT_STREQ(text.text("a").end_line().data(), "a\n");
  text.clear();
  EXPECT_STREQ(text.text("ab").end_line().data(), "ab\n");
  text.clear();
  EXPECT_STREQ(text.text("abcdef").end_line().data(), "ab\n");
}

TEST(Text, buffer_of_one_holds_nothing) {
  char out[2] = {'x', 'y'};
  TextWriter<char>(out, 1).text("a");
  EXPECT_EQ(out[0], '\0');
  EXPECT_EQ(out[1], 'y');
}

TEST(Text, wide_text_takes_ascii) {
  Text<wchar_t, 32> text;
  text.text("pid ").decimal(12).text(L" \u00e4");
  EXPECT_EQ(std::wstring(text.data()), L"pid 12 \u00e4");
}

} // namespace
} // namespace psig
