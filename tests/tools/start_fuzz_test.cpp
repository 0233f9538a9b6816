// The tools themselves, started with lines of the same kind as options_fuzz_test reads. What the tool is to do is asked
// of its reader beforehand, and no line is started that could reach a process: kill and sigstat get numbers that none
// has, the others a command that ends at once or does not exist.
#include <gmock/gmock.h>

#include "common/say.h"
#include "process/command_line.h"
#include "tools/command_lines.h"
#include "tools/tool.h"

namespace {

std::string g_said;

} // namespace

extern "C" int say(std::FILE *, const char *format, ...) {
  g_said += format; // that something is said is enough here
  return 1;
}

namespace {

using namespace psig_test;

constexpr long long kNobody = 90'000'000; // from here on no process has these numbers

class ToolStart : public testing::Test {
protected:
  static unsigned long starts() { return number_of("PSIG_FUZZ_STARTS", full(400, 40)); }
  CommandLines random_{number_of("PSIG_FUZZ_SEED", 1)};
};

// False for what cannot be passed on: words are UTF-8 here, and a command line holds so much.
bool command_line(const Words &words, std::wstring *out) {
  std::wstring text(psig::CommandLine::kMost, L'\0'), word(psig::CommandLine::kMost, L'\0');
  psig::CommandLine line(text.data());
  out->clear();
  for (const std::string &one : words) {
    if (MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, one.c_str(), -1, word.data(),
                            static_cast<int>(word.size())) == 0 ||
        line.argument(word.data()) != 0)
      return false;
  }
  *out = text.c_str();
  return true;
}

char **argv_of(Words &words, std::vector<char *> *argv) {
  for (std::string &word : words) argv->push_back(word.data());
  argv->push_back(nullptr);
  g_said.clear();
  return argv->data();
}

// ---- what a line's exit status has to be; -1: it is not to be started -----------------------------------------------

int kill_status(Words words) {
  std::vector<char *> argv;
  request request;
  const int result = kill_options(&request, argv_of(words, &argv));
  if (result >= 0) return result;
  for (char **word = request.operands; *word != nullptr; ++word) {
    operand operand;
    if (kill_operand(*word, &operand) == 0 && operand.pid < kNobody) return -1;
  }
  return 1;
}

int stat_status(Words words) {
  std::vector<char *> argv;
  stat_request request;
  const int result = stat_options(&request, argv_of(words, &argv));
  if (result >= 0) return result;
  for (char **word = request.operands; *word != nullptr; ++word) {
    long long pid = 0;
    if (stat_operand(*word, &pid) == 0 && pid < kNobody) return -1;
  }
  return 1;
}

int command_status(char **command) {
  Words words;
  while (*command != nullptr) words.emplace_back(*command++);
  if (words.front().starts_with("no-such-program")) return 127;
  return words == Words{"cmd", "/c", "exit", "3"} ? 3 : -1;
}

int timeout_status(Words words) {
  std::vector<char *> argv;
  timeout_request request;
  const int result = timeout_options(&request, argv_of(words, &argv));
  if (result >= 0) return result;
  const bool over_soon = request.limit != 0 && request.limit < 60'000;
  return over_soon ? -1 : command_status(request.command);
}

int run_status(Words words) {
  std::vector<char *> argv;
  run_request request;
  const int result = run_options(&request, argv_of(words, &argv));
  return result >= 0 ? result : command_status(request.command);
}

// ---- the starts -----------------------------------------------------------------------------------------------------

// Every second one is mutated.
template <typename Line, typename Status>
void start(const char *tool, unsigned long starts, CommandLines &random, Line line, Status status) {
  for (unsigned long started = 0; started < starts && !testing::Test::HasFailure();) {
    const Words words = started % 2 == 0 ? line() : random.mutated(line());
    std::wstring arguments;
    const int want = status(words);
    if (want < 0 || !command_line(words, &arguments)) continue;
    const Ran ran = run_tool(tool, arguments);
    EXPECT_EQ(ran.status, static_cast<unsigned>(want)) << tool << ' ' << shown(words) << ran.err;
    if (want != 3) {
      EXPECT_NE(want == 0 ? ran.out : ran.err, "") << tool << ' ' << shown(words);
    }
    ++started;
  }
}

TEST_F(ToolStart, kill) {
  start(
      "kill", starts(), random_, [this] { return random_.kill_line().words; }, kill_status);
}
TEST_F(ToolStart, sigstat) {
  start(
      "sigstat", starts(), random_, [this] { return random_.stat_line().words; }, stat_status);
}
TEST_F(ToolStart, timeout) {
  start(
      "timeout", starts(), random_, [this] { return random_.timeout_line().words; }, timeout_status);
}
TEST_F(ToolStart, posix_run) {
  start(
      "posix-run", starts(), random_, [this] { return random_.run_line().words; }, run_status);
}

} // namespace
