// Signals that other processes send without a pause, for as long as the test lasts: everything that a program does gets
// done meanwhile. What waits for the end of the rain waits for ever. (On Linux a posix_spawn() may: no portable test.)
#include "stress/rain.h"
#include "stress/stress.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>

#include <posix/spawn.h>
#include <posix/sys/wait.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <windows.h>

using psig_test::Child;

namespace {

std::atomic<int> g_handled{0};

void *ends(void *) { return nullptr; }
void create_thread() {
  pthread_t thread;
  ASSERT_EQ(pthread_create(&thread, nullptr, ends, nullptr), 0);
  pthread_join(thread, nullptr);
}

char *own_path() {
  static char path[MAX_PATH];
  GetModuleFileNameA(nullptr, path, sizeof path);
  return path;
}

void spawn_and_wait() {
  char *argv[] = {own_path(), const_cast<char *>("--gtest_list_tests"), nullptr};
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, 1, "NUL", O_WRONLY, 0);
  pid_t pid;
  ASSERT_EQ(posix_spawn(&pid, own_path(), &quiet, nullptr, argv, environ), 0);
  posix_spawn_file_actions_destroy(&quiet);
  int status;
  while (waitpid(pid, &status, 0) != pid) ASSERT_EQ(errno, EINTR);
  EXPECT_EQ(status, 0);
}

void create_process() {
  STARTUPINFOA startup = {};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION process;
  ASSERT_TRUE(CreateProcessA(own_path(), nullptr, nullptr, nullptr, FALSE, CREATE_SUSPENDED, nullptr, nullptr, &startup,
                             &process));
  TerminateProcess(process.hProcess, 0);
  WaitForSingleObject(process.hProcess, INFINITE);
  CloseHandle(process.hThread);
  CloseHandle(process.hProcess);
}

void load_and_free() {
  const HMODULE module = LoadLibraryA("version.dll");
  ASSERT_NE(module, nullptr);
  FreeLibrary(module);
}

void change_mask() {
  sigset_t set, before;
  sigfillset(&set);
  sigprocmask(SIG_BLOCK, &set, &before);
  sigprocmask(SIG_SETMASK, &before, nullptr);
}

void allocate() {
  std::deque<std::unique_ptr<char[]>> blocks;
  for (int i = 0; i < 100; ++i) blocks.push_back(std::make_unique<char[]>(10'000));
}

// Two threads that wait for each other by turns.
class PingPong {
public:
  PingPong() { pthread_create(&thread_, nullptr, answers, this); }
  ~PingPong() {
    turn(2);
    pthread_join(thread_, nullptr);
  }
  void turn(int whose) {
    pthread_mutex_lock(&mutex_);
    turn_ = whose;
    pthread_cond_broadcast(&changed_);
    while (turn_ == 1) pthread_cond_wait(&changed_, &mutex_);
    pthread_mutex_unlock(&mutex_);
  }

private:
  static void *answers(void *self) {
    auto *it = static_cast<PingPong *>(self);
    pthread_mutex_lock(&it->mutex_);
    while (it->turn_ != 2) {
      if (it->turn_ == 1) {
        it->turn_ = 0;
        pthread_cond_broadcast(&it->changed_);
      }
      pthread_cond_wait(&it->changed_, &it->mutex_);
    }
    pthread_mutex_unlock(&it->mutex_);
    return nullptr;
  }
  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t changed_ = PTHREAD_COND_INITIALIZER;
  int turn_ = 0;
  pthread_t thread_;
};

void times(int count, const char *what, void (*operation)()) {
  SCOPED_TRACE(what);
  for (int i = 0; i < count; ++i) operation();
  std::printf("             %s: %d handlers so far\n", what, g_handled.load());
  std::fflush(stdout);
}

class RainTest : public testing::TestWithParam<int> {};

} // namespace

TEST_P(RainTest, EverythingGetsDone) {
  const stress::Watchdog dog("rain", 500);
  stress::handle(
      SIGRTMIN, [](int) { ++g_handled; }, SA_RESTART);
  stress::handle(
      SIGUSR1, [](int) { ++g_handled; }, SA_RESTART);
  std::deque<Child> senders;
  for (int i = 0; i < GetParam(); ++i)
    senders.emplace_back("rains", std::initializer_list<std::string>{std::to_string(getpid())});
  while (g_handled.load() < 1000) SwitchToThread();

  static PingPong *pair;
  PingPong both;
  pair = &both;
  struct stat facts;
  static struct stat *found = &facts;
  times(200, "malloc", allocate);
  times(200, "stat", [] { stat(own_path(), found); });
  times(200, "mask", change_mask);
  times(50, "condition", [] { pair->turn(1); });
  times(50, "thread", create_thread);
  times(20, "library", load_and_free);
  times(5, "CreateProcess", create_process);
  times(5, "posix_spawn", spawn_and_wait);
  for (Child &sender : senders) sender.terminate();
}

INSTANTIATE_TEST_SUITE_P(Senders, RainTest, testing::Values(1, 2, 8));
