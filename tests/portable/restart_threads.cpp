// Waiting for children, semaphores, and what threads wait for among themselves.
#include "children_start.h"
#include "restart_calls.h"

#include <semaphore.h>

#include <memory>

namespace portable {
namespace {

class Child {
public:
  Child() : pid_(start("pauses")) {}
  ~Child() {
    if (pid_ <= 0 || waitpid(pid_, nullptr, WNOHANG) != 0) return; // it has been waited for
    end();
    waitpid(pid_, nullptr, 0);
  }
  Child(const Child &) = delete;
  Child &operator=(const Child &) = delete;
  [[nodiscard]] pid_t pid() const { return pid_; }
  void end() const {
    if (pid_ > 0) kill(pid_, SIGKILL);
  }

private:
  pid_t pid_;
};
template <typename Wait> Situation waits_for_child(Wait wait_for) {
  auto child = std::make_shared<Child>();
  return {[=] { return error_of(wait_for(child->pid())); }, [=] { child->end(); }};
}
Situation waits() {
  return waits_for_child([](pid_t child) { return wait(nullptr) == child; });
}
Situation waits_pid() {
  return waits_for_child([](pid_t child) { return waitpid(child, nullptr, 0) == child; });
}
Situation waits_id() {
  return waits_for_child([](pid_t child) {
    siginfo_t info;
    return waitid(P_PID, static_cast<id_t>(child), &info, WEXITED) == 0;
  });
}

struct Semaphore {
  Semaphore() { sem_init(&it, 0, 0); }
  ~Semaphore() { sem_destroy(&it); }
  sem_t it;
};
template <typename Wait> Situation waits_for_semaphore(Wait wait_for) {
  auto semaphore = std::make_shared<Semaphore>();
  return {[=] { return error_of(wait_for(&semaphore->it) == 0); }, [=] { EXPECT_EQ(sem_post(&semaphore->it), 0); }};
}
timespec in_an_hour() {
  timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  time.tv_sec += 3600;
  return time;
}
Situation waits_semaphore() {
  return waits_for_semaphore([](sem_t *semaphore) { return sem_wait(semaphore); });
}
Situation waits_semaphore_timed() {
  return waits_for_semaphore([](sem_t *semaphore) {
    const timespec until_then = in_an_hour();
    return sem_timedwait(semaphore, &until_then);
  });
}

// What a thread waits for in the program itself.
struct Shared {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
  pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
  pthread_barrier_t barrier = {};
  bool done = false;
};
std::shared_ptr<Shared> shared() { return std::make_shared<Shared>(); }

Situation locks_mutex() {
  auto s = shared();
  pthread_mutex_lock(&s->mutex);
  return {[=] {
            const int error = pthread_mutex_lock(&s->mutex);
            return error != 0 ? error : pthread_mutex_unlock(&s->mutex);
          },
          [=] { pthread_mutex_unlock(&s->mutex); }};
}
std::function<void()> is_done(const std::shared_ptr<Shared> &s) {
  return [=] {
    pthread_mutex_lock(&s->mutex);
    s->done = true;
    pthread_cond_broadcast(&s->condition);
    pthread_mutex_unlock(&s->mutex);
  };
}
Situation waits_condition() {
  auto s = shared();
  return {[=] {
            pthread_mutex_lock(&s->mutex);
            int error = 0;
            while (!s->done && error == 0) error = pthread_cond_wait(&s->condition, &s->mutex);
            pthread_mutex_unlock(&s->mutex);
            return error;
          },
          is_done(s)};
}
Situation waits_condition_timed() {
  auto s = shared();
  return {[=] {
            pthread_mutex_lock(&s->mutex);
            const timespec until_then = in_an_hour();
            int error = 0;
            while (!s->done && error == 0) error = pthread_cond_timedwait(&s->condition, &s->mutex, &until_then);
            pthread_mutex_unlock(&s->mutex);
            return error;
          },
          is_done(s)};
}
Situation locks_for_reading() {
  auto s = shared();
  pthread_rwlock_wrlock(&s->rwlock);
  return {[=] {
            const int error = pthread_rwlock_rdlock(&s->rwlock);
            return error != 0 ? error : pthread_rwlock_unlock(&s->rwlock);
          },
          [=] { pthread_rwlock_unlock(&s->rwlock); }};
}
Situation locks_for_writing() {
  auto s = shared();
  pthread_rwlock_rdlock(&s->rwlock);
  return {[=] {
            const int error = pthread_rwlock_wrlock(&s->rwlock);
            return error != 0 ? error : pthread_rwlock_unlock(&s->rwlock);
          },
          [=] { pthread_rwlock_unlock(&s->rwlock); }};
}
int at_barrier(Shared *s) {
  const int result = pthread_barrier_wait(&s->barrier);
  return result == PTHREAD_BARRIER_SERIAL_THREAD ? 0 : result;
}
Situation waits_barrier() {
  auto s = shared();
  pthread_barrier_init(&s->barrier, nullptr, 2);
  return {[=] { return at_barrier(s.get()); }, [=] { EXPECT_EQ(at_barrier(s.get()), 0); }};
}
Situation joins() {
  auto s = shared();
  auto other = std::make_shared<std::thread>([=] {
    pthread_mutex_lock(&s->mutex);
    while (!s->done) pthread_cond_wait(&s->condition, &s->mutex);
    pthread_mutex_unlock(&s->mutex);
  });
  return {[=] {
            other->join();
            return 0;
          },
          is_done(s)};
}

} // namespace

std::vector<WaitingCall> calls_of_threads() {
  return {
      {"wait", "a child", Rule::kRestarted, waits},
      {"waitpid", "a child", Rule::kRestarted, waits_pid},
      {"waitid", "a child", Rule::kRestarted, waits_id},
      {"sem_wait", "a semaphore", Rule::kRestarted, waits_semaphore},
      {"sem_timedwait", "a semaphore", Rule::kRestarted, waits_semaphore_timed, true},
      {"pthread_mutex_lock", "a mutex", Rule::kNeverEintr, locks_mutex},
      {"pthread_cond_wait", "a condition", Rule::kNeverEintr, waits_condition},
      {"pthread_cond_timedwait", "a condition", Rule::kNeverEintr, waits_condition_timed},
      {"pthread_rwlock_rdlock", "a writer's end", Rule::kNeverEintr, locks_for_reading},
      {"pthread_rwlock_wrlock", "a reader's end", Rule::kNeverEintr, locks_for_writing},
      {"pthread_barrier_wait", "another thread", Rule::kNeverEintr, waits_barrier},
      {"pthread_join", "a thread's end", Rule::kNeverEintr, joins},
  };
}

} // namespace portable
