// Addresses that are none: EFAULT where Linux's kernel touches them, a SIGSEGV that a handler gets where glibc does.
#include "support.h"

#include <setjmp.h>

#include "pages.h"

using namespace portable;

namespace {

constexpr timespec kNow = {0, 0};
constexpr std::size_t kSize = 256 * 1024;
alignas(16) char g_stack[kSize];
char *g_bad; // a page without access
sigjmp_buf g_out;

template <typename T> T *bad() { return reinterpret_cast<T *>(g_bad); }

// "" if each of them says EFAULT. No GoogleTest: it runs in handlers.
const char *what_is_not_efault() {
  const sigset_t set = set_of({SIGUSR2});
  const auto is = [](int answer) { return answer == -1 && errno == EFAULT; };
  if (!is(sigpending(bad<sigset_t>()))) return "sigpending";
  if (pthread_sigmask(SIG_BLOCK, nullptr, bad<sigset_t>()) != EFAULT) return "pthread_sigmask";
  if (!is(nanosleep(bad<timespec>(), nullptr))) return "nanosleep";
  if (!is(sigtimedwait(&set, nullptr, bad<timespec>()))) return "sigtimedwait";
  if (!is(sigsuspend(bad<sigset_t>()))) return "sigsuspend";
  return "";
}

const char *g_not_efault;

void look_there(int sig) {
  g_not_efault = what_is_not_efault();
  note(sig);
}

void leave(int sig) {
  note(sig);
  siglongjmp(g_out, 1);
}

class bad_pointer_test : public SignalTest {
protected:
  void SetUp() override {
    SignalTest::SetUp();
    pages_.set(kPageSize, kPageSize, Access::kNone);
    g_bad = const_cast<char *>(&pages_.at(kPageSize));
    g_not_efault = "not run";
  }
  void TearDown() override {
    stack_t off = {};
    off.ss_flags = SS_DISABLE;
    sigaltstack(&off, nullptr);
    handle(SIGSEGV, SIG_DFL);
    SignalTest::TearDown();
  }

  Pages pages_{2, Access::kWrite};
};

void alternate_stack() {
  stack_t ss = {};
  ss.ss_sp = g_stack;
  ss.ss_size = kSize;
  ASSERT_EQ(sigaltstack(&ss, nullptr), 0);
}

TEST_F(bad_pointer_test, is_an_error_and_no_fault) {
  EXPECT_STREQ(what_is_not_efault(), "");
  handle(SIGSEGV, note);
  EXPECT_STREQ(what_is_not_efault(), "");
  EXPECT_EQ(g_count.load(), 0);
}

TEST_F(bad_pointer_test, is_one_in_a_handler_and_on_an_alternate_stack) {
  alternate_stack();
  for (const int flags : {0, SA_ONSTACK})
    for (void (*const segv)(int) : {SIG_DFL, leave}) {
      handle(SIGSEGV, segv, SA_ONSTACK);
      handle(SIGUSR1, look_there, flags);
      g_not_efault = "not run";
      raise(SIGUSR1);
      EXPECT_STREQ(g_not_efault, "") << flags;
    }
  EXPECT_EQ(g_count.load(), 4);
}

TEST_F(bad_pointer_test, is_one_on_another_thread) {
  Thread other([] { g_not_efault = what_is_not_efault(); });
  other.join();
  EXPECT_STREQ(g_not_efault, "");
}

#ifdef _WIN32
TEST_F(bad_pointer_test, is_one_where_faults_come_first) {
  const int former = posix_signal_fault_chance_np(1);
  handle(SIGSEGV, leave);
  EXPECT_STREQ(what_is_not_efault(), "");
  alternate_stack();
  handle(SIGUSR1, look_there, SA_ONSTACK);
  raise(SIGUSR1);
  EXPECT_STREQ(g_not_efault, "");
  posix_signal_fault_chance_np(former);
}
#endif

// Nobody can ask beforehand whether an address is one.
TEST_F(bad_pointer_test, may_become_one_meanwhile) {
  std::atomic<bool> over{false};
  Thread other([&] {
    while (!over.load()) {
      pages_.set(kPageSize, kPageSize, Access::kWrite);
      pages_.set(kPageSize, kPageSize, Access::kNone);
    }
  });
  int wrong = 0;
  for (int n = 0; n < 20'000; ++n) {
    errno = 0;
    const int answer = sigpending(bad<sigset_t>());
    if (answer != 0 && !(answer == -1 && errno == EFAULT)) ++wrong;
  }
  over.store(true);
  EXPECT_EQ(wrong, 0);
}

// As on Linux: the call has done its work, only the answer could not be told.
TEST_F(bad_pointer_test, answer_that_cannot_be_told_undoes_nothing) {
  const sigset_t usr1 = set_of({SIGUSR1});
  EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, bad<sigset_t>()), EFAULT);
  EXPECT_TRUE(blocked(SIGUSR1));
  raise(SIGUSR1);
  EXPECT_EQ(sigtimedwait(&usr1, bad<siginfo_t>(), &kNow), -1);
  EXPECT_EQ(errno, EFAULT);
  EXPECT_FALSE(pending(SIGUSR1));
  stack_t ss = {};
  ss.ss_sp = g_stack;
  ss.ss_size = kSize;
  EXPECT_EQ(sigaltstack(&ss, bad<stack_t>()), -1);
  EXPECT_EQ(errno, EFAULT);
  EXPECT_EQ(sigaltstack(nullptr, &ss), 0);
  EXPECT_EQ(ss.ss_flags, 0);
}

// A request that cannot be read changes nothing.
TEST_F(bad_pointer_test, request_that_cannot_be_read_changes_nothing) {
  const sigset_t usr1 = set_of({SIGUSR1});
  block({SIGUSR1});
  raise(SIGUSR1);
  EXPECT_EQ(sigtimedwait(&usr1, nullptr, bad<timespec>()), -1);
  EXPECT_EQ(sigtimedwait(bad<sigset_t>(), nullptr, &kNow), -1);
  EXPECT_EQ(errno, EFAULT);
  EXPECT_EQ(sigsuspend(bad<sigset_t>()), -1);
  EXPECT_TRUE(blocked(SIGUSR1));
  EXPECT_TRUE(pending(SIGUSR1));
}

// The handler jumps out of the call; the library goes on as ever.
TEST_F(bad_pointer_test, fault_in_the_caller_s_own_part_can_be_caught) {
  handle(SIGSEGV, leave);
  handle(SIGUSR1, note);
  volatile int faults = 0;
  if (sigsetjmp(g_out, 1) == 0) (void)sigaction(SIGUSR2, bad<struct sigaction>(), nullptr);
  else faults = faults + 1;
  if (sigsetjmp(g_out, 1) == 0) (void)sigprocmask(SIG_BLOCK, bad<sigset_t>(), nullptr);
  else faults = faults + 1;
  const struct sigaction ignore = {};
  if (sigsetjmp(g_out, 1) == 0) (void)sigaction(SIGUSR2, &ignore, bad<struct sigaction>());
  else faults = faults + 1;
  EXPECT_EQ(faults, 3);
  EXPECT_EQ(g_count.load(), 3);
  raise(SIGUSR1);
  EXPECT_EQ(logged().back(), SIGUSR1);
}

} // namespace
