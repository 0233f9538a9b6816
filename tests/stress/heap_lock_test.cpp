// A fault of a thread that holds the lock of a heap, by the heap's own call or by HeapLock(), in a storm of other
// signals: its handler runs, and repairs or jumps out, and the others' do, too; nothing in the library wants that lock,
// not even at the first signal of a process.
#include "stress/rain.h"
#include "stress/stress.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <string>
#include <tuple>

#include <windows.h>

using psig_test::Child;

namespace {

const int kRounds = stress::count(400);
constexpr int kMeanwhile = 20; // handlers that have to run while the lock is held
constexpr std::size_t kPage = 4096;

std::atomic<int> g_handled{0}, g_faults{0}, g_wrong{0}, g_rounds{0};
std::atomic<bool> g_over{false};
pthread_t g_main;
sigjmp_buf g_way_out;
bool g_jump = false;
char *g_page; // where the fault is
void *volatile g_block;

void note(int) { ++g_handled; }

void on_fault(int, siginfo_t *info, void *) {
  ++g_faults;
  const auto *at = static_cast<char *>(info->si_addr);
  if (at < g_page || at >= g_page + kPage) {
    ++g_wrong;
    _exit(1);
  }
  const int before = g_handled.load(); // the handler itself may be interrupted meanwhile
  while (g_handled.load() < before + kMeanwhile) {}
  if (g_jump) siglongjmp(g_way_out, 1);
  DWORD former;
  if (!VirtualProtect(g_page, kPage, PAGE_READWRITE, &former)) ++g_wrong;
}

void *kills_the_process(void *) {
  while (!g_over.load()) kill(getpid(), SIGUSR2);
  return nullptr;
}

void *kills_the_main_thread(void *) {
  const stress::Blocked all;
  while (!g_over.load()) pthread_kill(g_main, SIGUSR1);
  return nullptr;
}

// Handlers have been running for some time when it is there.
class Storm {
public:
  Storm() : other_("rains", {std::to_string(getpid())}) {
    g_main = pthread_self();
    g_over = false;
    for (auto *sender : {kills_the_process, kills_the_main_thread})
      pthread_create(&threads_.emplace_back(), nullptr, sender, nullptr);
    stress::yield_until([] { return g_handled.load() >= 1000; });
  }
  ~Storm() {
    other_.terminate();
    g_over = true;
    for (const pthread_t thread : threads_) pthread_join(thread, nullptr);
  }

private:
  Child other_;
  std::deque<pthread_t> threads_;
};

void forbid() {
  DWORD former;
  if (!VirtualProtect(g_page, kPage, PAGE_NOACCESS, &former)) ++g_wrong;
}

void fault_and_go_on() {
  g_jump = false;
  forbid();
  *static_cast<volatile char *>(g_page) = 1;
}

void fault_and_jump() {
  g_jump = true;
  forbid();
  if (sigsetjmp(g_way_out, 1) == 0) *static_cast<volatile char *>(g_page) = 1;
}

void others_run() {
  const int before = g_handled.load();
  while (g_handled.load() < before + kMeanwhile) {}
}

// The first signal of a process that interrupts anybody, sent to the main thread while the heap's lock is held until
// the handler has run.
CHILD(first) {
  const std::string sender = argv[0], holder = argv[1];
  stress::handle(SIGUSR1, note);
  g_main = pthread_self();
  pthread_t other;
  static std::atomic<bool> begun{false}, held{false};
  static const bool by_main = holder == "main", by_thread = sender == "thread";
  const auto main_of_other = [](void *) -> void * {
    const stress::Blocked all;
    begun = true;
    if (!by_main) HeapLock(GetProcessHeap());
    if (by_main) stress::yield_until([] { return held.load(); });
    held = true;
    if (by_thread) pthread_kill(g_main, SIGUSR1);
    stress::yield_until([] { return g_handled.load() != 0; });
    if (!by_main) HeapUnlock(GetProcessHeap());
    return nullptr;
  };
  if (sender == "process") { // the thread that receives is there, too
    const stress::Blocked all;
    const sigset_t usr2 = stress::set_of(SIGUSR2);
    int signo;
    psig_test::say("ready");
    sigwait(&usr2, &signo);
  }
  pthread_create(&other, nullptr, main_of_other, nullptr);
  while (!begun.load()) {} // to start it takes the heap
  if (by_main) HeapLock(GetProcessHeap());
  if (by_main) held = true;
  while (!held.load()) {}
  if (sender == "itself") raise(SIGUSR1);
  DWORD written;
  if (sender == "process") WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "held\n", 5, &written, nullptr);
  while (g_handled.load() == 0) {}
  if (by_main) HeapUnlock(GetProcessHeap());
  pthread_join(other, nullptr);
  return 0;
}

class HeapLockTest : public testing::Test {
protected:
  void SetUp() override {
    g_page = static_cast<char *>(VirtualAlloc(nullptr, kPage, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE));
    ASSERT_NE(g_page, nullptr);
    for (const int sig : {SIGUSR1, SIGUSR2, SIGRTMIN}) stress::handle(sig, note, SA_RESTART);
    stress::handle(SIGSEGV, on_fault);
    g_faults = 0, g_rounds = 0;
    stress::watch("handled", &g_handled);
    stress::watch("rounds", &g_rounds);
  }
  void TearDown() override {
    EXPECT_EQ(g_wrong, 0);
    std::printf("             %d rounds, %d handlers\n", g_rounds.load(), g_handled.load());
  }
  stress::Watchdog dog_{"heap lock", 400};
};

} // namespace

TEST_F(HeapLockTest, HeldByTheProgram) {
  const Storm storm;
  for (; g_rounds.load() < kRounds; ++g_rounds) {
    ASSERT_TRUE(HeapLock(GetProcessHeap()));
    fault_and_go_on();
    others_run();
    fault_and_jump();
    others_run();
    ASSERT_TRUE(HeapUnlock(GetProcessHeap()));
    std::free(std::malloc(100)); // by whoever wants it again
  }
  EXPECT_EQ(g_faults, 2 * kRounds);
}

// The heap's own code faults, on what it keeps between the blocks, and goes on when the handler has mended it.
TEST_F(HeapLockTest, HeldByTheHeap) {
  const HANDLE heap = HeapCreate(0, 0, 0);
  ASSERT_NE(heap, nullptr);
  g_block = HeapAlloc(heap, 0, 64);
  g_page = reinterpret_cast<char *>(reinterpret_cast<std::uintptr_t>(g_block) & ~(kPage - 1));
  g_jump = false;
  {
    const Storm storm;
    for (; g_rounds.load() < kRounds; ++g_rounds) {
      forbid();
      ASSERT_TRUE(HeapLock(heap)); // what it looks at may lie in the page, too
      ASSERT_TRUE(HeapFree(heap, 0, g_block));
      ASSERT_TRUE(HeapUnlock(heap));
      g_block = HeapAlloc(heap, 0, 64);
      ASSERT_NE(g_block, nullptr);
      g_page = reinterpret_cast<char *>(reinterpret_cast<std::uintptr_t>(g_block) & ~(kPage - 1));
    }
  }
  EXPECT_EQ(g_faults, kRounds);
  EXPECT_TRUE(HeapDestroy(heap));
}

class FirstSignal : public testing::TestWithParam<std::tuple<const char *, const char *>> {};

TEST_P(FirstSignal, WhileTheHeapIsLocked) {
  const auto [sender, holder] = GetParam();
  const stress::Watchdog dog("first signal", 100);
  Child child("first", {sender, holder});
  if (std::string(sender) == "process") {
    ASSERT_TRUE(child.expect("ready"));
    ASSERT_EQ(kill(static_cast<pid_t>(child.pid()), SIGUSR2), 0);
    ASSERT_TRUE(child.expect("held"));
    ASSERT_EQ(kill(static_cast<pid_t>(child.pid()), SIGUSR1), 0);
  }
  EXPECT_EQ(child.wait(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Ways, FirstSignal,
                         testing::Combine(testing::Values("itself", "thread", "process"),
                                          testing::Values("main", "other")),
                         [](const auto &way) {
                           return std::string(std::get<0>(way.param)) + "_" + std::get<1>(way.param);
                         });
