// Waits for other threads (XSH pthread_cond_wait, pthread_mutex_lock and their kin; std:: twins): a handler runs at
// once, and the wait goes on: none of them returns EINTR.
#include <condition_variable>
#include <mutex>

#include "support.h"

using namespace portable;

namespace {

timespec in_ms(int milliseconds) {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  const long long ns = now.tv_sec * 1'000'000'000LL + now.tv_nsec + milliseconds * 1'000'000LL;
  timespec when;
  when.tv_sec = static_cast<time_t>(ns / 1'000'000'000), when.tv_nsec = static_cast<long>(ns % 1'000'000'000);
  return when;
}

// What the waits wait for; `free` lets every one of them go.
struct World {
  World() {
    pthread_mutex_init(&held, nullptr), pthread_mutex_lock(&held);
    pthread_mutex_init(&mutex, nullptr), pthread_cond_init(&cond, nullptr);
    pthread_rwlock_init(&lock, nullptr), pthread_rwlock_wrlock(&lock);
    pthread_barrier_init(&barrier, nullptr, 2);
    pthread_create(
        &other, nullptr,
        [](void *w) -> void * {
          auto *world = static_cast<World *>(w);
          pthread_mutex_lock(&world->mutex);
          while (!world->go) pthread_cond_wait(&world->cond, &world->mutex);
          pthread_mutex_unlock(&world->mutex);
          return nullptr;
        },
        this);
  }
  void free_all() {
    pthread_mutex_unlock(&held);
    pthread_rwlock_unlock(&lock);
    pthread_mutex_lock(&mutex);
    go = true;
    pthread_cond_broadcast(&cond);
    pthread_mutex_unlock(&mutex);
    const std::lock_guard<std::mutex> guard(std_mutex);
    std_go = true;
    std_cond.notify_all();
  }

  pthread_mutex_t held, mutex;
  pthread_cond_t cond;
  pthread_rwlock_t lock;
  pthread_barrier_t barrier;
  pthread_t other{};
  bool go = false, std_go = false, joined = false;
  std::mutex std_mutex;
  std::condition_variable std_cond;
};

struct Wait {
  const char *name;
  int (*wait)(World &world);
  bool of_two = false; // who ends the wait waits too: the signals may all have come before it began
};
int wait_cond(World &w, const timespec *until) {
  int error = 0;
  pthread_mutex_lock(&w.mutex);
  while (!w.go && error == 0)
    error = until == nullptr ? pthread_cond_wait(&w.cond, &w.mutex) : pthread_cond_timedwait(&w.cond, &w.mutex, until);
  pthread_mutex_unlock(&w.mutex);
  return error;
}
const Wait kWaits[] = {
    {"pthread_mutex_lock",
     [](World &w) {
       const int error = pthread_mutex_lock(&w.held);
       pthread_mutex_unlock(&w.held);
       return error;
     }},
    {"pthread_cond_wait", [](World &w) { return wait_cond(w, nullptr); }},
    {"pthread_cond_timedwait",
     [](World &w) {
       const timespec then = in_ms(60'000);
       return wait_cond(w, &then);
     }},
    {"pthread_rwlock_rdlock",
     [](World &w) {
       const int error = pthread_rwlock_rdlock(&w.lock);
       pthread_rwlock_unlock(&w.lock);
       return error;
     }},
    {"pthread_rwlock_wrlock",
     [](World &w) {
       const int error = pthread_rwlock_wrlock(&w.lock);
       pthread_rwlock_unlock(&w.lock);
       return error;
     }},
    {"pthread_barrier_wait",
     [](World &w) {
       const int answer = pthread_barrier_wait(&w.barrier);
       return answer == PTHREAD_BARRIER_SERIAL_THREAD ? 0 : answer;
     },
     true},
    {"pthread_join",
     [](World &w) {
       w.joined = true;
       return pthread_join(w.other, nullptr);
     }},
    {"std::condition_variable::wait",
     [](World &w) {
       std::unique_lock<std::mutex> lock(w.std_mutex);
       w.std_cond.wait(lock, [&] { return w.std_go; });
       return 0;
     }},
    {"std::condition_variable::wait_for",
     [](World &w) {
       std::unique_lock<std::mutex> lock(w.std_mutex);
       return w.std_cond.wait_for(lock, std::chrono::seconds(60), [&] { return w.std_go; }) ? 0 : ETIMEDOUT;
     }},
};

struct PthreadWaits : testing::Test {
  void SetUp() override {
    g_count = 0;
    handle(SIGUSR1, note); // without SA_RESTART
  }
};

TEST_F(PthreadWaits, handlers_run_and_the_wait_goes_on) {
  for (const Wait &wait : kWaits) {
    SCOPED_TRACE(wait.name);
    World world;
    std::atomic<int> answer{-1};
    {
      Thread waiter([&] { answer = wait.wait(world); });
      for (int i = 0; i < 10; ++i) {
        const int before = g_count;
        ASSERT_EQ(pthread_kill(waiter.id, SIGUSR1), 0);
        until([&] { return g_count > before; });
      }
      EXPECT_EQ(answer, -1) << "it has returned";
      world.free_all();
      if (wait.of_two) pthread_barrier_wait(&world.barrier);
    }
    EXPECT_EQ(answer, 0);
    if (!world.joined) pthread_join(world.other, nullptr);
  }
}

TEST_F(PthreadWaits, std_thread_join) {
  std::atomic<bool> go{false}, joined{false};
  std::thread other([&] { until([&] { return go.load(); }); });
  Thread waiter([&] {
    other.join();
    joined = true;
  });
  for (int i = 0; i < 10; ++i) {
    const int before = g_count;
    ASSERT_EQ(pthread_kill(waiter.id, SIGUSR1), 0);
    until([&] { return g_count > before; });
  }
  EXPECT_FALSE(joined);
  go = true;
}

TEST_F(PthreadWaits, the_time_that_is_left_is_kept) {
  World world;
  int answer = -1;
  timespec begun, ended;
  clock_gettime(CLOCK_MONOTONIC, &begun);
  {
    Thread waiter([&] {
      const timespec then = in_ms(200);
      answer = wait_cond(world, &then);
      clock_gettime(CLOCK_MONOTONIC, &ended);
    });
    for (int i = 0; i < 5; ++i) {
      const int before = g_count;
      ASSERT_EQ(pthread_kill(waiter.id, SIGUSR1), 0);
      until([&] { return g_count > before; });
    }
  }
  EXPECT_EQ(answer, ETIMEDOUT);
  const long long ns = (ended.tv_sec - begun.tv_sec) * 1'000'000'000LL + ended.tv_nsec - begun.tv_nsec;
  EXPECT_GE(ns, 150'000'000); // the clocks' grain
  world.free_all();
  pthread_join(world.other, nullptr);
}

// For the process, while every thread that could take it waits for another one.
TEST_F(PthreadWaits, a_signal_for_the_process_interrupts_a_join) {
  Thread sender([] {
    block({SIGUSR1});
    kill(getpid(), SIGUSR1);
    until([] { return g_count == 1; });
  });
}

} // namespace
