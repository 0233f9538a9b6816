// Names of a process's mailbox that somebody of the same user has taken before it ran, in every way that there is: the
// process is sent to all the same, under another name, and believes nothing of what lies under the first.
#include "mailbox/support.h"

#include <gtest/gtest.h>

#include <cstring>
#include <cwchar>
#include <functional>

#include <sddl.h>
#include <winternl.h>

#include "mailbox/more.h"

namespace {

using namespace psig_test;
using psig::Mailbox;
using psig::MailboxNames;

// Says what it has been given at its start, and then every signal.
CHILD(taken_name) {
  const sigset_t all = set_of({SIGUSR1, SIGTERM, SIGRTMIN});
  sigset_t before;
  sigprocmask(SIG_BLOCK, &all, &before);
  bool fresh = getpgid(0) == std::atoi(argv[0]) && getsid(0) == std::atoi(argv[1]);
  for (int signo = 1; signo < NSIG; ++signo) {
    struct sigaction action;
    fresh &= sigismember(&before, signo) == 0;
    if (sigaction(signo, nullptr, &action) == 0) fresh &= action.sa_handler != SIG_IGN;
  }
  say(fresh ? "as it should be" : "believes");
  siginfo_t info;
  int signo = 0;
  while (signo != SIGTERM && (signo = sigwaitinfo(&all, &info)) > 0)
    say(std::to_string(signo) + " " + std::to_string(info.si_value.sival_int));
  return 0;
}

// Security of the test's own making: the owner is this user.
class Security {
public:
  explicit Security(const char *rest) {
    char *user = nullptr, text[300];
    ConvertSidToStringSidA(const_cast<unsigned char *>(psig::nt::own_user()->bytes), &user);
    std::snprintf(text, sizeof text, "O:%s%s", user, rest);
    LocalFree(user);
    ConvertStringSecurityDescriptorToSecurityDescriptorA(text, SDDL_REVISION_1, &attributes_.lpSecurityDescriptor,
                                                         nullptr);
  }
  ~Security() { LocalFree(attributes_.lpSecurityDescriptor); }
  Security(const Security &) = delete;
  Security &operator=(const Security &) = delete;
  operator SECURITY_ATTRIBUTES *() { return &attributes_; }

private:
  SECURITY_ATTRIBUTES attributes_{sizeof(SECURITY_ATTRIBUTES), nullptr, FALSE};
};

constexpr char kEverybody[] = "D:(A;;GA;;;WD)", kNobody[] = "D:(D;;GA;;;WD)", kLow[] = "D:(A;;GA;;;WD)S:(ML;;NW;;;LW)";

HANDLE section(const wchar_t *name, DWORD bytes, DWORD flags = PAGE_READWRITE, const char *security = kEverybody) {
  return CreateFileMappingW(INVALID_HANDLE_VALUE, Security(security), flags, 0, bytes, name);
}
HANDLE event(const wchar_t *name, BOOL manual, BOOL set, const char *security = kEverybody) {
  return CreateEventW(Security(security), manual, set, name);
}

// A mailbox with these contents, its head aside.
HANDLE filled(const MailboxNames &names, const std::function<void(Mailbox &)> &fill) {
  const HANDLE made = section(names.section, sizeof(Mailbox));
  auto *box = static_cast<Mailbox *>(MapViewOfFile(made, FILE_MAP_WRITE, 0, 0, sizeof(Mailbox)));
  fill(*box);
  UnmapViewOfFile(box);
  return made;
}
void all_bytes(Mailbox &box, int value) { std::memset(static_cast<void *>(&box), value, sizeof box); }

HANDLE on_a_file(const wchar_t *name) {
  wchar_t directory[MAX_PATH], path[MAX_PATH];
  GetTempPathW(MAX_PATH, directory);
  GetTempFileNameW(directory, L"psg", 0, path);
  const HANDLE file = CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS,
                                  FILE_FLAG_DELETE_ON_CLOSE | FILE_ATTRIBUTE_TEMPORARY, nullptr);
  const HANDLE made = CreateFileMappingW(file, Security(kEverybody), PAGE_READWRITE, 0, sizeof(Mailbox), name);
  CloseHandle(file);
  return made;
}

HANDLE g_elsewhere; // what the link leads to

HANDLE link(const wchar_t *name) {
  DWORD session = 0;
  wchar_t from[300], to[300], target[] = L"Local\\posix-signals-test-elsewhere";
  g_elsewhere = section(target, sizeof(Mailbox));
  ProcessIdToSessionId(GetCurrentProcessId(), &session);
  std::swprintf(from, 300, L"\\Sessions\\%lu\\BaseNamedObjects\\%ls", session, name + 6);
  std::swprintf(to, 300, L"\\Sessions\\%lu\\BaseNamedObjects\\%ls", session, target + 6);
  UNICODE_STRING its_name, its_target;
  RtlInitUnicodeString(&its_name, from);
  RtlInitUnicodeString(&its_target, to);
  OBJECT_ATTRIBUTES attributes;
  InitializeObjectAttributes(&attributes, &its_name, OBJ_CASE_INSENSITIVE, nullptr, nullptr);
  using Create = LONG(NTAPI *)(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, UNICODE_STRING *);
  HANDLE made = nullptr;
  void *create = reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA("ntdll"), "NtCreateSymbolicLinkObject"));
  reinterpret_cast<Create>(create)(&made, 0xF0001, &attributes, &its_target);
  return made;
}

struct Way {
  const char *name;
  HANDLE (*take)(const MailboxNames &names);
};
constexpr DWORD kSize = sizeof(Mailbox);
const Way kWays[] = {
    {"small", [](const MailboxNames &names) { return section(names.section, 4096); }},
    {"large", [](const MailboxNames &names) { return section(names.section, 16 * kSize); }},
    {"blank", [](const MailboxNames &names) { return section(names.section, kSize); }},
    {"reserved", [](const MailboxNames &names) { return section(names.section, kSize, PAGE_READWRITE | SEC_RESERVE); }},
    {"read_only", [](const MailboxNames &names) { return section(names.section, kSize, PAGE_READONLY); }},
    {"ones", [](const MailboxNames &names) { return filled(names, [](Mailbox &box) { all_bytes(box, 0xFF); }); }},
    {"text", [](const MailboxNames &names) { return filled(names, [](Mailbox &box) { all_bytes(box, 'A'); }); }},
    {"forged_start",
     [](const MailboxNames &names) {
       return filled(names, [](Mailbox &box) {
         box.pgid.store(getpid()), box.sid.store(getpid());
         box.start_mask.store(~std::uint64_t{0}), box.start_ignored.store(~std::uint64_t{0}), box.start.store(1);
       });
     }},
    {"event_as_section", [](const MailboxNames &names) { return event(names.section, FALSE, FALSE); }},
    {"mutex_as_section",
     [](const MailboxNames &names) { return CreateMutexW(Security(kEverybody), FALSE, names.section); }},
    {"mutex_as_event",
     [](const MailboxNames &names) { return CreateMutexW(Security(kEverybody), FALSE, names.event); }},
    {"section_as_event", [](const MailboxNames &names) { return section(names.event, kSize); }},
    {"semaphore_as_event",
     [](const MailboxNames &names) { return CreateSemaphoreW(Security(kEverybody), 0, 1, names.event); }},
    {"manual_event", [](const MailboxNames &names) { return event(names.event, TRUE, TRUE); }},
    {"manual_event_unset", [](const MailboxNames &names) { return event(names.event, TRUE, FALSE); }},
    {"open_event", [](const MailboxNames &names) { return event(names.event, FALSE, FALSE); }},
    {"low_event", [](const MailboxNames &names) { return event(names.event, FALSE, FALSE, kLow); }},
    {"on_a_file", [](const MailboxNames &names) { return on_a_file(names.section); }},
    {"low_section", [](const MailboxNames &names) { return section(names.section, kSize, PAGE_READWRITE, kLow); }},
    {"no_access", [](const MailboxNames &names) { return section(names.section, kSize, PAGE_READWRITE, kNobody); }},
    {"no_access_event", [](const MailboxNames &names) { return event(names.event, FALSE, FALSE, kNobody); }},
    {"section_for_more",
     [](const MailboxNames &names) { return section(names.more, psig::kMoreBytes, PAGE_READWRITE | SEC_RESERVE); }},
    {"link", [](const MailboxNames &names) { return link(names.section); }},
    {"link_as_event", [](const MailboxNames &names) { return link(names.event); }},
};

void resume(HANDLE process) {
  void *address = reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA("ntdll"), "NtResumeProcess"));
  reinterpret_cast<LONG(NTAPI *)(HANDLE)>(address)(process);
}

class SquatTest : public testing::TestWithParam<Way> {
protected:
  static std::initializer_list<std::string> own() {
    static const std::string group = std::to_string(getpgid(0)), session = std::to_string(getsid(0));
    static const std::initializer_list<std::string> both = {group, session};
    return both;
  }
  void TearDown() override {
    if (taken_ != nullptr) CloseHandle(taken_);
    if (g_elsewhere != nullptr) CloseHandle(g_elsewhere);
    g_elsewhere = nullptr;
  }
  void hears_everything(Child &child) {
    ASSERT_EQ(kill(pid_of(child), SIGUSR1), 0);
    EXPECT_EQ(child.line(), "10 0");
    ASSERT_EQ(sigqueue(pid_of(child), SIGRTMIN, value_of(7)), 0);
    EXPECT_EQ(child.line(), std::to_string(SIGRTMIN) + " 7");
    ASSERT_EQ(kill(pid_of(child), SIGTERM), 0);
    EXPECT_EQ(child.line(), "15 0");
    EXPECT_EQ(child.wait(), 0u);
  }
  HANDLE taken_ = nullptr;
};

} // namespace

TEST_P(SquatTest, the_process_is_sent_to_under_another_name) {
  Child child("taken_name", own(), CREATE_SUSPENDED);
  taken_ = GetParam().take(names_of(child.handle()));
  ASSERT_NE(taken_, nullptr) << GetLastError();
  resume(child.handle());
  ASSERT_EQ(child.line(), "as it should be");
  hears_everything(child);
}

TEST_P(SquatTest, also_while_it_starts_and_after_the_name_is_let_go) {
  Child child("taken_name", own(), CREATE_SUSPENDED);
  taken_ = GetParam().take(names_of(child.handle()));
  ASSERT_NE(taken_, nullptr) << GetLastError();
  ASSERT_EQ(sigqueue(pid_of(child), SIGRTMIN, value_of(5)), 0) << errno;
  CloseHandle(taken_);
  taken_ = nullptr;
  resume(child.handle());
  // Sent before it could be blocked: its default action.
  EXPECT_EQ(child.line(), "");
  EXPECT_EQ(child.wait(), 0xE0530080u + SIGRTMIN);
}

INSTANTIATE_TEST_SUITE_P(Ways, SquatTest, testing::ValuesIn(kWays),
                         [](const testing::TestParamInfo<Way> &info) { return std::string(info.param.name); });

// Without a mailbox there is no way to tell it anything: an honest error, and nothing happens to it.
TEST(Squat, all_names_are_taken) {
  for (const bool events : {false, true}) {
    Child child("taken_name", {"0", "0"}, CREATE_SUSPENDED);
    HANDLE taken[psig::kNameTries];
    for (unsigned n = 0; n < psig::kNameTries; ++n) {
      const MailboxNames names = names_of(child.handle(), n);
      taken[n] = events ? event(names.event, TRUE, FALSE) : section(names.section, kSize);
    }
    EXPECT_EQ(errno_of(kill(pid_of(child), SIGTERM)), EAGAIN) << "while it starts";
    resume(child.handle());
    ASSERT_FALSE(child.line().empty());
    for (const int signo : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGRTMIN, SIGSTOP})
      EXPECT_EQ(errno_of(kill(pid_of(child), signo)), EAGAIN) << signo;
    EXPECT_EQ(errno_of(kill(pid_of(child), 0)), 0);
    EXPECT_EQ(errno_of(kill(pid_of(child), SIGKILL)), 0);
    EXPECT_EQ(child.wait(), 0xE0530089u);
    for (const HANDLE handle : taken) CloseHandle(handle);
  }
}
