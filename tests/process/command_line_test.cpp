// argv to command line and back. The parser here follows the published rules; on Windows the system is asked, too.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#ifdef _WIN32
#include <windows.h>

#include <shellapi.h>
#endif

#include "process/command_line.h"

namespace psig {
namespace {

using Words = std::vector<std::wstring>;

struct Joined {
  std::vector<wchar_t> buffer = std::vector<wchar_t>(CommandLine::kMost);
  Errno error = 0;
  [[nodiscard]] std::wstring text() const { return buffer.data(); }
};

Joined join(const Words &words) {
  Joined out;
  CommandLine line(out.buffer.data());
  out.error = line.program(words[0].c_str());
  for (std::size_t n = 1; n < words.size() && out.error == 0; ++n) out.error = line.argument(words[n].c_str());
  return out;
}

// The rules of the C run-time, 2008 and later.
Words split(const std::wstring &text) {
  Words words(1);
  std::size_t at = 0;
  bool quote = false;
  for (; at < text.size() && (quote || text[at] != L' '); ++at) {
    if (text[at] == L'"') quote = !quote;
    else words[0] += text[at];
  }
  while (at < text.size()) {
    while (at < text.size() && text[at] == L' ') ++at;
    if (at == text.size()) break;
    std::wstring word;
    for (quote = false; at < text.size() && (quote || text[at] != L' ');) {
      std::size_t slashes = 0;
      while (at < text.size() && text[at] == L'\\') ++slashes, ++at;
      const bool before_quote = at < text.size() && text[at] == L'"';
      word.append(before_quote ? slashes / 2 : slashes, L'\\');
      if (!before_quote) {
        if (at < text.size() && (quote || text[at] != L' ')) word += text[at++];
      } else if (slashes % 2 != 0) {
        word += text[at++];
      } else {
        quote = !quote;
        ++at;
      }
    }
    words.push_back(word);
  }
  return words;
}

#ifdef _WIN32
Words split_by_system(const std::wstring &text) {
  int count = 0;
  wchar_t **argv = CommandLineToArgvW(text.c_str(), &count);
  Words words(argv, argv + count);
  LocalFree(argv);
  return words;
}
#endif

void expect_round_trip(const Words &words) {
  const Joined joined = join(words);
  ASSERT_EQ(joined.error, 0);
  EXPECT_EQ(split(joined.text()), words);
#ifdef _WIN32
  EXPECT_EQ(split_by_system(joined.text()), words);
#endif
}

TEST(CommandLine, round_trips) {
  expect_round_trip({L"prog"});
  expect_round_trip({L"C:\\Program Files\\a b\\prog.exe", L"plain", L"", L"two words", L"\t"});
  expect_round_trip({L"dir\\", L"\\", L"\\\\", L"a\\", L"a b\\", L"a b\\\\", L"C:\\dir\\*.c", L"*", L"?"});
  expect_round_trip({L"p", L"\"", L"\"\"", L"\\\"", L"\\\\\"", L"a\"b c\"d", L"\"quoted\"", L"end\"", L"\\\" \\"});
  expect_round_trip({L"p", L"'", L"^", L"&|<>()!%PATH%", L";,=", L"--opt=\"x y\"", L"caf\u00e9", L"\u3000", L"a\nb"});
}

TEST(CommandLine, every_short_word_of_the_special_characters) {
  const std::wstring special = L"a\\\" *";
  for (unsigned n = 0; n < 5 * 5 * 5 * 5; ++n) {
    std::wstring word;
    for (unsigned rest = n, digit = 0; digit < 4; ++digit, rest /= 5) word += special[rest % 5];
    expect_round_trip({L"p", word, L"next"});
  }
}

TEST(CommandLine, what_needs_no_quotes_gets_none) {
  EXPECT_EQ(join({L"p", L"--name=a/b.c:1,x@y", L"C:\\a\\b"}).text(), L"\"p\" --name=a/b.c:1,x@y C:\\a\\b");
  EXPECT_EQ(join({L"p", L"*.c"}).text(), L"\"p\" \"*.c\"") << "the child's run-time would expand it";
}

TEST(CommandLine, a_quote_in_the_programs_name_cannot_be_said) { EXPECT_EQ(join({L"p\"q"}).error, EINVAL); }

TEST(CommandLine, the_longest_one) {
  const std::wstring fits(CommandLine::kMost - 1 - 4, L'a'); // "p", a blank and the NUL
  EXPECT_EQ(join({L"p", fits}).error, 0);
  EXPECT_EQ(join({L"p", fits + L"a"}).error, E2BIG);
  EXPECT_EQ(join({L"p", std::wstring(40000, L'"')}).error, E2BIG);
  EXPECT_EQ(join({std::wstring(40000, L'p')}).error, E2BIG);
}

} // namespace
} // namespace psig
