// nt/ipc: sections, events and pipes under names, as we make them and as somebody else may have.
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <string>

#include "nt/ipc/named_event.h"
#include "nt/ipc/pipe.h"
#include "nt/ipc/section.h"
#include "nt/module/imports.h"
#include "nt/thread/multi_wait.h"
#include "nt/thread/thread.h"
#include "nt/thread/word_wait.h"
#include "nt/windows.h"

namespace psig::nt {
namespace {

constexpr std::size_t kBytes = 8192;

class NtIpc : public testing::Test {
protected:
  static void SetUpTestSuite() { imports_start(); }
  std::wstring name(const wchar_t *what) const {
    return L"Local\\psig-nt-test-" + std::to_wstring(GetCurrentProcessId()) + L"-" + what;
  }
  OwnerOnly security;
};

TEST_F(NtIpc, section_is_made_once_and_shared) {
  const std::wstring shared = name(L"shared");
  EXPECT_FALSE(section_is_there(shared.c_str()));
  Section first, second, third;
  bool existed = true;
  ASSERT_EQ(section_create(shared.c_str(), kBytes, security, &first, &existed), 0);
  EXPECT_FALSE(existed);
  EXPECT_TRUE(section_is_there(shared.c_str()));
  ASSERT_EQ(section_create(shared.c_str(), kBytes, security, &second, &existed), 0);
  EXPECT_TRUE(existed);
  ASSERT_EQ(section_open(shared.c_str(), NamedKind::kSection, kBytes, security.trust(), &third), 0);
  std::strcpy(static_cast<char *>(first.view), "seen");
  EXPECT_STREQ(static_cast<char *>(second.view), "seen");
  EXPECT_STREQ(static_cast<char *>(third.view), "seen");
  for (Section *section : {&first, &second, &third}) section_close(section);
  EXPECT_EQ(first.view, nullptr);
  EXPECT_FALSE(section_is_there(shared.c_str())) << "gone with its last handle";
}

TEST_F(NtIpc, what_somebody_else_made_is_refused) {
  const std::wstring taken = name(L"taken");
  Section section;
  bool existed;
  const HANDLE open_to_all =
      CreateFileMappingW(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, 0, kBytes, taken.c_str());
  EXPECT_EQ(section_create(taken.c_str(), kBytes, security, &section, &existed), EPERM) << "not with our descriptor";
  EXPECT_NE(section_open(taken.c_str(), NamedKind::kSection, kBytes, security.trust(), &section), 0);
  CloseHandle(open_to_all);
  const HANDLE event = CreateEventW(nullptr, TRUE, FALSE, taken.c_str());
  EXPECT_NE(section_create(taken.c_str(), kBytes, security, &section, &existed), 0) << "an event";
  CloseHandle(event);
  EXPECT_EQ(section_open(taken.c_str(), NamedKind::kSection, kBytes, security.trust(), &section), ENOENT);
}

TEST_F(NtIpc, section_of_another_size_is_not_ours) {
  const std::wstring small = name(L"small");
  Section section, other;
  bool existed;
  ASSERT_EQ(section_create(small.c_str(), 4096, security, &section, &existed), 0);
  EXPECT_NE(section_open(small.c_str(), NamedKind::kSection, kBytes, security.trust(), &other), 0);
  section_close(&section);
}

TEST_F(NtIpc, named_event_wakes_once_and_a_manual_one_is_refused) {
  const std::wstring wake = name(L"wake");
  Handle mine = nullptr, theirs = nullptr;
  ASSERT_EQ(named_event_create(wake.c_str(), security, &mine), 0);
  ASSERT_EQ(named_event_open(wake.c_str(), security.trust(), &theirs), 0);
  SetEvent(theirs);
  EXPECT_EQ(wait_any(&mine, 1, kForever), 0);
  EXPECT_EQ(wait_any(&mine, 1, 0), -1);
  handle_close(mine);
  handle_close(theirs);
  SECURITY_ATTRIBUTES *attributes = static_cast<SECURITY_ATTRIBUTES *>(security.attributes());
  const HANDLE manual = CreateEventW(attributes, TRUE, FALSE, wake.c_str());
  EXPECT_EQ(named_event_create(wake.c_str(), security, &mine), EPERM);
  EXPECT_EQ(named_event_open(wake.c_str(), security.trust(), &theirs), EINVAL);
  CloseHandle(manual);
}

TEST_F(NtIpc, owner_of_what_we_make_is_this_user) {
  ASSERT_TRUE(security.valid());
  ASSERT_NE(own_user(), nullptr);
  Section section;
  bool existed;
  ASSERT_EQ(section_create(name(L"owner").c_str(), kBytes, security, &section, &existed), 0);
  Sid owner, user;
  ASSERT_EQ(object_owner(section.handle, &owner), 0);
  EXPECT_TRUE(same_sid(owner, *own_user()));
  ASSERT_EQ(process_user(GetCurrentProcess(), &user), 0);
  EXPECT_TRUE(same_sid(user, *own_user()));
  EXPECT_FALSE(same_sid(Sid{}, *own_user()));
  section_close(&section);
}

// A server of one question: it answers with the next number, or closes without a word.
struct Server {
  PipeInstance pipe;
  bool answers;
  std::atomic<std::uint32_t> client{0};
  static void run(void *argument) {
    auto *server = static_cast<Server *>(argument);
    unsigned bytes = 0;
    std::uint32_t question = 0;
    Handle event = server->pipe.event();
    server->pipe.listen();
    (void)wait_any(&event, 1, kForever);
    if (!server->pipe.result(&bytes)) return;
    server->client.store(server->pipe.client());
    server->pipe.receive(&question, sizeof(question));
    (void)wait_any(&event, 1, kForever);
    if (server->pipe.result(&bytes) && server->answers) {
      ++question;
      (void)server->pipe.send(&question, sizeof(question));
    }
    server->pipe.close();
  }
};

Errno ask(const std::wstring &name, bool answers, std::uint32_t *answer, std::uint32_t *client) {
  Server server{{}, answers, {}};
  if (const Errno error = server.pipe.create(name.c_str(), 1, true)) return error;
  const Handle thread = thread_start(&Server::run, &server);
  PipeCall call;
  Errno error = call.open(name.c_str());
  if (error == 0) {
    const std::uint32_t question = 41;
    EXPECT_EQ(call.server(), GetCurrentProcessId());
    error = call.ask(&question, sizeof(question), answer, sizeof(*answer), GetCurrentProcess());
  }
  std::uint32_t status;
  EXPECT_TRUE(thread_wait(thread, -1, &status));
  handle_close(thread);
  *client = server.client.load();
  return error;
}

TEST_F(NtIpc, pipe_takes_a_question_and_knows_who_asks) {
  const std::wstring pipe = L"\\\\.\\pipe\\psig-nt-test-" + std::to_wstring(GetCurrentProcessId());
  std::uint32_t answer = 0, client = 0;
  EXPECT_EQ(ask(pipe, true, &answer, &client), 0);
  EXPECT_EQ(answer, 42u);
  EXPECT_EQ(client, GetCurrentProcessId());
  EXPECT_EQ(ask(pipe, false, &answer, &client), EPIPE);
}

TEST_F(NtIpc, pipe_that_nobody_serves_is_enoent) {
  PipeCall call;
  EXPECT_EQ(call.open(L"\\\\.\\pipe\\psig-nt-test-nobody"), ENOENT);
}

TEST_F(NtIpc, pipe_s_name_is_its_maker_s) {
  const std::wstring pipe = L"\\\\.\\pipe\\psig-nt-test-first-" + std::to_wstring(GetCurrentProcessId());
  PipeInstance one, two;
  ASSERT_EQ(one.create(pipe.c_str(), 1, true), 0);
  EXPECT_EQ(two.create(pipe.c_str(), 1, false), EPERM) << "all instances are somebody else's";
  if (!under_wine()) { // which knows no FILE_FLAG_FIRST_PIPE_INSTANCE
    EXPECT_EQ(two.create(pipe.c_str(), 1, true), EPERM);
  }
  one.close();
  two.close();
}

} // namespace
} // namespace psig::nt
