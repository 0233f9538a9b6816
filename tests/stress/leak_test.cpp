// Handles, threads and memory of a process over many cycles of whatever opens, starts or allocates something: after
// twice as many they are what they were before. Not a little more: each count is exact, the system's own. The same of
// a process that is sent to.
#include "stress/stress.h"

#ifdef _WIN32

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <posix/stdlib.h>
#include "process/spawned.h"
#include "support/thread_count.h"

#include <winternl.h>

// winpthreads gives a mutex its event when two threads first meet there, and keeps it (its mutex.c): which round that
// is in is chance. Its events are told from all others by what may be done with them.
constexpr DWORD kOfWinpthreads = SYNCHRONIZE | EVENT_MODIFY_STATE;
extern "C" {
using CreateEventCall = HANDLE(WINAPI *)(SECURITY_ATTRIBUTES *, BOOL manual, BOOL set, const char *name);
CreateEventCall __imp_CreateEventA = [](SECURITY_ATTRIBUTES *security, BOOL manual, BOOL set, const char *name) {
  const DWORD how = (manual ? CREATE_EVENT_MANUAL_RESET : 0) | (set ? CREATE_EVENT_INITIAL_SET : 0);
  return CreateEventExA(security, name, how, kOfWinpthreads);
};
}

namespace {

using namespace psig_test;

CHILD(ends) { return 0; }
CHILD(waits) {
  sigset_t none;
  sigemptyset(&none);
  for (;;) sigsuspend(&none);
}

struct Entry {
  void *object;
  ULONG_PTR process, handle;
  ULONG access;
  USHORT trace, type;
  ULONG attributes, reserved;
};
struct List {
  ULONG_PTR count, reserved;
  Entry entries[1];
};

constexpr int kTypes = 128;
using Handles = std::array<int, kTypes>; // by type, since types tell where to look

// Of the system's own list: Wine's GetProcessHandleCount() says 0.
Handles handles_of(ULONG_PTR pid) {
  using Query = LONG(NTAPI *)(ULONG, void *, ULONG, ULONG *);
  static const auto query = reinterpret_cast<Query>(
      reinterpret_cast<void *>(GetProcAddress(GetModuleHandleA("ntdll"), "NtQuerySystemInformation")));
  constexpr ULONG kExtendedHandles = 64;
  static std::vector<char> bytes(16 << 20);
  Handles types{};
  if (query(kExtendedHandles, bytes.data(), static_cast<ULONG>(bytes.size()), nullptr) != 0) {
    ADD_FAILURE() << "no list of the handles";
    return types;
  }
  const auto *list = reinterpret_cast<const List *>(bytes.data());
  for (ULONG_PTR n = 0; n < list->count; ++n)
    if (list->entries[n].process == pid && list->entries[n].access != kOfWinpthreads)
      ++types[list->entries[n].type % kTypes];
  return types;
}

std::size_t committed() {
  std::size_t bytes = 0;
  MEMORY_BASIC_INFORMATION info;
  for (char *at = nullptr; VirtualQuery(at, &info, sizeof info) != 0;
       at = static_cast<char *>(info.BaseAddress) + info.RegionSize)
    if (info.State == MEM_COMMIT) bytes += info.RegionSize;
  return bytes;
}

// Blocks that are in use, of all heaps.
int blocks() {
  HANDLE heaps[64];
  int count = 0;
  const DWORD number = GetProcessHeaps(64, heaps);
  for (DWORD n = 0; n < number && n < 64; ++n) {
    HeapLock(heaps[n]);
    PROCESS_HEAP_ENTRY entry = {};
    while (HeapWalk(heaps[n], &entry)) count += (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY) != 0;
    HeapUnlock(heaps[n]);
  }
  return count;
}

// A heap of low fragmentation gives out small blocks from groups, which are all that HeapWalk() sees: under Wine 10, 31
// blocks more were no entry more. It makes a group when one has no room, or another processor asks. So there memory
// cannot be counted. Under Wine 8, which has no such heap, each block is an entry.
bool blocks_are_entries() {
  constexpr ULONG kLowFragmentation = 2;
  ULONG kind = 0;
  HeapQueryInformation(GetProcessHeap(), HeapCompatibilityInformation, &kind, sizeof kind, nullptr);
  return kind != kLowFragmentation;
}

struct Use {
  Handles handles;
  int threads, blocks;
  std::size_t committed;
};
// Of handles there may have been more before: the dispatcher has a thread pinned, and its handle, for as long as it
// looks at it, be that ended meanwhile.
bool steady(const Use &before, const Use &after) {
  for (std::size_t type = 0; type < kTypes; ++type)
    if (after.handles[type] > before.handles[type]) return false;
  if (before.threads != after.threads) return false;
  return !blocks_are_entries() || (before.blocks == after.blocks && before.committed == after.committed);
}
std::string told(const Use &use) {
  std::string text = "threads " + std::to_string(use.threads) + ", heap blocks " + std::to_string(use.blocks) +
                     ", committed " + std::to_string(use.committed) + ", handles by type";
  for (int type = 0; type < kTypes; ++type)
    if (const int count = use.handles[static_cast<std::size_t>(type)]; count != 0)
      text += " " + std::to_string(type) + ":" + std::to_string(count);
  return text;
}
Use use() { return {handles_of(GetCurrentProcessId()), psig_test::thread_count(), blocks(), committed()}; }
Use use_of(pid_t other) { // of memory no more is to be seen
  return {handles_of(static_cast<ULONG_PTR>(other)), psig_test::thread_count(static_cast<DWORD>(other)), 0, 0};
}

// Peers that have ended are kept until another is opened: then some are looked at.
void let_go_of_the_dead() {
  for (int n = 0; n < 8; ++n) ASSERT_EQ(kill(0x7FFFFFFC, 0), -1);
}

// ---- the cycles ----------------------------------------------------------------------------------------------------

void spawn_and_wait(int) { ASSERT_EQ(wait_status_of(spawn_role("ends", {})), 0); }

void spawn_kill_and_wait(int) {
  const pid_t pid = spawn_role("waits", {});
  ASSERT_GT(pid, 0);
  ASSERT_EQ(kill(pid, SIGTERM), 0);
  ASSERT_EQ(wait_status_of(pid), SIGTERM);
}

void *waits_for_usr1(void *) {
  const sigset_t set = stress::set_of(SIGUSR1);
  int signo;
  sigwait(&set, &signo);
  return nullptr;
}
void signal_a_thread(int) {
  const stress::Blocked usr1(SIGUSR1);
  pthread_t thread;
  ASSERT_EQ(pthread_create(&thread, nullptr, waits_for_usr1, nullptr), 0);
  ASSERT_EQ(pthread_kill(thread, SIGUSR1), 0);
  ASSERT_EQ(pthread_join(thread, nullptr), 0);
}

void system_call(int) { ASSERT_EQ(system("exit 3"), 3 << 8); }

void pidfd(int) {
  const posix_pidfd_t own = posix_pidfd_open_np(getpid(), 0);
  ASSERT_NE(own, -1);
  ASSERT_EQ(posix_pidfd_send_signal_np(own, 0, nullptr, 0), 0);
  int no_time = 0;
  ASSERT_EQ(posix_pidfd_wait_np(own, &no_time, nullptr), 0);
  ASSERT_EQ(posix_pidfd_close_np(own), 0);
  posix_process_status status;
  ASSERT_EQ(posix_process_status_np(getpid(), &status), 0);
}

void job(int) {
  const posix_job_t made = posix_job_create_np(0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  ASSERT_EQ(posix_spawnattr_setjob_np(&attributes, made), 0);
  const pid_t pid = spawn_role("waits", {}, nullptr, &attributes);
  posix_spawnattr_destroy(&attributes);
  ASSERT_EQ(posix_job_kill_np(made, SIGTERM), 0);
  ASSERT_EQ(posix_job_wait_np(made, nullptr), 1);
  ASSERT_EQ(wait_status_of(pid), SIGTERM);
  ASSERT_EQ(posix_job_close_np(made), 0);
}

void many_at_once(int) {
  std::vector<pid_t> pids;
  for (int n = scaled(1000, 24); n > 0; --n) {
    pids.push_back(spawn_role("waits", {}));
    ASSERT_GT(pids.back(), 0) << n << " were still to come";
  }
  for (const pid_t pid : pids) ASSERT_EQ(kill(pid, SIGTERM), 0) << errno;
  for (const pid_t pid : pids) ASSERT_EQ(wait_status_of(pid), SIGTERM);
}

struct Cycle {
  const char *name;
  int full, otherwise; // how many
  void (*run)(int n);
};
const Cycle kCycles[] = {
    {"spawn_and_wait", 100'000 / 3, 12, spawn_and_wait},
    {"spawn_kill_and_wait", 1'000, 10, spawn_kill_and_wait},
    {"signal_a_thread", 10'000 / 3, 200, signal_a_thread},
    {"system_call", 1'000, 5, system_call},
    {"pidfd", 10'000, 100, pidfd},
    {"job", 1'000, 6, job},
    {"many_at_once", 1, 1, many_at_once},
};

class LeakTest : public testing::TestWithParam<Cycle> {};

void expect_steady(const Use &before, const Use &after) {
  EXPECT_TRUE(steady(before, after)) << "\n" << told(before) << "\n" << told(after);
}

// Long enough for whatever has to happen in another process or thread, however late that gets its turn.
template <typename Condition> void await(Condition condition) {
  const ULONGLONG end = GetTickCount64() + 60'000;
  while (!condition() && GetTickCount64() < end) SwitchToThread();
}

// The first round is the warming up. `other`: a process that the cycles have to do with.
template <typename Run> void equal_after_twice_as_many(Run run, int count, pid_t other = 0) {
  Use own[3], others[3];
  const int at_rest = use_of(other).threads;
  for (int round = 0; round < 3; ++round) {
    for (int n = 0; n < count; ++n) ASSERT_NO_FATAL_FAILURE(run(n));
    let_go_of_the_dead();
    // A thread that a control event has started there ends by itself.
    await([&] { return use_of(other).threads <= at_rest; });
    own[round] = use(), others[round] = use_of(other);
  }
  await([&] {
    own[2] = use(), others[2] = use_of(other);
    return steady(own[1], own[2]) && steady(others[1], others[2]);
  });
  expect_steady(own[1], own[2]);
  expect_steady(others[1], others[2]);
}

TEST_P(LeakTest, equal_after_twice_as_many) {
  equal_after_twice_as_many(GetParam().run, scaled(GetParam().full, GetParam().otherwise));
}
INSTANTIATE_TEST_SUITE_P(Cycles, LeakTest, testing::ValuesIn(kCycles),
                         [](const testing::TestParamInfo<Cycle> &info) { return std::string(info.param.name); });

// More than are kept (mailbox/peer.cpp), in turn: each is opened anew.
TEST(Leak, peers_opened) {
  std::vector<std::unique_ptr<Child>> peers;
  for (int n = 0; n < 130; ++n) peers.push_back(std::make_unique<Child>("waits"));
  const int rounds = scaled(100'000 / 3 / 130, 1);
  const auto open_all = [&](int) {
    for (const auto &peer : peers) ASSERT_EQ(kill(static_cast<pid_t>(peer->pid()), SIGCONT), 0);
  };
  equal_after_twice_as_many(open_all, rounds, static_cast<pid_t>(peers[0]->pid()));
}

// Requests inside a process without the library, and what is asked of it.
TEST(Leak, a_process_without_the_library) {
  std::string path = own_path();
  path.erase(path.find_last_of("\\/"));
  Child victim(Child::Program{path + "\\..\\unmanaged\\victim_console.exe"}, {"quiet"});
  ASSERT_TRUE(victim.expect("ready"));
  const auto pid = static_cast<pid_t>(victim.pid());
  const auto ask = [&](int) {
    ASSERT_EQ(kill(pid, 0), 0);
    ASSERT_EQ(kill(pid, SIGINT), 0);
    ASSERT_EQ(kill(pid, SIGUSR1), -1);
    posix_kill_plan plan;
    ASSERT_EQ(posix_kill_explain_np(pid, SIGTERM, &plan), 0);
    posix_process_status status;
    ASSERT_EQ(posix_process_status_np(pid, &status), -1);
  };
  equal_after_twice_as_many(ask, scaled(1'000, 20), pid);
}

} // namespace

#endif
