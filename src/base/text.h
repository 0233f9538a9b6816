// Builds text in a fixed buffer, for code that may neither allocate nor lock as formatting functions may. What does not
// fit is cut off. The buffer is terminated at all times. [any]
#pragma once

#include <cstdint>

namespace psig {

// Writes into somebody's buffer. Char is char or wchar_t.
template <typename Char> class TextWriter {
public:
  TextWriter(Char *out, unsigned room) : out_(out), at_(out), last_(out + room - 1) { // room with the NUL, at least 1
    *out = Char{};
  }
  template <unsigned kRoom> explicit TextWriter(Char (&out)[kRoom]) : TextWriter(out, kRoom) {}

  TextWriter &put(Char c) {
    if (at_ == last_) {
      cut_ = true;
      return *this;
    }
    *at_++ = c;
    *at_ = Char{};
    return *this;
  }
  // Of the buffer's kind, or ASCII.
  template <typename Other> TextWriter &text(const Other *text) {
    static_assert(sizeof(Other) <= sizeof(Char));
    while (*text != Other{}) put(static_cast<Char>(*text++));
    return *this;
  }
  TextWriter &decimal(std::uint64_t value) { return digits(value, 10); }
  TextWriter &signed_decimal(std::int64_t value) {
    const auto magnitude = static_cast<std::uint64_t>(value);
    if (value < 0) put(Char{'-'});
    return digits(value < 0 ? 0 - magnitude : magnitude, 10);
  }
  TextWriter &hex(std::uint64_t value) { return digits(value, 16); } // lower case, as short as it is

  // In the place of the last character where there is no room.
  TextWriter &end_line() {
    if (at_ == last_) --at_;
    return put(Char{'\n'});
  }

  void clear() { at_ = out_, cut_ = false, *at_ = Char{}; }
  [[nodiscard]] Char *data() const { return out_; }
  [[nodiscard]] unsigned length() const { return static_cast<unsigned>(at_ - out_); }
  [[nodiscard]] bool cut() const { return cut_; }

private:
  TextWriter &digits(std::uint64_t value, unsigned base) {
    Char reversed[20];
    unsigned count = 0;
    do reversed[count++] = static_cast<Char>("0123456789abcdef"[value % base]);
    while ((value /= base) != 0);
    while (count != 0) put(reversed[--count]);
    return *this;
  }

  Char *out_, *at_, *last_;
  bool cut_ = false;
};

// The same with a buffer of its own.
template <typename Char, unsigned kRoom> class Text : public TextWriter<Char> {
public:
  Text() : TextWriter<Char>(buffer_) {}
  Text(const Text &) = delete;
  Text &operator=(const Text &) = delete;

private:
  Char buffer_[kRoom];
};

} // namespace psig
