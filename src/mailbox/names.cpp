// "Local\posix-signals.<pid>.<creation time in hexadecimal>", or "Session\<n>\..." into another session; ".<n>" behind
// the names but the first. Under "\\.\pipe\" there is one. [any]
#include "mailbox/names.h"

#include "base/text.h"

namespace psig {
void mailbox_names(std::uint32_t pid, std::uint64_t created, std::uint32_t session, std::uint32_t own_session,
                   unsigned attempt, MailboxNames *out) {
  struct {
    wchar_t *out;
    const char *text;
  } const names[] = {
      {out->section, "posix-signals."}, {out->event, "posix-signals-event."}, {out->more, "posix-signals-more."}};
  for (const auto &name : names) {
    TextWriter<wchar_t> to(name.out, MailboxNames::kLength);
    if (session == own_session) to.text("Local\\");
    else to.text("Session\\").decimal(session).text("\\");
    to.text(name.text).decimal(pid).text(".").hex(created);
    if (attempt > 0) to.text(".").decimal(attempt);
  }
  TextWriter<wchar_t>(out->pipe).text(R"(\\.\pipe\posix-signals.)").decimal(pid).text(".").hex(created);
}

} // namespace psig
