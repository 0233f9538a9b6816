#include "selftest/report.h"

#include <cstdio>

namespace selftest {

namespace {

std::string list_of(const std::vector<std::string> &names) {
  std::string text = "[";
  for (const std::string &name : names) text.append(text.size() > 1 ? ", " : "").append(in_json(name));
  return text + "]";
}

std::string json_of(const Row &row, bool program) {
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.3f", row.verdict.seconds);
  std::string text = in_json(row.name) + ": {\"status\": " + in_json(row.verdict.status) +
                     ", \"detail\": " + in_json(row.verdict.detail) + ", \"seconds\": " + seconds +
                     ", \"expected\": " + in_json(row.expected) + ", \"why\": " + in_json(row.why);
  if (program)
    text += ", \"passed\": " + std::to_string(row.tests.passed) + ", \"failed\": " + list_of(row.tests.failed) +
            ", \"skipped\": " + list_of(row.tests.skipped);
  return text + "}";
}

std::string json_of(const std::vector<Row> &rows, bool programs) {
  std::string text = "{";
  for (const Row &row : rows) text.append(text.size() > 1 ? ",\n  " : "\n  ").append(json_of(row, programs));
  return text + "}";
}

std::string html_of(const Row &row) {
  std::string more = row.verdict.detail;
  for (const std::string &name : row.tests.skipped) more.append(more.empty() ? "" : "; ").append("skipped: " + name);
  if (!row.why.empty()) more.append(more.empty() ? "" : "; ").append("expected: " + row.why);
  return "<tr class=" + row.verdict.status + (row.differs() ? "><th>! " : "><th>") + in_html(row.name) + "<td>" +
         row.verdict.status + "<td>" + in_html(row.section) + "<td>" + in_html(row.clause) + "<td>" + in_html(more) +
         "\n";
}

std::string html_of(const char *title, const std::vector<Row> &rows) {
  std::string text = std::string("<h2>") + title + "</h2><table>\n";
  for (const Row &row : rows) text += html_of(row);
  return text + "</table>\n";
}

} // namespace

std::vector<const Row *> Report::differing() const {
  std::vector<const Row *> found;
  for (const auto *rows : {&assertions, &programs})
    for (const Row &row : *rows)
      if (row.differs()) found.push_back(&row);
  return found;
}

std::string in_json(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) {
      out += static_cast<unsigned char>(c) < 0x7F ? c : '?'; // what programs print need not be UTF-8
      continue;
    }
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
    out += escaped;
  }
  return out + "\"";
}

std::string in_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    default: out += static_cast<unsigned char>(c) < 0x7F ? c : '?';
    }
  }
  return out;
}

std::string as_json(const Report &report) {
  std::string text = "{\"target\": " + in_json(report.target) + ",\n \"machine\": {";
  for (const auto &[key, value] : report.machine)
    text.append(&key == &report.machine.front().first ? "" : ", ").append(in_json(key) + ": " + in_json(value));
  std::vector<std::string> differing;
  for (const Row *row : report.differing()) differing.push_back(row->name);
  return text + "},\n \"differs\": " + list_of(differing) + ",\n \"results\": " + json_of(report.assertions, false) +
         ",\n \"programs\": " + json_of(report.programs, true) + "}\n";
}

std::string as_html(const Report &report) {
  std::string text =
      "<!doctype html><meta charset=utf-8><title>posix-signals: selftest</title><style>"
      "body{font:14px sans-serif;margin:2em}td,th{padding:2px 8px;text-align:left;vertical-align:top}"
      ".PASS{background:#cfc}.FAIL{background:#f99}.UNRESOLVED{background:#fc8}.UNTESTED{background:#def}"
      ".UNSUPPORTED{background:#eee}</style><h1>posix-signals: selftest</h1><table>\n";
  for (const auto &[key, value] : report.machine) text += "<tr><th>" + in_html(key) + "<td>" + in_html(value) + "\n";
  text += "</table>\n<h2>What is not as expected</h2><table>\n";
  const auto differing = report.differing();
  for (const Row *row : differing) text += html_of(*row);
  text += differing.empty() ? "<tr><td>Nothing.\n</table>\n" : "</table>\n";
  return text + html_of("Test programs", report.programs) + html_of("POSIX, clause by clause", report.assertions);
}

} // namespace selftest
