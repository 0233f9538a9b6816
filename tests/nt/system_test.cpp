// nt/system: text, errors, pages.
#include <gtest/gtest.h>

#include <cwchar>
#include <string>

#include "nt/module/imports.h"
#include "nt/system/machine_text.h"
#include "nt/system/memory.h"
#include "nt/system/text.h"
#include "nt/system/win32_errno.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

TEST(NtSystem, utf8_becomes_utf16) {
  wchar_t out[16];
  unsigned length = 0;
  ASSERT_EQ(wide_from_text("a\xc3\xa4\xe6\xbc\xa2\xf0\x9f\x98\x80", out, 16, &length), 0);
  EXPECT_STREQ(out, L"a\u00e4\u6f22\U0001F600");
  EXPECT_EQ(std::wcslen(out), 5u) << "the last one is a pair";
  ASSERT_EQ(wide_from_text("", out, 1), 0);
  EXPECT_STREQ(out, L"");
}

TEST(NtSystem, text_that_is_not_utf8_is_the_code_page_s) {
  wchar_t out[8], expected[8];
  ASSERT_NE(MultiByteToWideChar(CP_ACP, 0, "\xe4z", -1, expected, 8), 0);
  ASSERT_EQ(wide_from_text("\xe4z", out, 8), 0);
  EXPECT_STREQ(out, expected);
}

TEST(NtSystem, text_fits_or_is_e2big) {
  wchar_t out[4];
  EXPECT_EQ(wide_from_text("abc", out, 4), 0);
  EXPECT_EQ(wide_from_text("abcd", out, 4), E2BIG);
  EXPECT_EQ(wide_from_text("a", out, 0), E2BIG);
}

TEST(NtSystem, utf8_is_told_from_ascii_and_from_others) {
  EXPECT_TRUE(text_is_utf8("\xc3\xa4"));
  EXPECT_FALSE(text_is_utf8("abc"));
  EXPECT_FALSE(text_is_utf8("\xe4"));
  EXPECT_FALSE(text_is_utf8("\xc3"));
  EXPECT_FALSE(text_is_utf8("\xc0\xaf")) << "too long a form";
}

TEST(NtSystem, wide_becomes_bytes_of_the_code_page) {
  char out[8];
  EXPECT_EQ(text_from_wide(L"abc", out, sizeof(out)), 4u);
  EXPECT_STREQ(out, "abc");
  EXPECT_EQ(text_from_wide(L"abc", nullptr, 0), 4u);
  EXPECT_EQ(text_from_wide(L"abc", out, 3), 0u);
}

TEST(NtSystem, names_compare_without_case) {
  EXPECT_EQ(compare_ignoring_case(L"Path", 4, L"PATH", 4), 0);
  EXPECT_LT(compare_ignoring_case(L"Pat", 3, L"PATH", 4), 0);
  EXPECT_GT(compare_ignoring_case(L"\u00e9", 1, L"e", 1), 0);
  EXPECT_EQ(compare_ignoring_case(L"\u00e9", 1, L"\u00c9", 1), 0);
}

TEST(NtSystem, errors_have_one_table) {
  EXPECT_EQ(errno_from_win32(ERROR_ACCESS_DENIED), EPERM);
  EXPECT_EQ(errno_from_win32(ERROR_NOT_ENOUGH_MEMORY), ENOMEM);
  EXPECT_EQ(errno_from_win32(ERROR_INVALID_HANDLE), EBADF);
  EXPECT_EQ(errno_from_win32(0xDEADBEEF), EINVAL);
  EXPECT_EQ(errno_by_name(ERROR_FILE_NOT_FOUND), ENOENT);
  EXPECT_EQ(errno_by_name(0xDEADBEEF), EACCES);
  SetLastError(0);
  EXPECT_NE(last_errno(), 0);
}

TEST(NtSystem, pages_are_zeroed_and_come_when_they_are_committed) {
  auto *pages = static_cast<unsigned char *>(memory_commit(10'000));
  ASSERT_NE(pages, nullptr);
  for (int n = 0; n < 10'000; ++n) ASSERT_EQ(pages[n], 0);
  imports_start();
  std::uintptr_t word;
  EXPECT_TRUE(memory_peek(reinterpret_cast<std::uintptr_t>(pages), &word));
  memory_release(pages);
  EXPECT_TRUE(under_wine() || !memory_peek(reinterpret_cast<std::uintptr_t>(pages), &word)) << "Wine keeps addresses";
  EXPECT_FALSE(memory_peek(0x10, &word));
  auto *reserved = static_cast<unsigned char *>(memory_reserve(1 << 20));
  ASSERT_NE(reserved, nullptr);
  EXPECT_TRUE(under_wine() || !memory_peek(reinterpret_cast<std::uintptr_t>(reserved), &word));
  ASSERT_TRUE(memory_commit_at(reserved + 65536, 4096));
  reserved[65536] = 1;
  EXPECT_TRUE(memory_commit_at(reserved + 65536, 4096)) << "what is there stays";
  EXPECT_EQ(reserved[65536], 1);
  memory_release(reserved);
}

TEST(NtSystem, program_and_time) {
  wchar_t name[64], cut[4];
  program_name(name, 64);
  EXPECT_STREQ(name, L"test_nt_system");
  program_name(cut, 4);
  EXPECT_STREQ(cut, L"tes");
  const auto seconds = [] {
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    return (static_cast<std::uint64_t>(now.dwHighDateTime) << 32 | now.dwLowDateTime) / 10'000'000 - 11'644'473'600;
  };
  const std::uint64_t before = seconds(), time = unix_time();
  EXPECT_GE(time, before);
  EXPECT_LE(time, seconds());
}

} // namespace
} // namespace psig::nt
