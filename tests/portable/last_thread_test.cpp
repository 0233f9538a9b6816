// XSH pthread_exit: the process ends with status 0 after its last thread, as if that had called exit(0).
#include "children.h"
#include "pipe.h"

using namespace portable;

namespace {

using last_thread_test = SignalTest;

pthread_t g_main;
std::atomic<int> g_stage{0};

// What is not flushed is so by exit().
void at_exit() {
  g_count.store(0);
  raise(SIGUSR1);
  std::printf("exit handler; signals %s", g_count.load() == 1 ? "work" : "do not work");
}

void *join_main(void *) {
  pthread_join(g_main, nullptr);
  std::printf("last of two, ");
  return &g_stage; // whatever it returns
}

void *wait_for_the_alarm(void *) {
  pthread_join(g_main, nullptr);
  const sigset_t set = set_of({SIGALRM});
  int sig = 0;
  sigwait(&set, &sig);
  std::printf("alarm, ");
  return nullptr;
}

// Detached from the beginning: winpthreads may give back twice what is detached as it ends.
void *start_the_next(void *left) {
  pthread_t next;
  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  const auto more = reinterpret_cast<std::intptr_t>(left);
  if (more == 0) std::printf("the hundredth, ");
  else pthread_create(&next, &detached, start_the_next, reinterpret_cast<void *>(more - 1));
  return nullptr;
}

ROLE(last_thread) {
  const std::string how = argv[0];
  pthread_t other;
  g_main = pthread_self();
  handle(SIGUSR1, note);
  std::atexit(at_exit);
  if (how == "joined" && pthread_create(&other, nullptr, join_main, nullptr) != 0) return 1;
  if (how == "chain" && pthread_create(&other, nullptr, start_the_next, reinterpret_cast<void *>(100)) != 0) return 1;
  if (how == "alarm") {
    block({SIGALRM});
    if (pthread_create(&other, nullptr, wait_for_the_alarm, nullptr) != 0) return 1;
    alarm(1);
  }
  if (how == "armed") alarm(1000);
  pthread_exit(nullptr);
  return 1; // winpthreads does not say that it never returns
}

// The child's output and its status.
std::pair<std::string, int> run(const char *how) {
  Pipe output;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output.writer(), 1);
  const int status = status_of(start("last_thread", {how}, &actions));
  posix_spawn_file_actions_destroy(&actions);
  char text[200];
  const auto got = read(output.reader(), text, sizeof text);
  return {std::string(text, got > 0 ? static_cast<std::size_t>(got) : 0), status};
}

void expect_output(const char *how, const std::string &before) {
  const auto [output, status] = run(how);
  EXPECT_EQ(output, before + "exit handler; signals work") << how;
  EXPECT_EQ(status, 0) << how;
}

} // namespace

TEST_F(last_thread_test, main_alone) { expect_output("alone", ""); }
TEST_F(last_thread_test, the_other_thread_whatever_it_returns) { expect_output("joined", "last of two, "); }
TEST_F(last_thread_test, threads_that_start_one_another) { expect_output("chain", "the hundredth, "); }
TEST_F(last_thread_test, a_thread_that_waits_is_one) { expect_output("alarm", "alarm, "); }
TEST_F(last_thread_test, a_timer_is_none) { expect_output("armed", ""); }

TEST_F(last_thread_test, again_and_again) {
  for (int n = 0; n < 20; ++n) expect_output(n % 2 == 0 ? "alone" : "joined", n % 2 == 0 ? "" : "last of two, ");
}
