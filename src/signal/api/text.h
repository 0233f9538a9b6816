// A line of text in a fixed buffer, for what must not allocate. Too long a text is cut; always terminated. [any]
#pragma once

namespace psig::api {

template <unsigned kSize> class Text {
public:
  Text &add(const char *text) {
    while (*text != '\0') put(*text++);
    return *this;
  }

  Text &add(long long value) {
    const auto magnitude = static_cast<unsigned long long>(value);
    if (value < 0) put('-');
    return digits(value < 0 ? 0 - magnitude : magnitude, 10);
  }

  // As glibc's %p.
  Text &add(const void *pointer) {
    if (pointer == nullptr) return add("(nil)");
    return add("0x").digits(reinterpret_cast<unsigned long long>(pointer), 16);
  }

  void clear() { length_ = 0, data_[0] = '\0'; }
  [[nodiscard]] char *data() { return data_; }
  [[nodiscard]] unsigned size() const { return length_; }

private:
  void put(char c) {
    if (length_ + 1 >= kSize) return;
    data_[length_++] = c;
    data_[length_] = '\0';
  }

  Text &digits(unsigned long long value, unsigned base) {
    char reversed[24];
    unsigned count = 0;
    do reversed[count++] = "0123456789abcdef"[value % base];
    while ((value /= base) != 0);
    while (count != 0) put(reversed[--count]);
    return *this;
  }

  unsigned length_ = 0;
  char data_[kSize] = {};
};

} // namespace psig::api
