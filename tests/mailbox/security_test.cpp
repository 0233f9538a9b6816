// docs/security.md, claim by claim: who may open our objects, names that somebody else has taken, and contents that are
// not to be trusted. hostile_test.cpp, verified_test.cpp and the mailbox tests have the rest.
#include <gmock/gmock.h>

#include <algorithm>
#include <vector>

#include "nt/process/target_calls.h"
#include "nt/ipc/section.h"
#include "nt/ipc/security.h"
#include "mailbox/sender.h"
#include "mailbox/more.h"
#include "mailbox/support.h"

namespace {

using namespace psig_test;
using psig::Mailbox;
using psig::MailboxNames;
using psig::Slot;

const BlockedFromStart g_blocked{SIGUSR1};

// Owner, DACL and label of an object, as the system gives them back.
class Descriptor {
public:
  explicit Descriptor(HANDLE object) {
    constexpr DWORD kWhat = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION;
    DWORD size = 0;
    good_ = GetKernelObjectSecurity(object, kWhat, bytes_, sizeof(bytes_), &size);
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool owned_by_us() {
    PSID owner = nullptr;
    BOOL defaulted;
    auto *own = const_cast<unsigned char *>(psig::nt::own_user()->bytes);
    return GetSecurityDescriptorOwner(bytes_, &owner, &defaulted) && owner != nullptr && EqualSid(owner, own);
  }
  // Whom it admits, one word each; "?" for anybody who should not be there, or an entry of another kind.
  [[nodiscard]] std::vector<std::string> admitted() {
    std::vector<std::string> result;
    BOOL present = FALSE, defaulted;
    ACL *dacl = nullptr;
    if (!GetSecurityDescriptorDacl(bytes_, &present, &dacl, &defaulted) || !present || dacl == nullptr) return {"all"};
    for (DWORD n = 0; n < dacl->AceCount; ++n) {
      void *ace = nullptr;
      GetAce(dacl, n, &ace);
      const auto *allowed = static_cast<ACCESS_ALLOWED_ACE *>(ace);
      const bool kind = allowed->Header.AceType == ACCESS_ALLOWED_ACE_TYPE && allowed->Header.AceFlags == 0;
      result.push_back(kind ? word(const_cast<DWORD *>(&allowed->SidStart)) : "?");
    }
    return result;
  }
  [[nodiscard]] bool keeps_lower_integrity_from_writing() {
    BOOL present = FALSE, defaulted;
    ACL *sacl = nullptr;
    void *ace = nullptr;
    if (!GetSecurityDescriptorSacl(bytes_, &present, &sacl, &defaulted) || !present || sacl == nullptr) return false;
    if (sacl->AceCount != 1 || !GetAce(sacl, 0, &ace)) return false;
    const auto *label = static_cast<ACCESS_ALLOWED_ACE *>(ace); // laid out alike
    return label->Header.AceType == SYSTEM_MANDATORY_LABEL_ACE_TYPE &&
           (label->Mask & SYSTEM_MANDATORY_LABEL_NO_WRITE_UP) != 0;
  }

private:
  static std::string word(PSID sid) {
    if (EqualSid(sid, const_cast<unsigned char *>(psig::nt::own_user()->bytes))) return "user";
    if (IsWellKnownSid(sid, WinLocalSystemSid)) return "SYSTEM";
    return IsWellKnownSid(sid, WinBuiltinAdministratorsSid) ? "Administrators" : "?";
  }
  bool good_ = false;
  alignas(8) unsigned char bytes_[1024] = {};
};

TEST(Access, user_system_and_administrators_and_nobody_else) {
  ASSERT_EQ(posix_signal_require_verified_np(1), 0);
  const MailboxNames names = names_of(GetCurrentProcess());
  const psig::PipeName pipe = owner_of(GetCurrentProcess()).pipe();
  const HANDLE objects[] = {
      OpenFileMappingW(READ_CONTROL, FALSE, names.section), OpenFileMappingW(READ_CONTROL, FALSE, names.more),
      OpenEventW(READ_CONTROL, FALSE, names.event),
      CreateFileW(pipe.text, READ_CONTROL | GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr)};
  for (const HANDLE object : objects) {
    Descriptor descriptor(object);
    ASSERT_TRUE(descriptor.good());
    EXPECT_TRUE(descriptor.owned_by_us());
    EXPECT_THAT(descriptor.admitted(), testing::UnorderedElementsAre("user", "SYSTEM", "Administrators"));
    EXPECT_TRUE(descriptor.keeps_lower_integrity_from_writing());
    CloseHandle(object);
  }
  EXPECT_EQ(posix_signal_require_verified_np(0), 0);
}

// What nobody inherits, nobody finds in a child.
TEST(Access, nothing_is_inherited) {
  psig::nt::OwnerOnly security;
  ASSERT_TRUE(security.valid());
  EXPECT_FALSE(static_cast<SECURITY_ATTRIBUTES *>(security.attributes())->bInheritHandle);
}

// ---- squatting -----------------------------------------------------------------------------------------------------

// Everybody may do everything, and it belongs to the Administrators: how another user's object would look.
class OfAnother {
public:
  OfAnother() {
    DWORD size = sizeof(owner_);
    CreateWellKnownSid(WinBuiltinAdministratorsSid, nullptr, owner_, &size);
    InitializeSecurityDescriptor(&descriptor_, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorOwner(&descriptor_, owner_, FALSE);
    SetSecurityDescriptorDacl(&descriptor_, TRUE, nullptr, FALSE);
  }
  [[nodiscard]] SECURITY_ATTRIBUTES *attributes() { return &attributes_; }

private:
  alignas(8) unsigned char owner_[68];
  SECURITY_DESCRIPTOR descriptor_;
  SECURITY_ATTRIBUTES attributes_{sizeof(SECURITY_ATTRIBUTES), &descriptor_, FALSE};
};

// Tells its parent a signal, and takes one itself as far as that goes without a mailbox.
CHILD(squatted) {
  struct sigaction act {};
  act.sa_handler = [](int) {};
  sigaction(SIGUSR1, &act, nullptr);
  const int sent = errno_of(kill(static_cast<pid_t>(std::atoll(argv[0])), SIGUSR1));
  say(std::to_string(sent) + " " + std::to_string(errno_of(raise(SIGUSR1))));
  hear();
  return 0;
}

void call(const char *function, HANDLE process) {
  void *address = reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA("ntdll"), function));
  reinterpret_cast<LONG(NTAPI *)(HANDLE)>(address)(process);
}
void resume(HANDLE process) { call("NtResumeProcess", process); }
void suspend(HANDLE process) { call("NtSuspendProcess", process); }

TEST(Squatting, a_process_whose_names_are_all_taken_sends_but_is_not_sent_to) {
  const sigset_t set = set_of({SIGUSR1});
  OfAnother another;
  for (const bool event : {false, true}) {
    Child child("squatted", {std::to_string(getpid())}, CREATE_SUSPENDED);
    std::vector<HANDLE> taken;
    for (unsigned n = 0; n < psig::kNameTries; ++n) {
      const MailboxNames names = names_of(child.handle(), n);
      taken.push_back(event ? CreateEventW(another.attributes(), FALSE, FALSE, names.event)
                            : CreateFileMappingW(INVALID_HANDLE_VALUE, another.attributes(), PAGE_READWRITE, 0,
                                                 sizeof(Mailbox), names.section));
      if (taken.back() == nullptr) GTEST_SKIP() << "this user may not make others owners: " << GetLastError();
    }
    EXPECT_EQ(errno_of(kill(pid_of(child), SIGUSR1)), EAGAIN) << "while it starts";
    resume(child.handle());
    EXPECT_EQ(child.line(), "0 0");
    int signo = 0;
    EXPECT_EQ(sigwait(&set, &signo), 0);
    EXPECT_EQ(errno_of(kill(pid_of(child), SIGUSR1)), EAGAIN);
    for (const HANDLE handle : taken) {
      if (event) {
        EXPECT_EQ(WaitForSingleObject(handle, 0), DWORD{WAIT_TIMEOUT}) << "nor was that one told anything";
      }
      CloseHandle(handle);
    }
    child.tell("");
    EXPECT_EQ(child.wait(), 0u);
  }
}

// The receiver has its own slots and no more; nothing goes to whoever has the name.
TEST(Squatting, a_process_whose_name_for_more_is_taken_has_a_shorter_queue) {
  const sigset_t set = set_of({SIGUSR1});
  OfAnother another;
  Child child("squatted", {std::to_string(getpid())}, CREATE_SUSPENDED);
  HANDLE taken = nullptr, others[psig::kNameTries];
  for (unsigned n = psig::kNameTries; n-- > 0;) {
    taken = others[n] = CreateFileMappingW(INVALID_HANDLE_VALUE, another.attributes(), PAGE_READWRITE, 0,
                                           psig::kMoreBytes, names_of(child.handle(), n).more);
    if (taken == nullptr) GTEST_SKIP() << "this user may not make others owners: " << GetLastError();
  }
  resume(child.handle());
  ASSERT_FALSE(child.line().empty());
  int signo = 0;
  EXPECT_EQ(sigwait(&set, &signo), 0);
  suspend(child.handle());
  unsigned sent = 0;
  while (sent < 5000 && sigqueue(pid_of(child), SIGRTMIN, {}) == 0) ++sent;
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_EQ(sent, psig::kQueueSlots);
  const auto *slots = static_cast<const unsigned char *>(MapViewOfFile(taken, FILE_MAP_READ, 0, 0, psig::kMoreBytes));
  EXPECT_TRUE(std::all_of(slots, slots + psig::kMoreBytes, [](unsigned char byte) { return byte == 0; }));
  UnmapViewOfFile(slots);
  child.terminate();
  child.wait();
  for (const HANDLE handle : others) CloseHandle(handle);
}

CHILD(demander) {
  say("ready");
  hear();
  say(std::to_string(errno_of(posix_signal_require_verified_np(1))));
  hear();
  return 0;
}

HANDLE make_pipe(const Child &child, DWORD instances, DWORD flags = 0) {
  return CreateNamedPipeW(owner_of(child.handle()).pipe().text, PIPE_ACCESS_DUPLEX | flags, PIPE_TYPE_MESSAGE,
                          instances, 512, 512, 0, nullptr);
}

TEST(Squatting, a_second_instance_of_a_pipe_is_refused) {
  Child child("demander");
  ASSERT_TRUE(child.expect("ready"));
  child.tell("");
  ASSERT_EQ(child.line(), "0");
  for (DWORD instances : {DWORD{1}, DWORD{8}, DWORD{9}, DWORD{PIPE_UNLIMITED_INSTANCES}}) {
    EXPECT_EQ(make_pipe(child, instances), INVALID_HANDLE_VALUE) << instances;
    EXPECT_EQ(make_pipe(child, instances, FILE_FLAG_FIRST_PIPE_INSTANCE), INVALID_HANDLE_VALUE) << instances;
  }
}

TEST(Squatting, a_pipe_that_somebody_has_made_first_is_noticed) {
  Child child("demander");
  ASSERT_TRUE(child.expect("ready"));
  const HANDLE taken = make_pipe(child, 1);
  ASSERT_NE(taken, INVALID_HANDLE_VALUE);
  child.tell("");
  EXPECT_EQ(child.line(), std::to_string(EPERM));

  // And by a sender that was told to use it: it gives nothing to a pipe that is not the target's.
  psig::nt::Section section;
  ASSERT_NE(open_mailbox(child.handle(), &section), nullptr);
  static_cast<Mailbox *>(section.view)->flags.store(1);
  EXPECT_EQ(errno_of(kill(pid_of(child), SIGUSR1)), EPERM);
  DWORD waiting = 0;
  EXPECT_FALSE(PeekNamedPipe(taken, nullptr, 0, nullptr, &waiting, nullptr) && waiting != 0);
  psig::nt::section_close(&section);
  CloseHandle(taken);
  child.tell("");
  EXPECT_EQ(child.wait(), 0u);
}

TEST(Squatting, a_demand_without_a_pipe_delivers_nothing) {
  Child child("demander");
  ASSERT_TRUE(child.expect("ready"));
  psig::nt::Section section;
  ASSERT_NE(open_mailbox(child.handle(), &section), nullptr);
  static_cast<Mailbox *>(section.view)->flags.store(1);
  EXPECT_EQ(errno_of(kill(pid_of(child), SIGUSR1)), EAGAIN);
  EXPECT_EQ(errno_of(kill(pid_of(child), SIGKILL)), 0);
  EXPECT_EQ(child.wait(), 0xE0530089u);
  EXPECT_EQ(errno_of(kill(pid_of(child), SIGUSR1)), ESRCH);
  psig::nt::section_close(&section);
}

// ---- contents ------------------------------------------------------------------------------------------------------

void trap() {
  say("called");
  std::_Exit(66);
}

volatile sig_atomic_t g_ended;
volatile sig_atomic_t g_handled;

CHILD(trapped) {
  struct sigaction act {};
  act.sa_flags = SA_SIGINFO;
  act.sa_sigaction = [](int signo, siginfo_t *, void *) {
    g_handled = g_handled + 1;
    if (signo == SIGTERM) g_ended = 1;
  };
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  for (int signo = 1; signo < NSIG; ++signo) sigaction(signo, &act, nullptr);
  say(std::to_string(reinterpret_cast<std::uintptr_t>(&trap)));
  hear();
  while (g_ended == 0) sigsuspend(&none);
  say(g_handled > 1 ? "handled" : "nothing came");
  return 0;
}

TEST(Contents, an_address_in_a_mailbox_is_never_called) {
  Child child("trapped");
  const std::uint64_t address = std::strtoull(child.line().c_str(), nullptr, 10);
  ASSERT_NE(address, 0u);
  psig::nt::Section section;
  ASSERT_NE(open_mailbox(child.handle(), &section), nullptr);
  Mailbox &box = *static_cast<Mailbox *>(section.view);

  const auto claim = psig::claim_of(GetCurrentProcessId(), created_at(GetCurrentProcess()));
  const auto alive = [](std::uint64_t) { return true; };
  const int codes[] = {SI_QUEUE, SI_TIMER, SI_MESGQ, SI_ASYNCIO, SI_TKILL, -64, CLD_EXITED};
  for (unsigned n = 0; n < psig::kQueueSlots; ++n) {
    const int code = codes[n % std::size(codes)];
    const int signals[] = {SIGSEGV, SIGUSR1, SIGALRM, SIGRTMIN, SIGRTMAX};
    const psig::Record record{.signo = code > 0 ? SIGCHLD : signals[n % std::size(signals)],
                              .code = code,
                              .error = -1,
                              .uid = 0,
                              .pid = getpid(),
                              .value = address,
                              .extra = {address, address}};
    ASSERT_EQ(psig::mailbox_send(box, claim, record, true, alive), 0);
  }
  // Whatever is left that could be taken for one.
  for (std::uint64_t &word : box.reserved_head) word = address;
  box.status.store(address);
  for (std::uint64_t &word : box.reserved_final) word = address;
  box.final.claim.store(address);
  box.final.sequence.store(address);
  for (auto &word : box.final.words) word.store(address);
  for (unsigned n = 0; n < psig::kCells; n += 33) // 0 and 33 are not used
    for (auto &word : box.cells[n].words) word.store(address);
  box.pgid.store(static_cast<std::int64_t>(address));
  box.sid.store(static_cast<std::int64_t>(address));
  box.start_mask.store(address);
  box.start_ignored.store(address);
  box.report.store(address);
  box.child_news.store(1);
  ASSERT_EQ(kill(pid_of(child), SIGTERM), 0);
  child.tell("");
  EXPECT_EQ(child.line(), "handled");
  EXPECT_EQ(child.wait(), 0u);
  psig::nt::section_close(&section);
}

// ---- planting ------------------------------------------------------------------------------------------------------

TEST(Planting, a_helper_in_the_current_directory_or_on_the_path_is_not_found) {
  if (psig::nt::helper_there(true)) GTEST_SKIP() << "the helper lies beside this program, where it belongs";
  char folder[MAX_PATH], planted[MAX_PATH], before[MAX_PATH];
  GetCurrentDirectoryA(sizeof(before), before);
  GetTempPathA(sizeof(folder), folder);
  std::string where = std::string(folder) + "psig-planted-" + std::to_string(getpid());
  ASSERT_TRUE(CreateDirectoryA(where.c_str(), nullptr));
  std::string file = where + "\\posix-signals-helper32.exe";
  GetModuleFileNameA(nullptr, planted, sizeof(planted));
  ASSERT_TRUE(CopyFileA(planted, file.c_str(), TRUE));
  SetCurrentDirectoryA(where.c_str());
  SetEnvironmentVariableA("PATH", where.c_str());
  const Unmanaged unmanaged;
  psig::nt::Process process;
  ASSERT_EQ(psig::nt::process_open(static_cast<std::uint32_t>(unmanaged.pid()), &process), 0);
  EXPECT_FALSE(psig::nt::helper_there(true));
  EXPECT_EQ(psig::nt::helper_run(L"inside", process, 0, true), ENOSYS);
  psig::nt::process_close(&process);
  SetCurrentDirectoryA(before);
  DeleteFileA(file.c_str());
  RemoveDirectoryA(where.c_str());
}

} // namespace
