// Three copies of the library in one process: the program's, and one in each of two DLLs. One engine serves all
// (adr/0003), also in a storm: what is set through one copy holds for the others, and each queued signal is handled or
// taken once.
#include "stress/stress.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include <windows.h>

#include "stress/copy.h"
#include "support/child.h"

using psig_test::Child;

namespace {

constexpr int kCopies = 3;
std::array<const Copy *, kCopies> g_copies;
const int kEach = stress::count(20'000);

const Copy *load(const char *name) {
  const HMODULE module = LoadLibraryA(name);
  if (module == nullptr) return nullptr;
  return reinterpret_cast<CopyFunction *>(reinterpret_cast<void *>(GetProcAddress(module, "copy_calls")))();
}

int queued_on(int copy) { return SIGRTMIN + copy; }
int waited_for() { return SIGRTMIN + kCopies; }

void queue_surely(const Copy &copy, pid_t pid, int sig, int value) {
  union sigval carried = {};
  carried.sival_int = value;
  while (copy.queue(pid, sig, carried) != 0 && errno == EAGAIN) sched_yield();
}

// kEach of each kind.
void send_all(const Copy &copy, pid_t pid) {
  for (int i = 1; i <= kEach; ++i)
    for (int kind = 0; kind <= kCopies; ++kind) queue_surely(copy, pid, SIGRTMIN + kind, i);
}

CHILD(queues_all) {
  send_all(copy_of_this_module::calls, std::atoi(argv[0]));
  return 0;
}

std::atomic<int> g_senders{0}, g_waited{0}, g_raised{0}, g_wrong{0};
std::atomic<bool> g_over{false};

void *sends(void *copy) {
  const stress::Blocked mine; // others are to handle it
  send_all(*static_cast<const Copy *>(copy), getpid());
  g_senders.fetch_sub(1);
  return nullptr;
}

sigset_t through(const Copy &copy, int how, const sigset_t *set) {
  sigset_t old = 0;
  if (copy.mask(how, set, &old) != 0) ++g_wrong;
  return old;
}

// Changes its mask through each copy in turn; the next one sees it.
void *masks(void *) {
  const sigset_t some = stress::set_of(queued_on(0)) | stress::set_of(queued_on(1)) | stress::set_of(queued_on(2));
  for (int i = 0; !g_over.load(); ++i) {
    const Copy &one = *g_copies[i % kCopies], &next = *g_copies[(i + 1) % kCopies];
    through(one, SIG_BLOCK, &some);
    if ((through(next, SIG_BLOCK, nullptr) & some) != some) ++g_wrong;
    through(next, SIG_UNBLOCK, &some);
    if ((through(one, SIG_BLOCK, nullptr) & some) != 0) ++g_wrong;
  }
  return nullptr;
}

void *waits(void *) {
  const sigset_t set = stress::set_of(waited_for());
  for (int i = 0; i < (kCopies + 1) * kEach; ++i) {
    siginfo_t info;
    while (g_copies[i % kCopies]->wait(&set, &info) < 0)
      if (errno != EINTR) ++g_wrong;
    ++g_waited;
  }
  return nullptr;
}

void note_raised(int) { ++g_raised; }

// Raised through one copy, handled as another has said, before the call returns.
void raise_through_all() {
  int raised = 0;
  for (int i = 0; g_senders.load() != 0 || i < kEach; ++i) {
    struct sigaction act = {};
    act.sa_handler = note_raised;
    if (g_copies[i / kCopies % kCopies]->action(SIGUSR1, &act, nullptr) != 0) ++g_wrong;
    if (g_copies[i % kCopies]->raise(SIGUSR1) != 0 || g_raised.load() != ++raised) ++g_wrong;
    if (g_copies[i % kCopies]->kill(getpid(), 0) != 0) ++g_wrong;
  }
}

class CopiesTest : public testing::Test {
protected:
  static void SetUpTestSuite() {
    g_copies = {&copy_of_this_module::calls, load("psig_copy_one.dll"), load("psig_copy_two.dll")};
  }
  void SetUp() override {
    for (const Copy *copy : g_copies) ASSERT_NE(copy, nullptr);
  }
};

} // namespace

TEST_F(CopiesTest, OneEngineServesAll) {
  const auto engine_of = [](const char *module) {
    return *reinterpret_cast<void **>(
        reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA(module), "posix_signals_engine_v1")));
  };
  EXPECT_NE(engine_of(nullptr), nullptr);
  EXPECT_EQ(engine_of("psig_copy_one.dll"), nullptr);
  EXPECT_EQ(engine_of("psig_copy_two.dll"), nullptr);
  for (const Copy *copy : g_copies) {
    struct sigaction act = {}, seen = {};
    act.sa_sigaction = copy->handler;
    act.sa_flags = SA_SIGINFO;
    ASSERT_EQ(copy->action(SIGUSR2, &act, nullptr), 0);
    for (const Copy *other : g_copies) {
      ASSERT_EQ(other->action(SIGUSR2, nullptr, &seen), 0);
      EXPECT_EQ(seen.sa_sigaction, copy->handler);
      const int before = copy->handled->load();
      EXPECT_EQ(other->raise(SIGUSR2), 0);
      EXPECT_EQ(copy->handled->load(), before + 1);
    }
    copy->handled->store(0);
  }
}

TEST_F(CopiesTest, NothingIsLostInAStorm) {
  const stress::Watchdog dog("copies", 500);
  const stress::Blocked for_the_waiter(waited_for());
  for (int i = 0; i < kCopies; ++i) {
    struct sigaction act = {};
    act.sa_sigaction = g_copies[i]->handler;
    act.sa_flags = SA_SIGINFO | SA_RESTART;
    ASSERT_EQ(g_copies[i]->action(queued_on(i), &act, nullptr), 0);
    g_copies[i]->handled->store(0), g_copies[i]->sum->store(0);
    stress::watch("handled", g_copies[i]->handled);
  }
  stress::watch("waited", &g_waited);
  stress::watch("raised", &g_raised);

  std::array<pthread_t, kCopies> senders, maskers;
  pthread_t waiter;
  g_senders = kCopies;
  pthread_create(&waiter, nullptr, waits, nullptr);
  for (pthread_t &masker : maskers) pthread_create(&masker, nullptr, masks, nullptr);
  for (int i = 0; i < kCopies; ++i) pthread_create(&senders[i], nullptr, sends, const_cast<Copy *>(g_copies[i]));
  Child other("queues_all", {std::to_string(getpid())});
  raise_through_all();
  for (const pthread_t sender : senders) pthread_join(sender, nullptr);
  EXPECT_EQ(other.wait(), 0u);
  pthread_join(waiter, nullptr);
  constexpr int kSenders = kCopies + 1;
  for (const Copy *copy : g_copies) stress::yield_until([copy] { return copy->handled->load() >= kSenders * kEach; });
  g_over = true;
  for (const pthread_t masker : maskers) pthread_join(masker, nullptr);

  for (const Copy *copy : g_copies) {
    EXPECT_EQ(copy->handled->load(), kSenders * kEach);
    EXPECT_EQ(copy->sum->load(), static_cast<long long>(kSenders) * kEach * (kEach + 1) / 2);
  }
  EXPECT_EQ(g_waited, kSenders * kEach);
  EXPECT_EQ(g_wrong, 0);
  std::printf("             %d handled of each kind, %d raised\n", kSenders * kEach, g_raised.load());
}
