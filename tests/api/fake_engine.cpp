#include "api/fake_engine.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace psig {
namespace {

test::Engine *g_engine = nullptr;

} // namespace

test::Engine::Engine() { g_engine = this; }
test::Engine::~Engine() { g_engine = nullptr; }

const EngineTable *engine() {
  static const EngineTable table = [] {
    EngineTable t{};
    t.raise = [](int sig) { return g_engine->raise(sig); };
    t.kill = [](pid_t pid, int sig) { return g_engine->kill(pid, sig); };
    t.sigqueue = [](pid_t pid, int sig, union sigval v) { return g_engine->sigqueue(pid, sig, v.sival_ptr); };
    t.thread_kill = [](pthread_t thread, int sig) { return g_engine->thread_kill(thread, sig); };
    t.thread_queue = [](pthread_t thread, int sig, union sigval v) {
      return g_engine->thread_queue(thread, sig, v.sival_ptr);
    };
    t.tgkill = [](pid_t process, pid_t tid, int sig) { return g_engine->tgkill(process, tid, sig); };
    t.action = [](int sig, const struct sigaction *act, struct sigaction *old) {
      return g_engine->action(sig, act, old);
    };
    t.mask = [](int how, const sigset_t *set, sigset_t *old) { return g_engine->mask(how, set, old); };
    t.pending = [](sigset_t *set) { return g_engine->pending(set); };
    t.altstack = [](const stack_t *ss, stack_t *old) { return g_engine->altstack(ss, old); };
    t.suspend = [](const sigset_t *mask) { return g_engine->suspend(mask); };
    t.timedwait = [](const sigset_t *set, siginfo_t *info, const struct timespec *timeout) {
      return g_engine->timedwait(set, info, timeout);
    };
    t.sleep = [](unsigned long long ns, unsigned long long *left) { return g_engine->sleep(ns, left); };
    t.alarm = [](unsigned long long first, unsigned long long again) { return g_engine->alarm(first, again); };
    t.getpgid = [](pid_t pid, pid_t *pgid) { return g_engine->getpgid(pid, pgid); };
    t.setpgid = [](pid_t pid, pid_t pgid) { return g_engine->setpgid(pid, pgid); };
    t.getsid = [](pid_t pid, pid_t *sid) { return g_engine->getsid(pid, sid); };
    t.limit = [](int name) { return g_engine->limit(name); };
    t.jump_save = [](sigset_t *mask) { g_engine->jump_save(mask); };
    t.jump_landed = [](const sigset_t *mask) { g_engine->jump_landed(mask); };
    t.user_copy = [](void *to, const void *from, std::size_t size) {
      if (to == nullptr || from == nullptr) return EFAULT;
      std::memcpy(to, from, size);
      return 0;
    };
    return t;
  }();
  return &table;
}

} // namespace psig

// The end that a refused jump comes to; a death test looks for the message.
extern "C" [[noreturn]] void psig_fatal(const char *message) {
  std::fputs(message, stderr);
  std::fflush(stderr);
  std::_Exit(70);
}
