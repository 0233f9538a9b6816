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

// How many names each object may have: where somebody else has taken one, the next is tried. The pipe has one.
inline constexpr unsigned kNameTries = 3;

// Mailbox::names. What somebody has spoilt reads as a name that nobody has.
constexpr std::uint32_t names_word(unsigned event, unsigned more) { return event | more << 8; }
constexpr unsigned event_name_of(std::uint32_t names) { return names & 0xFF; }
constexpr unsigned more_name_of(std::uint32_t names) { return names >> 8 & 0xFF; }

// Relative to the caller's session where the target is in it, else under the other session's directory. [any]
void mailbox_names(std::uint32_t pid, std::uint64_t created, std::uint32_t session, std::uint32_t own_session,
                   unsigned attempt, MailboxNames *out);

} // namespace psig
