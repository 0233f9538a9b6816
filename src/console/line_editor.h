// The terminal's canonical mode (XBD 11.1.6, 11.1.9): keys become a line, and what the screen shows of them. Portable.
//
// Ctrl-C is not a key here: the console makes an event of it.
#pragma once

#include <cstdint>

namespace psig {

enum class KeyResult {
  kMore,    // the line goes on
  kLine,    // it is complete: text() ends with a new-line, or not after Ctrl-D
  kEnd,     // Ctrl-D on an empty line: end of file
  kSuspend, // Ctrl-Z; the line is discarded
  kQuit,    // Ctrl-\ ...
};

class LineEditor {
public:
  static constexpr unsigned kMost = 4096; // MAX_CANON; keys beyond it are not taken

  // `signals`: Ctrl-Z and Ctrl-\ mean something. What is to be shown is in echo() until the next key.
  [[nodiscard]] KeyResult key(char16_t unit, bool signals);
  [[nodiscard]] const char16_t *text() const { return text_; }
  [[nodiscard]] unsigned length() const { return length_; }
  [[nodiscard]] const char16_t *echo() const { return echo_; }
  [[nodiscard]] unsigned echo_length() const { return echo_length_; }
  void clear() { length_ = 0; }

private:
  void show(char16_t unit);
  void show_key(char16_t unit);
  void erase_one();
  void erase_word();

  char16_t text_[kMost]{};
  unsigned length_ = 0;
  char16_t echo_[kMost * 6]{};
  unsigned echo_length_ = 0;
};

} // namespace psig
