// Command lines for the tools: from a grammar, with what they mean, and mutations of these. By a seed, so that a
// failure comes again: PSIG_FUZZ_SEED. PSIG_FUZZ_LINES are read and PSIG_FUZZ_STARTS started, for each tool.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "base/signal_table.h"
#include "kill/kill.h"
#include "posix-run/options.h"
#include "sigstat/options.h"
#include "timeout/options.h"

namespace psig_test {

using Words = std::vector<std::string>;

inline unsigned long number_of(const char *variable, unsigned long otherwise) {
  const char *const text = std::getenv(variable);
  return text != nullptr ? std::strtoul(text, nullptr, 0) : otherwise;
}

inline unsigned long full(unsigned long all, unsigned long some) {
  return std::getenv("PSIG_FULL") != nullptr ? all : some;
}

// For messages: what is not plain is escaped.
inline std::string shown(const Words &words) {
  std::string out;
  for (const std::string &word : words) {
    out += out.empty() ? "[" : " [";
    for (const char c : word) {
      constexpr char kDigits[] = "0123456789abcdef";
      const auto byte = static_cast<unsigned char>(c);
      if (byte >= 0x20 && byte < 0x7F) out += c;
      else (out += "\\x") += {kDigits[byte >> 4], kDigits[byte & 15]};
    }
    out += ']';
    if (out.size() > 2000) return out + "...";
  }
  return out;
}

class CommandLines {
public:
  explicit CommandLines(unsigned long seed) : random_(seed) {}

  // What a line of the grammar is read as. Pointers into words are not compared.
  struct Kill {
    Words words, operands;
    request meant;
  };
  struct Timeout {
    Words words, command;
    timeout_request meant;
  };
  struct Run {
    Words words, command;
    run_request meant;
  };
  struct Stat {
    Words words, operands;
    stat_request meant;
  };

  Kill kill_line() {
    Kill line{{}, operands(), {}};
    request &meant = line.meant;
    shortens_ = false;
    meant.signo = 15;
    meant.grace = -1;
    for (unsigned left = below(4); left > 0; --left) kill_option(&line);
    if (below(3) == 0 && meant.have_signal == 0) add_signal(&line.words, &meant);
    if (below(4) == 0) line.words.emplace_back("--");
    append(&line.words, line.operands);
    shortens_ = true;
    return line;
  }

  Timeout timeout_line() {
    static constexpr Flag kFlags[] = {{'f', "foreground"}, {'p', "preserve-status"}, {'v', "verbose"}};
    Timeout line{{}, command(), {}};
    timeout_request &meant = line.meant;
    meant.signo = 15;
    int *const flags[] = {&meant.foreground, &meant.preserve, &meant.verbose};
    for (unsigned left = below(4); left > 0; --left) {
      const unsigned which = below(5);
      if (which < 3) *flags[which] = 1, add_flag(&line.words, kFlags[which]);
      else if (which == 3) valued(&line.words, 'k', "kill-after", duration(&meant.kill_after));
      else valued(&line.words, 's', "signal", signal(&meant.signo));
    }
    if (below(4) == 0) line.words.emplace_back("--");
    line.words.push_back(duration(&meant.limit));
    append(&line.words, line.command);
    return line;
  }

  Run run_line() {
    static constexpr Flag kFlags[] = {{'n', "new-group"}, {'a', "all"}, {'s', "shell-status"}, {'v', "verbose"}};
    Run line{{}, command(), {}};
    run_request &meant = line.meant;
    meant.grace = 10000;
    meant.on_close = 1;
    int *const flags[] = {&meant.new_group, &meant.all, &meant.shell_status, &meant.verbose};
    for (unsigned left = below(4); left > 0; --left) {
      const unsigned which = below(6);
      if (which < 4) *flags[which] = 1, add_flag(&line.words, kFlags[which]);
      else if (which == 4) valued(&line.words, 'g', "grace", short_duration(&meant.grace));
      else valued(&line.words, 'c', "on-close", signal(&meant.on_close));
    }
    if (below(4) == 0) line.words.emplace_back("--");
    append(&line.words, line.command);
    return line;
  }

  Stat stat_line() {
    Stat line{{}, operands(), {}};
    for (unsigned left = below(3); left > 0; --left) line.meant.hex = 1, add_flag(&line.words, {'x', "hex"});
    if (below(4) == 0) line.words.emplace_back("--");
    append(&line.words, line.operands);
    return line;
  }

  // A few changes; words never have a NUL.
  Words mutated(Words words) {
    for (unsigned left = 1 + below(4); left > 0; --left) mutate(&words);
    return words;
  }

  // Below `end`.
  unsigned below(unsigned end) { return static_cast<unsigned>(random_() % end); }

private:
  struct Flag {
    char letter;
    const char *name;
  };

  template <std::size_t n> const char *one_of(const char *const (&list)[n]) { return list[below(n)]; }

  static void append(Words *to, const Words &more) { to->insert(to->end(), more.begin(), more.end()); }

  // Numbers that no process has.
  Words operands() {
    Words words;
    for (unsigned left = 1 + below(3); left > 0; --left) {
      std::string word = std::to_string(90'000'000 + below(9'000'000));
      static constexpr const char *kEnds[] = {"\r", "\n", "\r\n", " ", "\t"};
      if (below(5) == 0) word += one_of(kEnds);
      words.push_back(std::move(word));
    }
    return words;
  }

  Words command() {
    static constexpr const char *kNone = "no-such-program-\u6f22";
    if (below(3) != 0) return {"cmd", "/c", "exit", "3"};
    return {kNone, "-v", "--help", ""};
  }

  std::string signal(int *signo) {
    do *signo = 1 + static_cast<int>(below(64));
    while (psig::signal_entry(*signo).abbrev == nullptr);
    std::string name = psig::signal_entry(*signo).abbrev;
    if (below(3) == 0) return std::to_string(*signo);
    if (below(3) == 0) name = "SIG" + name;
    if (below(3) == 0)
      for (char &c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return name;
  }

  std::string duration(long long *milliseconds) {
    struct Unit {
      const char *letter;
      long long ms;
    };
    static constexpr Unit kUnits[] = {{"", 1000}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
    const Unit &unit = kUnits[below(5)];
    const unsigned whole = below(1000), halves = below(2);
    *milliseconds = whole * unit.ms + halves * unit.ms / 2;
    return (below(9) == 0 ? "+" : "") + std::to_string(whole) + (halves != 0 ? ".5" : "") + unit.letter;
  }

  std::string short_duration(int *milliseconds) {
    long long wanted;
    std::string text = duration(&wanted);
    *milliseconds = wanted > 0x7FFFFFFF ? 0x7FFFFFFF : static_cast<int>(wanted);
    return text;
  }

  // Every long one is told from the others without its last letter; kill's are not shortened.
  std::string perhaps_shorter(std::string name) {
    if (shortens_ && name.size() > 4 && below(3) == 0) name.pop_back();
    return name;
  }

  // As a letter, with the letters before it, by name, or by as much of the name as is needed.
  void add_flag(Words *words, Flag flag) {
    const bool joins = !words->empty() && words->back().size() > 1 && (*words).back()[0] == '-' && joinable_;
    const unsigned how = below(3);
    if (how == 0 && joins) words->back() += flag.letter;
    else if (how <= 1) words->push_back(std::string("-") + flag.letter);
    else words->push_back("--" + perhaps_shorter(flag.name));
    joinable_ = how <= 1;
  }

  void valued(Words *words, char letter, const char *name, const std::string &value) {
    joinable_ = false;
    switch (below(4)) {
    case 0: words->push_back(std::string("-") + letter), words->push_back(value); break;
    case 1: words->push_back(std::string("-") + letter + value); break;
    case 2: words->push_back("--" + perhaps_shorter(name)), words->push_back(value); break;
    default: words->push_back(std::string("--") + name + '=' + value); break;
    }
  }

  void add_signal(Words *words, request *meant) {
    const std::string text = signal(&meant->signo);
    meant->have_signal = 1;
    if (below(2) == 0) words->push_back('-' + text);
    else valued(words, 's', "signal", text);
  }

  void kill_option(Kill *line) {
    static constexpr const char *kVerbose[] = {"-v", "--verbose"};
    request &meant = line->meant;
    switch (below(7)) {
    case 0: meant.explain = 1, line->words.emplace_back("--explain"); break;
    case 1: meant.verbose = 1, line->words.emplace_back(one_of(kVerbose)); break;
    case 2: meant.tree = 1, line->words.emplace_back("--tree"); break;
    case 3: meant.tree = meant.parents_first = 1, line->words.emplace_back("--parents-first"); break;
    case 4: {
      const bool escalates = below(2) != 0;
      const std::string text = short_duration(&meant.grace);
      if (escalates) meant.escalate = 1;
      const std::string name = escalates ? "--escalate" : "--grace";
      if (below(2) == 0) line->words.push_back(name + '=' + text);
      else line->words.push_back(name), line->words.push_back(text);
      break;
    }
    case 5: {
      meant.queue = 1;
      meant.value = static_cast<int>(below(100'000)) - 50'000;
      valued(&line->words, 'q', "queue", std::to_string(meant.value));
      break;
    }
    default:
      if (meant.have_signal == 0) add_signal(&line->words, &meant);
    }
  }

  std::string any_word() {
    static constexpr const char *kWords[] = {"",
                                             "-",
                                             "--",
                                             "---",
                                             "-0",
                                             "-1",
                                             "0",
                                             "1",
                                             "--explain",
                                             "-v",
                                             "--tree",
                                             "--grace",
                                             "-l",
                                             "-L",
                                             "--list",
                                             "--list=",
                                             "-lKILL",
                                             "--table",
                                             "-h",
                                             "--help",
                                             "-V",
                                             "--version",
                                             "/?",
                                             "/PID",
                                             "/t",
                                             "/F",
                                             "-s",
                                             "-n",
                                             "-q",
                                             "--signal=",
                                             "-9",
                                             "-65",
                                             "@",
                                             "5@6",
                                             "-5@6",
                                             "TERM",
                                             "SIG",
                                             "SIGSIG",
                                             "RTMIN+",
                                             "RTMAX-99",
                                             "0x10",
                                             "1e999",
                                             "nan",
                                             "inf",
                                             "-inf",
                                             "99999999999999999999",
                                             "-99999999999999999999",
                                             "=",
                                             "--=",
                                             "-=",
                                             "--foo=bar",
                                             "\u6f22\u5b57",
                                             "\xff\xfe",
                                             "%s%n%s%n",
                                             "*",
                                             "..\\..",
                                             "\"",
                                             "a b",
                                             "-k",
                                             "-g",
                                             "-c",
                                             "--kill-after"};
    return below(8) == 0 ? std::string(1 + below(70), static_cast<char>(1 + below(255))) : one_of(kWords);
  }

  void mutate(Words *words) {
    const unsigned count = static_cast<unsigned>(words->size());
    const unsigned at = count != 0 ? below(count) : 0;
    switch (count == 0 ? 0 : below(10)) {
    case 0: words->insert(words->begin() + at, any_word()); break;
    case 1: words->push_back(any_word()); break;
    case 2: (*words)[at] = any_word(); break;
    case 3: words->erase(words->begin() + at); break;
    case 4: std::swap((*words)[at], (*words)[below(count)]); break;
    case 5: words->insert(words->begin() + at, (*words)[below(count)]); break;
    case 6: (*words)[at] += any_word(); break;
    case 8: words->resize(at); break;
    case 7: change_byte(&(*words)[at]); break;
    default: (*words)[at].resize(below(static_cast<unsigned>((*words)[at].size()) + 1)); break;
    }
  }

  void change_byte(std::string *word) {
    const char byte = static_cast<char>(below(3) == 0 ? 1 + below(255) : 0x20 + below(0x5F));
    if (word->empty()) *word += byte;
    else (*word)[below(static_cast<unsigned>(word->size()))] = byte;
  }

  std::mt19937_64 random_;
  bool shortens_ = true;
  bool joinable_ = false; // the last word is one of letters without a value
};

} // namespace psig_test
