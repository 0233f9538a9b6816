// The names of docs/wire-format.md, letter by letter: another build of the library has to find the same ones.
#include "mailbox/names.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using psig::MailboxOwner;
using Text = std::wstring;

constexpr std::uint64_t kCreated = 0x01DC'5A0B'F00D'0007;

TEST(MailboxNames, in_the_session_that_looks) {
  const psig::MailboxNames names = MailboxOwner{1234, kCreated, 3, 3}.names();
  EXPECT_EQ(Text(names.section), L"Local\\posix-signals.1234.1dc5a0bf00d0007");
  EXPECT_EQ(Text(names.event), L"Local\\posix-signals-event.1234.1dc5a0bf00d0007");
  EXPECT_EQ(Text(names.more), L"Local\\posix-signals-more.1234.1dc5a0bf00d0007");
}

TEST(MailboxNames, in_another_session_and_at_a_later_attempt) {
  const psig::MailboxNames names = MailboxOwner{1234, kCreated, 0, 3}.names(2);
  EXPECT_EQ(Text(names.section), L"Session\\0\\posix-signals.1234.1dc5a0bf00d0007.2");
  EXPECT_EQ(Text(names.event), L"Session\\0\\posix-signals-event.1234.1dc5a0bf00d0007.2");
}

TEST(MailboxNames, the_pipe_s_is_the_same_from_everywhere) {
  const Text expected = L"\\\\.\\pipe\\posix-signals.1234.1dc5a0bf00d0007";
  EXPECT_EQ(Text((MailboxOwner{1234, kCreated, 0, 3}.pipe().text)), expected);
  EXPECT_EQ(Text((MailboxOwner{1234, kCreated, 3, 3}.pipe().text)), expected);
}

TEST(MailboxNames, the_longest_have_room) {
  const psig::MailboxNames names = MailboxOwner{~0u, ~std::uint64_t{0}, ~0u, 0}.names(9);
  EXPECT_EQ(Text(names.event), L"Session\\4294967295\\posix-signals-event.4294967295.ffffffffffffffff.9");
}

TEST(MailboxNames, which_ones_were_taken_is_one_word) {
  EXPECT_EQ(psig::event_name_of(psig::names_word(2, 1)), 2u);
  EXPECT_EQ(psig::more_name_of(psig::names_word(2, 1)), 1u);
}

} // namespace
