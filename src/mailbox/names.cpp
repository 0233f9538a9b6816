// "Local\posix-signals.<pid>.<creation time in hexadecimal>", or "Session\<n>\..." into another session; every name but
// the first ends in ".<n>". Under "\\.\pipe\" there is one. [any]
#include "mailbox/names.h"

#include "base/text.h"

namespace psig {

MailboxNames MailboxOwner::names(unsigned attempt) const {
  MailboxNames made;
  struct {
    wchar_t *out;
    const char *text;
  } const names[] = {{made.section, "posix-signals."},
                     {made.event, "posix-signals-event."},
                     {made.more, "posix-signals-more."},
                     {made.trace, "posix-signals-trace."}};
  for (const auto &name : names) {
    TextWriter<wchar_t> to(name.out, kNameLength);
    if (session == seen_from) to.text("Local\\");
    else to.text("Session\\").decimal(session).text("\\");
    to.text(name.text).decimal(pid).text(".").hex(created);
    if (attempt > 0) to.text(".").decimal(attempt);
  }
  return made;
}

PipeName MailboxOwner::pipe() const {
  PipeName made;
  TextWriter<wchar_t>(made.text).text(R"(\\.\pipe\posix-signals.)").decimal(pid).text(".").hex(created);
  return made;
}

} // namespace psig
