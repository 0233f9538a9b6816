// Mailboxes that are not what they should be: each is refused, none answers success to nobody.
#include <gtest/gtest.h>

#include "mailbox/support.h"

namespace {

using namespace psig_test;
using psig::Mailbox;

CHILD(victim) {
  const sigset_t set = set_of({SIGUSR1, SIGTERM});
  sigprocmask(SIG_BLOCK, &set, nullptr);
  say("ready");
  int signo = 0;
  while (signo != SIGTERM && sigwait(&set, &signo) == 0) say(std::to_string(signo));
  return 0;
}

// The mailbox of another process, to be spoilt.
class View {
public:
  explicit View(HANDLE process) {
    if (open_mailbox(process, &section_) == nullptr) std::abort();
  }
  ~View() { psig::nt::section_close(&section_); }
  View(const View &) = delete;
  View &operator=(const View &) = delete;
  Mailbox *operator->() const { return static_cast<Mailbox *>(section_.view); }

private:
  psig::nt::Section section_;
};

TEST(Hostile, a_spoilt_head_is_refused_and_mended) {
  for (auto field : {&Mailbox::magic, &Mailbox::abi, &Mailbox::head_size, &Mailbox::size, &Mailbox::slot_size,
                     &Mailbox::cells_count, &Mailbox::queue_count, &Mailbox::reserve_count}) {
    Child child("victim");
    ASSERT_TRUE(child.expect("ready"));
    const View view(child.handle());
    const std::uint32_t good = (view.operator->()->*field).exchange(0xBADBAD);
    EXPECT_EQ(errno_of(kill(pid_of(child), SIGUSR1)), EAGAIN);
    while ((view.operator->()->*field).load() != good) SwitchToThread(); // its owner has been woken, and mends it
    EXPECT_EQ(errno_of(kill(pid_of(child), SIGUSR1)), 0);
    EXPECT_EQ(child.line(), "10");
  }
}

// A head that fits the process, a demand that nobody has made, an event under another name: each was believed for ever.
TEST(Hostile, a_spoilt_word_is_mended_by_its_owner) {
  for (auto field : {&Mailbox::flags, &Mailbox::names}) {
    Child child("victim");
    ASSERT_TRUE(child.expect("ready"));
    const View view(child.handle());
    (view.operator->()->*field).store(1);
    int error = errno_of(kill(pid_of(child), SIGUSR1));
    for (; error == EAGAIN; error = errno_of(kill(pid_of(child), SIGUSR1))) SwitchToThread();
    EXPECT_EQ(error, 0);
    EXPECT_EQ(child.line(), "10");
  }
}

TEST(Hostile, rubbish_in_every_slot_is_survived) {
  Child child("victim");
  ASSERT_TRUE(child.expect("ready"));
  const View view(child.handle());
  for (unsigned n = 0; n < psig::kSlots; ++n) {
    view->slots[n].claim.store(0x123456789ABCDEF0u + n);
    view->slots[n].sequence.store(~std::uint64_t{0} - n);
    for (auto &word : view->slots[n].words) word.store(0x4141414141414141u * n);
    view->marks[n / 64].store(~std::uint64_t{0});
  }
  view->pending.store(std::uint64_t{1} << 63 | std::uint64_t{1} << 32); // no cells
  view->next_sequence.store(~std::uint64_t{0});
  view->dirty.store(0xFFFFFFFF);
  ASSERT_EQ(kill(pid_of(child), SIGUSR1), 0);
  EXPECT_EQ(child.line(), "10");
  ASSERT_EQ(kill(pid_of(child), SIGTERM), 0);
  EXPECT_EQ(child.wait(), 0u);
}

// Under the name of a process without the library.
HANDLE squat(const Unmanaged &unmanaged, DWORD bytes, SECURITY_ATTRIBUTES *security) {
  return CreateFileMappingW(INVALID_HANDLE_VALUE, security, PAGE_READWRITE, 0, bytes,
                            names_of(unmanaged.handle()).section);
}

TEST(Hostile, a_truncated_mailbox_is_refused) {
  const Unmanaged unmanaged;
  const HANDLE section = squat(unmanaged, 4096, nullptr);
  ASSERT_NE(section, nullptr);
  EXPECT_EQ(errno_of(kill(unmanaged.pid(), SIGUSR1)), ENOSYS);
  EXPECT_EQ(errno_of(kill(unmanaged.pid(), 0)), 0);
  CloseHandle(section);
}

TEST(Hostile, a_squatted_name_is_refused) {
  alignas(8) unsigned char administrators[68];
  DWORD size = sizeof(administrators);
  ASSERT_TRUE(CreateWellKnownSid(WinBuiltinAdministratorsSid, nullptr, administrators, &size));
  SECURITY_DESCRIPTOR descriptor;
  InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
  SetSecurityDescriptorOwner(&descriptor, administrators, FALSE);
  SetSecurityDescriptorDacl(&descriptor, TRUE, nullptr, FALSE); // everybody may do everything
  SECURITY_ATTRIBUTES security{sizeof(security), &descriptor, FALSE};

  const Unmanaged unmanaged;
  const HANDLE section = squat(unmanaged, sizeof(Mailbox), &security);
  if (section == nullptr) GTEST_SKIP() << "this user may not make others owners: " << GetLastError();
  auto *box = static_cast<Mailbox *>(MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, sizeof(Mailbox)));
  psig::mailbox_head_write(*box, static_cast<std::uint32_t>(unmanaged.pid()), created_at(unmanaged.handle()));
  EXPECT_EQ(errno_of(kill(unmanaged.pid(), SIGUSR1)), ENOSYS);
  EXPECT_EQ(box->dirty.load(), 0u);
  UnmapViewOfFile(box);
  CloseHandle(section);
}

} // namespace
