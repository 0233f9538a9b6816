// "Local\posix-signals.<pid>.<creation time in hexadecimal>", or "Session\<n>\..." into another session; ".<n>" behind
// the names but the first. Under "\\.\pipe\" there is one. [any]
#include "mailbox/names.h"

namespace psig {
namespace {

class Writer {
public:
  explicit Writer(wchar_t *out) : at_(out), end_(out + MailboxNames::kLength - 1) {}
  Writer &text(const char *text) {
    while (*text != '\0') put(static_cast<wchar_t>(*text++));
    return *this;
  }
  Writer &number(std::uint64_t value, unsigned base) {
    char digits[20];
    int count = 0;
    do digits[count++] = "0123456789abcdef"[value % base];
    while ((value /= base) != 0);
    while (count > 0) put(static_cast<wchar_t>(digits[--count]));
    return *this;
  }
  void end() { *at_ = L'\0'; }

private:
  void put(wchar_t c) {
    if (at_ < end_) *at_++ = c;
  }
  wchar_t *at_, *end_;
};

} // namespace

void mailbox_names(std::uint32_t pid, std::uint64_t created, std::uint32_t session, std::uint32_t own_session,
                   unsigned attempt, MailboxNames *out) {
  struct {
    wchar_t *out;
    const char *text;
  } const names[] = {
      {out->section, "posix-signals."}, {out->event, "posix-signals-event."}, {out->more, "posix-signals-more."}};
  for (const auto &name : names) {
    Writer writer(name.out);
    if (session == own_session) writer.text("Local\\");
    else writer.text("Session\\").number(session, 10).text("\\");
    writer.text(name.text).number(pid, 10).text(".").number(created, 16);
    if (attempt > 0) writer.text(".").number(attempt, 10);
    writer.end();
  }
  Writer(out->pipe).text("\\\\.\\pipe\\posix-signals.").number(pid, 10).text(".").number(created, 16).end();
}

} // namespace psig
