// The names of a process's mailbox, of its event, and of the pipe for verified senders.
#pragma once

#include <cstdint>

namespace psig {

struct MailboxNames {
  static constexpr int kLength = 96;
  wchar_t section[kLength], event[kLength];
  wchar_t more[kLength]; // of the section with more slots
  wchar_t pipe[kLength]; // which all sessions share
};

// Relative to the caller's session where the target is in it, else under the other session's directory. [any]
void mailbox_names(std::uint32_t pid, std::uint64_t created, std::uint32_t session, std::uint32_t own_session,
                   MailboxNames *out);

} // namespace psig
