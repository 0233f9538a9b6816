// The tools' readers of command lines, natively under the sanitizers and under Wine: lines of a grammar are read as
// they are meant, and mutated ones end in a request that can be carried out or in an exit status that is explained.
#include <gmock/gmock.h>

#include <posix/signal.h>

#include <cstdarg>
#include <cstdio>
#include <cstring>

#include "base/exit_status.h"
#include "common/duration.h"
#include "common/options.h"
#include "common/say.h"
#include "common/utf8.h"
#include "common/words.h"
#include "tools/command_lines.h"

namespace {

std::string g_out, g_err;

} // namespace

extern "C" {

int say(std::FILE *stream, const char *format, ...) {
  char small[256];
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  const int length = std::vsnprintf(small, sizeof small, format, arguments);
  std::string text(length >= 0 ? static_cast<std::size_t>(length) : 0, '\0');
  std::vsnprintf(text.data(), text.size() + 1, format, again);
  va_end(again);
  va_end(arguments);
  (stream == stdout ? g_out : g_err) += text;
  return length;
}

#ifndef _WIN32
int posix_signal_of_exit_status_np(unsigned status, int *) {
  const psig::ChildState end = psig::child_end(status);
  return end.code != psig::ChildCode::kExited ? static_cast<int>(end.status) : 0;
}

int sig2str(int signo, char *text) {
  const char *const name = psig::is_signo(signo) ? psig::signal_entry(signo).abbrev : nullptr;
  if (name != nullptr) std::strcpy(text, name);
  return name != nullptr ? 0 : -1;
}

// Without the names by distance that are no entry's.
int str2sig(const char *text, int *signo) {
  for (int n = 1; n < NSIG; ++n) {
    const char *const name = psig::is_signo(n) ? psig::signal_entry(n).abbrev : nullptr;
    if (name == nullptr || (std::strcmp(name, text) != 0 && std::to_string(n) != text)) continue;
    *signo = n;
    return 0;
  }
  return -1;
}
#endif

} // extern "C"

namespace {

using namespace psig_test;

// argv without the tool itself, each word in memory of its own, so that whoever reads past its end is seen.
class Argv {
public:
  explicit Argv(const Words &words) {
    for (const std::string &word : words) {
      auto *copy = new char[word.size() + 1];
      std::memcpy(copy, word.c_str(), word.size() + 1);
      own_.push_back(copy);
    }
    argv_ = new char *[own_.size() + 1];
    for (std::size_t n = 0; n < own_.size(); ++n) argv_[n] = own_[n];
    argv_[own_.size()] = nullptr;
    g_out.clear();
    g_err.clear();
  }
  ~Argv() {
    for (char *word : own_) delete[] word;
    delete[] argv_;
  }
  Argv(const Argv &) = delete;
  Argv &operator=(const Argv &) = delete;
  [[nodiscard]] char **get() const { return argv_; }
  // Some words from the end of the line on, at least one.
  [[nodiscard]] bool has_tail(char **tail) const {
    return tail >= argv_ && tail < argv_ + own_.size() && *tail != nullptr;
  }

private:
  std::vector<char *> own_;
  char **argv_;
};

Words words_of(char **words) {
  Words out;
  while (*words != nullptr) out.emplace_back(*words++);
  return out;
}

unsigned long lines() { return number_of("PSIG_FUZZ_LINES", full(50'000, 2000)); }

class ToolOptions : public testing::Test {
protected:
  CommandLines random_{number_of("PSIG_FUZZ_SEED", 1)};
};

bool is_signal(int signo) {
  char name[SIG2STR_MAX];
  return signo == 0 || sig2str(signo, name) == 0;
}

// Who is refused is told why, and whoever is not hears nothing.
void expect_explained(int result, const Words &words, bool lists = false) {
  if (result < 0) {
    EXPECT_EQ(g_out + g_err, "") << shown(words);
  } else if (result == 0) {
    EXPECT_EQ(g_err, "") << shown(words);
    EXPECT_NE(g_out, "") << shown(words);
  } else {
    EXPECT_NE(g_err, "") << shown(words);
    EXPECT_TRUE(lists || g_out.empty()) << shown(words);
  }
}

// ---- lines of the grammar -------------------------------------------------------------------------------------------

TEST_F(ToolOptions, kill_s_grammar) {
  for (unsigned long n = 0; n < lines() && !HasFailure(); ++n) {
    const auto line = random_.kill_line();
    const Argv argv(line.words);
    request got, want = line.meant;
    ASSERT_EQ(kill_options(&got, argv.get()), -1) << shown(line.words) << g_err;
    EXPECT_EQ(words_of(got.operands), line.operands) << shown(line.words);
    want.operands = got.operands;
    EXPECT_EQ(std::memcmp(&got, &want, sizeof got), 0) << shown(line.words);
    for (char **word = got.operands; *word != nullptr; ++word) {
      operand operand;
      ASSERT_EQ(kill_operand(*word, &operand), 0) << shown(line.words);
      EXPECT_GE(operand.pid, 90'000'000) << shown(line.words);
    }
    expect_explained(-1, line.words);
  }
}

TEST_F(ToolOptions, timeout_s_grammar) {
  for (unsigned long n = 0; n < lines() && !HasFailure(); ++n) {
    const auto line = random_.timeout_line();
    const Argv argv(line.words);
    timeout_request got;
    ASSERT_EQ(timeout_options(&got, argv.get()), -1) << shown(line.words) << g_err;
    EXPECT_EQ(words_of(got.command), line.command) << shown(line.words);
    const timeout_request &want = line.meant;
    EXPECT_EQ(std::make_tuple(got.foreground, got.preserve, got.verbose, got.signo, got.limit, got.kill_after),
              std::make_tuple(want.foreground, want.preserve, want.verbose, want.signo, want.limit, want.kill_after))
        << shown(line.words);
    expect_explained(-1, line.words);
  }
}

TEST_F(ToolOptions, posix_run_s_grammar) {
  for (unsigned long n = 0; n < lines() && !HasFailure(); ++n) {
    const auto line = random_.run_line();
    const Argv argv(line.words);
    run_request got;
    ASSERT_EQ(run_options(&got, argv.get()), -1) << shown(line.words) << g_err;
    EXPECT_EQ(words_of(got.command), line.command) << shown(line.words);
    const run_request &want = line.meant;
    EXPECT_EQ(std::make_tuple(got.new_group, got.all, got.verbose, got.shell_status, got.grace, got.on_close),
              std::make_tuple(want.new_group, want.all, want.verbose, want.shell_status, want.grace, want.on_close))
        << shown(line.words);
    expect_explained(-1, line.words);
  }
}

TEST_F(ToolOptions, sigstat_s_grammar) {
  for (unsigned long n = 0; n < lines() && !HasFailure(); ++n) {
    const auto line = random_.stat_line();
    const Argv argv(line.words);
    stat_request got;
    ASSERT_EQ(stat_options(&got, argv.get()), -1) << shown(line.words) << g_err;
    EXPECT_EQ(words_of(got.operands), line.operands) << shown(line.words);
    EXPECT_EQ(got.hex, line.meant.hex) << shown(line.words);
    for (char **word = got.operands; *word != nullptr; ++word) {
      long long pid = 0;
      EXPECT_EQ(stat_operand(*word, &pid), 0) << shown(line.words);
    }
    expect_explained(-1, line.words);
  }
}

// ---- mutations of them ----------------------------------------------------------------------------------------------

// Below 0 only as it was written: a group is never meant by mistake.
void expect_operand(const char *word, const Words &words) {
  operand operand;
  g_err.clear();
  if (kill_operand(word, &operand) != 0) {
    EXPECT_NE(g_err, "") << shown(words);
    return;
  }
  EXPECT_EQ(g_err, "") << shown(words);
  EXPECT_EQ(operand.pid, std::strtoll(word, nullptr, 10)) << shown(words);
  EXPECT_EQ(operand.pid < 0, word[0] == '-' && operand.pid != 0) << shown(words);
  EXPECT_EQ(operand.dated != 0, std::strchr(word, '@') != nullptr) << shown(words);
  if (operand.dated != 0) {
    EXPECT_GT(operand.pid, 0) << shown(words);
  }
}

TEST_F(ToolOptions, kill_s_mutations) {
  for (unsigned long n = 0; n < lines() && !HasFailure(); ++n) {
    const Words words = random_.mutated(random_.kill_line().words);
    const Argv argv(words);
    request got;
    const int result = kill_options(&got, argv.get());
    ASSERT_TRUE(result >= -1 && result <= 1) << shown(words);
    expect_explained(result, words, true);
    if (result >= 0) continue;
    ASSERT_TRUE(argv.has_tail(got.operands)) << shown(words);
    EXPECT_TRUE(is_signal(got.signo)) << shown(words);
    EXPECT_GE(got.grace, -1) << shown(words);
    EXPECT_TRUE(got.grace >= 0 || got.escalate == 0) << shown(words);
    for (char **word = got.operands; *word != nullptr; ++word) expect_operand(*word, words);
  }
}

TEST_F(ToolOptions, timeout_s_mutations) {
  for (unsigned long n = 0; n < lines() && !HasFailure(); ++n) {
    const Words words = random_.mutated(random_.timeout_line().words);
    const Argv argv(words);
    timeout_request got;
    const int result = timeout_options(&got, argv.get());
    ASSERT_TRUE(result == -1 || result == 0 || result == 125) << shown(words);
    expect_explained(result, words);
    if (result >= 0) continue;
    ASSERT_TRUE(argv.has_tail(got.command)) << shown(words);
    EXPECT_TRUE(is_signal(got.signo)) << shown(words);
    EXPECT_TRUE(got.limit >= 0 && got.limit <= DURATION_FOREVER) << shown(words);
    EXPECT_TRUE(got.kill_after >= 0 && got.kill_after <= DURATION_FOREVER) << shown(words);
    timeout_hint(got.command[0]);
  }
}

TEST_F(ToolOptions, posix_run_s_mutations) {
  for (unsigned long n = 0; n < lines() && !HasFailure(); ++n) {
    const Words words = random_.mutated(random_.run_line().words);
    const Argv argv(words);
    run_request got;
    const int result = run_options(&got, argv.get());
    ASSERT_TRUE(result == -1 || result == 0 || result == 125) << shown(words);
    expect_explained(result, words);
    if (result >= 0) continue;
    ASSERT_TRUE(argv.has_tail(got.command)) << shown(words);
    EXPECT_TRUE(got.on_close > 0 && is_signal(got.on_close)) << shown(words);
    EXPECT_GE(got.grace, 0) << shown(words);
  }
}

TEST_F(ToolOptions, sigstat_s_mutations) {
  for (unsigned long n = 0; n < lines() && !HasFailure(); ++n) {
    const Words words = random_.mutated(random_.stat_line().words);
    const Argv argv(words);
    stat_request got;
    const int result = stat_options(&got, argv.get());
    ASSERT_TRUE(result == -1 || result == 0 || result == 2) << shown(words);
    expect_explained(result, words);
    if (result >= 0) continue;
    ASSERT_TRUE(argv.has_tail(got.operands)) << shown(words);
    for (char **word = got.operands; *word != nullptr; ++word) {
      long long pid = 0;
      g_err.clear();
      const bool taken = stat_operand(*word, &pid) == 0;
      EXPECT_EQ(taken, g_err.empty()) << shown(words);
      EXPECT_TRUE(!g_err.empty() || pid > 0) << shown(words);
    }
  }
}

// ---- text -----------------------------------------------------------------------------------------------------------

TEST(ToolUtf8, every_character) {
  for (unsigned point = 1; point < 0x110000; ++point) {
    if (point >= 0xD800 && point < 0xE000) continue;
    unsigned short wide[3] = {static_cast<unsigned short>(point), 0, 0};
    if (point >= 0x10000) {
      wide[0] = static_cast<unsigned short>(0xD7C0 + (point >> 10));
      wide[1] = static_cast<unsigned short>(0xDC00 + (point & 0x3FF));
    }
    std::string want;
    if (point < 0x80) {
      want = {static_cast<char>(point)};
    } else if (point < 0x800) {
      want = {static_cast<char>(0xC0 | point >> 6), static_cast<char>(0x80 | (point & 0x3F))};
    } else if (point < 0x10000) {
      want = {static_cast<char>(0xE0 | point >> 12), static_cast<char>(0x80 | (point >> 6 & 0x3F)),
              static_cast<char>(0x80 | (point & 0x3F))};
    } else {
      want = {static_cast<char>(0xF0 | point >> 18), static_cast<char>(0x80 | (point >> 12 & 0x3F)),
              static_cast<char>(0x80 | (point >> 6 & 0x3F)), static_cast<char>(0x80 | (point & 0x3F))};
    }
    char out[2 * UTF8_MOST + 1];
    ASSERT_EQ(utf8_from_utf16(wide, out), 0) << point;
    ASSERT_EQ(out, want) << point;
  }
}

TEST(ToolUtf8, half_a_pair) {
  for (const std::vector<unsigned short> &wide : {std::vector<unsigned short>{'x', 0xD800, 'y', 0},
                                                  {'x', 0xDC00, 'y', 0},
                                                  {'x', 0xDBFF, 0xE000, 0},
                                                  {0xDFFF, 0xD800, 0}}) {
    std::vector<char> out(wide.size() * UTF8_MOST + 1);
    EXPECT_NE(utf8_from_utf16(wide.data(), out.data()), 0);
    EXPECT_THAT(out.data(), testing::HasSubstr("\uFFFD"));
  }
}

} // namespace
