#include "selftest/tables.h"

#include <algorithm>
#include <charconv>

namespace selftest {

namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// The next word of `rest`, which is taken away.
std::string_view take_word(std::string_view *rest) {
  *rest = trimmed(*rest);
  const std::string_view word = rest->substr(0, rest->find_first_of(kBlanks));
  rest->remove_prefix(word.size());
  *rest = trimmed(*rest);
  return word;
}

std::vector<std::string_view> split(std::string_view text, std::string_view between) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(between);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == text.npos) return parts;
    text.remove_prefix(end + between.size());
  }
}

} // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (const std::string_view line : split(text, "\n"))
    if (!line.empty() && line.front() != '#') lines.push_back(line);
  return lines;
}

std::string Assertion::case_name() const {
  std::string name = id;
  std::ranges::replace_if(
      name, [](char c) { return c == '.' || c == '-'; }, '_');
  return name;
}

std::string Assertion::program() const { return test.substr(0, test.rfind('.')); }

std::vector<Assertion> read_assertions(std::string_view text, std::string *wrong) {
  std::vector<Assertion> found;
  for (const std::string_view line : lines_of(text)) {
    const auto parts = split(line, " | ");
    if (parts.size() != 4) {
      if (wrong->empty()) *wrong = line;
      continue;
    }
    const bool tested = !parts[3].starts_with("--");
    found.push_back({std::string(parts[0]), std::string(parts[1]), std::string(parts[2]),
                     std::string(tested ? parts[3] : ""), std::string(tested ? "" : trimmed(parts[3].substr(2)))});
  }
  return found;
}

std::vector<Rule> read_rules(std::string_view text, std::string_view target) {
  std::vector<Rule> rules;
  for (std::string_view line : lines_of(text)) {
    const auto targets = split(take_word(&line), ",");
    const std::string_view pattern = take_word(&line), status = take_word(&line);
    if (std::ranges::find(targets, target) == targets.end()) continue;
    rules.push_back({std::string(pattern), std::string(status), std::string(line)});
  }
  return rules;
}

const Rule *rule_of(const std::vector<Rule> &rules, std::string_view id) {
  const auto found = std::ranges::find_if(rules, [&](const Rule &rule) { return matches(rule.pattern, id); });
  return found == rules.end() ? nullptr : &*found;
}

std::vector<Program> read_programs(std::string_view text) {
  std::vector<Program> programs;
  for (std::string_view line : lines_of(text)) {
    Program program = {std::string(take_word(&line))};
    std::from_chars(line.data(), line.data() + line.size(), program.seconds);
    programs.push_back(program);
  }
  return programs;
}

bool matches(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() == '*')
    return matches(pattern.substr(1), name) || (!name.empty() && matches(pattern, name.substr(1)));
  return !name.empty() && (pattern.front() == '?' || pattern.front() == name.front()) &&
         matches(pattern.substr(1), name.substr(1));
}

} // namespace selftest
