// Portable. [any]
#include "console/line_editor.h"

#include <initializer_list>

namespace psig {
namespace {

constexpr char16_t kEndOfFile = 4, kBackspace = 8, kTab = 9, kLineFeed = 10, kReturn = 13, kKillLine = 21,
                   kKillWord = 23, kSuspendKey = 26, kEscape = 27, kQuitKey = 28, kDelete = 127;

bool control(char16_t unit) { return (unit < 32 && unit != kTab) || unit == kDelete; }
bool second_half(char16_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

} // namespace

void LineEditor::show(char16_t unit) { echo_[echo_length_++] = unit; }

void LineEditor::show_key(char16_t unit) { // ECHOCTL
  if (!control(unit)) return show(unit);
  show(u'^');
  show(static_cast<char16_t>(unit ^ 64));
}

// A character is one or two units, and as wide as it was shown; of a tab nothing is known.
void LineEditor::erase_one() {
  if (length_ == 0) return;
  const char16_t last = text_[--length_];
  if (second_half(last) && length_ > 0) --length_;
  for (int columns = control(last) ? 2 : 1; columns > 0; --columns)
    for (const char16_t unit : {kBackspace, u' ', kBackspace}) show(unit);
}

void LineEditor::erase_word() {
  while (length_ > 0 && text_[length_ - 1] == u' ') erase_one();
  while (length_ > 0 && text_[length_ - 1] != u' ') erase_one();
}

KeyResult LineEditor::key(char16_t unit, bool signals) {
  echo_length_ = 0;
  if (signals && (unit == kSuspendKey || unit == kQuitKey)) {
    show_key(unit);
    length_ = 0;
    return unit == kQuitKey ? KeyResult::kQuit : KeyResult::kSuspend;
  }
  switch (unit) {
  case kReturn:
  case kLineFeed:
    text_[length_++] = kLineFeed; // there is always room for it
    show(kReturn);
    show(kLineFeed);
    return KeyResult::kLine;
  case kEndOfFile: return length_ > 0 ? KeyResult::kLine : KeyResult::kEnd;
  case kBackspace:
  case kDelete: erase_one(); return KeyResult::kMore;
  case kKillWord: erase_word(); return KeyResult::kMore;
  case kKillLine:
    while (length_ > 0) erase_one();
    return KeyResult::kMore;
  case kEscape: return KeyResult::kMore; // begins nothing here
  default: break;
  }
  if (length_ + 1 < kMost) {
    text_[length_++] = unit;
    show_key(unit);
  }
  return KeyResult::kMore;
}

} // namespace psig
