// DLLs that come and go in a storm of signals, from threads of the process and from another process, that lasts for as
// long as the test: every load and every unload gets done, no handler runs where the loader's lock is held, or one of
// the library's, and nothing is left that leads into a module that has gone.
#include "stress/rain.h"
#include "stress/stress.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>

#include <windows.h>

#include <psapi.h>

#include "nt/thread/suspended_thread.h"
#include "nt/thread/teb.h"
#include "signal/engine.h"
#include "signal/return_swap.h"
#include "stress/copy.h"

using psig_test::Child;

// Looked up by psig_copy_main.dll: its DllMain is inside a call of the library, where handlers may run.
extern "C" {
__declspec(dllexport) std::atomic<int> copy_in_call{0};
}

namespace {

const int kRounds = stress::count(400);
std::atomic<int> g_handled{0}, g_raised{0}, g_under_the_loader{0}, g_under_ours{0}, g_rounds{0};
std::atomic<bool> g_over{false};
pthread_t g_main;

void note(int sig) {
  ++(sig == SIGTERM ? g_raised : g_handled);
  const DWORD tid = GetCurrentThreadId();
  if (psig::nt::holds_loader_lock(tid) && copy_in_call.load() == 0) ++g_under_the_loader;
  if (psig::g_engine.lock.held_by(tid) || psig::nt::SuspendLock::held_by_caller()) ++g_under_ours;
}

void *kills_the_process(void *) {
  while (!g_over.load()) kill(getpid(), SIGUSR2);
  return nullptr;
}

void *kills_from_behind_a_mask(void *) {
  const stress::Blocked all;
  while (!g_over.load()) {
    kill(getpid(), SIGUSR2);
    pthread_kill(g_main, SIGUSR1);
  }
  return nullptr;
}

// Two senders that may take the signals themselves, one that may not, and another process.
class Storm {
public:
  Storm() : other_("rains", {std::to_string(getpid())}) {
    g_main = pthread_self();
    g_over = false;
    for (auto *sender : {kills_the_process, kills_the_process, kills_from_behind_a_mask})
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

template <typename Function> Function *find(HMODULE module, const char *name) {
  return reinterpret_cast<Function *>(reinterpret_cast<void *>(GetProcAddress(module, name)));
}

// The system's, as DllMain is called: with the loader's lock held.
void __stdcall noticed(ULONG, const void *, void *) { copy_of_this_module::stay(200); }

class Noticed {
public:
  Noticed() {
    using Register = LONG __stdcall(ULONG, void *, void *, void **);
    find<Register>(GetModuleHandleA("ntdll"), "LdrRegisterDllNotification")(0, reinterpret_cast<void *>(&noticed),
                                                                            nullptr, &cookie_);
  }
  ~Noticed() {
    using Unregister = LONG __stdcall(void *);
    find<Unregister>(GetModuleHandleA("ntdll"), "LdrUnregisterDllNotification")(cookie_);
  }

private:
  void *cookie_ = nullptr;
};

bool leads_into(std::uintptr_t begin, std::uintptr_t end) {
  const psig::DeliveryGuard delivery;
  const psig::LockGuard guard(psig::g_engine.lock);
  const psig::nt::SuspendLock nobody_swaps;
  for (const psig::ThreadSignals *t = psig::g_engine.process.threads; t != nullptr; t = t->next) {
    const std::uintptr_t slot = static_cast<const psig::Thread *>(t)->swapped;
    const std::uintptr_t original = slot != 0 ? psig::swap_original(slot) : 0;
    if (original >= begin && original < end) return true;
  }
  return false;
}

// Loads a module, uses it, frees it, and looks at what is left.
template <typename Use> void load_and_free(const char *name, Use use) {
  const HMODULE module = LoadLibraryA(name);
  ASSERT_NE(module, nullptr) << name;
  MODULEINFO info;
  ASSERT_TRUE(K32GetModuleInformation(GetCurrentProcess(), module, &info, sizeof info));
  use(module);
  ASSERT_TRUE(FreeLibrary(module));
  ASSERT_EQ(GetModuleHandleA(name), nullptr) << "it is still there";
  const auto begin = reinterpret_cast<std::uintptr_t>(info.lpBaseOfDll);
  EXPECT_FALSE(leads_into(begin, begin + info.SizeOfImage));
}

void use_calls(HMODULE module) {
  const Copy &copy = *find<CopyFunction>(module, "copy_calls")();
  const int before = g_raised.load();
  EXPECT_EQ(copy.raise(SIGTERM), 0);
  EXPECT_EQ(g_raised.load(), before + 1);
  copy.stay(1000);
  sigset_t all, former;
  sigfillset(&all);
  EXPECT_EQ(copy.mask(SIG_BLOCK, &all, &former), 0);
  EXPECT_EQ(copy.mask(SIG_SETMASK, &former, nullptr), 0);
}

void run_thread(DWORD(__stdcall *body)(void *), void *argument, bool signalled) {
  DWORD tid;
  const HANDLE thread = CreateThread(nullptr, 0, body, argument, 0, &tid);
  ASSERT_NE(thread, nullptr);
  while (signalled && WaitForSingleObject(thread, 0) != WAIT_OBJECT_0)
    tgkill(getpid(), static_cast<pid_t>(tid), SIGUSR2);
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
}

void see_a_thread_come_and_go(HMODULE) {
  run_thread([](void *) -> DWORD { return 0; }, nullptr, false);
}

void have_a_thread_leave(HMODULE module) {
  LoadLibraryA("psig_copy_one.dll"); // the thread's own reference
  run_thread(find<DWORD __stdcall(void *)>(module, "copy_leaves"), module, true);
}

} // namespace

TEST(ModulesTest, ComeAndGoInAStorm) {
  const stress::Watchdog dog("modules", 500);
  for (const auto *counter : {&g_handled, &g_raised, &g_rounds}) stress::watch("handled, raised, rounds", counter);
  for (const int sig : {SIGUSR1, SIGUSR2, SIGTERM, SIGRTMIN}) stress::handle(sig, note, SA_RESTART);
  const Noticed by_us_too;
  {
    const Storm storm;
    for (; g_rounds.load() < kRounds && !HasFailure(); ++g_rounds) {
      load_and_free("version.dll", [](HMODULE) {});
      load_and_free("psig_copy_one.dll", use_calls);
      load_and_free("psig_copy_main.dll", see_a_thread_come_and_go);
      load_and_free("psig_copy_one.dll", have_a_thread_leave);
    }
  }
  EXPECT_EQ(g_under_the_loader, 0);
  EXPECT_EQ(g_under_ours, 0);
  std::printf("             %d rounds, %d handlers, %d raised\n", g_rounds.load(), g_handled.load(), g_raised.load());
}
