// The names of a process's mailbox, of its event, and of the pipe for verified senders.
#pragma once

#include <cstdint>

namespace psig {

inline constexpr int kNameLength = 96;

struct MailboxNames {
  wchar_t section[kNameLength], event[kNameLength];
  wchar_t more[kNameLength];  // of the section with more slots
  wchar_t trace[kNameLength]; // of the ring of the trace (signal/trace_ring.h), while there is one
};
struct PipeName { // which all sessions share
  wchar_t text[kNameLength];
};

// Whose mailbox it is, and which session looks for it.
struct MailboxOwner {
  std::uint32_t pid;
  std::uint64_t created;
  std::uint32_t session, seen_from;

  // Relative to the looking session where the process is in it, else under the other session's directory. [any]
  [[nodiscard]] MailboxNames names(unsigned attempt = 0) const;
  [[nodiscard]] PipeName pipe() const; // [any]
};

// How many names each object may have: where somebody else has taken one, the next is tried. The pipe has one.
inline constexpr unsigned kNameTries = 3;

// Mailbox::names. What somebody has spoilt reads as a name that nobody has.
constexpr std::uint32_t names_word(unsigned event, unsigned more) { return event | more << 8; }
constexpr unsigned event_name_of(std::uint32_t names) { return names & 0xFF; }
constexpr unsigned more_name_of(std::uint32_t names) { return names >> 8 & 0xFF; }

} // namespace psig
